/* SPDX-License-Identifier: MIT */
/* token: a private key that never leaves its PKCS#11 token. */
#include "tlsconf/pki/token.h"

#include <dlfcn.h>
#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <p11-kit/pkcs11.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lang.h"
#include "text.h"
#include "tlsconf/pki/crypto.h"
#include "tlsconf/pki/token_key.h"

#define SLOTS_MAX 256
#define ID_LENGTH 16

struct token {
	struct token_uri uri;
	void *library;
	CK_FUNCTION_LIST *call;
	bool initialized;
	CK_SESSION_HANDLE session;
	bool have_session;
	CK_OBJECT_HANDLE key;		/* the private one */
	bool rsa;
};

static int token_fault(struct fault *f, const struct token *t, CK_RV rv,
		       const char *what)
{
	static const struct {
		CK_RV rv;
		const char *words;
	} known[] = {
		{ CKR_PIN_INCORRECT, N_("the PIN is wrong") },
		{ CKR_PIN_LOCKED, N_("the PIN is locked: it was wrong too "
				     "often") },
		{ CKR_PIN_LEN_RANGE, N_("the PIN has not the right length") },
		{ CKR_PIN_EXPIRED, N_("the PIN must be changed first") },
		{ CKR_USER_PIN_NOT_INITIALIZED, N_("it has no user PIN yet") },
		{ CKR_TOKEN_WRITE_PROTECTED, N_("it is write-protected") },
		{ CKR_DEVICE_REMOVED, N_("it was taken out") },
		{ CKR_DEVICE_MEMORY, N_("it is full") },
		{ CKR_HOST_MEMORY, N_("out of memory") },
		{ CKR_MECHANISM_INVALID, N_("it cannot do this") },
	};
	char name[TOKEN_URI_VALUE];
	size_t i;

	snprintf(name, sizeof(name), "%s", t->uri.token[0] ? t->uri.token :
							     t->uri.serial);
	text_clean(name);
	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (known[i].rv == rv)
			return fault_set(f, _("token %s: %s: %s"), name, what,
					 _(known[i].words));
	return fault_set(f, _("token %s: %s: PKCS#11 error 0x%lx"), name, what,
			 (unsigned long)rv);
}

/* ---- opening ---- */

static int load(struct token *t, struct fault *f)
{
	CK_C_GetFunctionList list;
	CK_RV rv;

	t->library = dlopen(t->uri.module, RTLD_NOW | RTLD_LOCAL);
	if (!t->library)
		return fault_set(f, _("cannot load the module: %s"),
				 dlerror());
	/* a data pointer as a function's: POSIX says how */
	*(void **)&list = dlsym(t->library, "C_GetFunctionList");
	if (!list || list(&t->call) != CKR_OK || !t->call)
		return fault_set(f, _("%s is no PKCS#11 module"),
				 t->uri.module);
	rv = t->call->C_Initialize(NULL);
	if (rv != CKR_OK && rv != CKR_CRYPTOKI_ALREADY_INITIALIZED)
		return token_fault(f, t, rv, _("cannot start its module"));
	t->initialized = rv == CKR_OK;
	return 0;
}

/* Fields of a token are padded with blanks; "" fits all. */
static bool field_is(const unsigned char *field, size_t size, const char *want)
{
	size_t length = strlen(want), i;

	if (length > size || memcmp(field, want, length))
		return length == 0;
	for (i = length; length && i < size; i++)
		if (field[i] != ' ' && field[i])
			return false;
	return true;
}

static int find_slot(struct token *t, CK_SLOT_ID *slot, CK_TOKEN_INFO *info,
		     struct fault *f)
{
	CK_SLOT_ID slots[SLOTS_MAX];
	CK_ULONG i, n = SLOTS_MAX, found = 0;
	CK_RV rv = t->call->C_GetSlotList(CK_TRUE, slots, &n);
	CK_TOKEN_INFO at;

	if (rv != CKR_OK)
		return token_fault(f, t, rv, _("cannot list the tokens"));
	for (i = 0; i < n; i++) {
		if (t->call->C_GetTokenInfo(slots[i], &at) != CKR_OK ||
		    !(at.flags & CKF_TOKEN_INITIALIZED) ||
		    !field_is(at.label, sizeof(at.label), t->uri.token) ||
		    !field_is(at.serialNumber, sizeof(at.serialNumber),
			      t->uri.serial))
			continue;
		if (!found++) {
			*slot = slots[i];
			*info = at;
		}
	}
	if (found == 1)
		return 0;
	if (found) {
		fault_set(f, _("%lu tokens are called %s"), found,
			  t->uri.token);
		return fault_hint(f, _("tell them apart by serial=…"));
	}
	return fault_set(f, _("there is no token %s%s%s"), t->uri.token,
			 t->uri.serial[0] ? " serial=" : "", t->uri.serial);
}

static int login(struct token *t, const CK_TOKEN_INFO *info,
		 const struct passphrase *s, struct fault *f)
{
	char pin[PASSPHRASE_MAX] = "", prompt[TOKEN_URI_VALUE + 64];
	int length = 0;
	CK_RV rv;

	if (!(info->flags & CKF_LOGIN_REQUIRED))
		return 0;
	snprintf(prompt, sizeof(prompt), _("PIN of token %s"), t->uri.token);
	text_clean(prompt);
	if (!(info->flags & CKF_PROTECTED_AUTHENTICATION_PATH)) {
		length = passphrase_get(s, prompt, false, pin, f);
		if (length < 0) {
			fault_hint(f, _("give the PIN in a file that only you "
					"can read: --pin-file"));
			return -1;
		}
	}
	rv = t->call->C_Login(t->session, CKU_USER,
			      length ? (unsigned char *)pin : NULL,
			      (CK_ULONG)length);
	OPENSSL_cleanse(pin, sizeof(pin));
	if (rv == CKR_OK || rv == CKR_USER_ALREADY_LOGGED_IN)
		return 0;
	return token_fault(f, t, rv, _("cannot log in"));
}

struct token *token_open(const struct token_uri *u,
			 const struct passphrase *s, struct fault *f)
{
	struct token *t = calloc(1, sizeof(*t));
	CK_TOKEN_INFO info;
	CK_SLOT_ID slot;
	CK_RV rv;

	if (!t) {
		fault_errno(f, _("cannot open the token"));
		return NULL;
	}
	t->uri = *u;
	if (load(t, f) < 0 || find_slot(t, &slot, &info, f) < 0)
		goto fail;
	rv = t->call->C_OpenSession(slot, CKF_SERIAL_SESSION | CKF_RW_SESSION,
				    NULL, NULL, &t->session);
	if (rv != CKR_OK) {
		token_fault(f, t, rv, _("cannot open a session"));
		goto fail;
	}
	t->have_session = true;
	if (!login(t, &info, s, f))
		return t;
fail:
	token_close(t);
	return NULL;
}

void token_close(struct token *t)
{
	if (!t)
		return;
	if (t->have_session) {
		t->call->C_Logout(t->session);
		t->call->C_CloseSession(t->session);
	}
	if (t->initialized)
		t->call->C_Finalize(NULL);
	if (t->library)
		dlclose(t->library);
	free(t);
}

/* ---- keys ---- */

/* Adds label and id, as far as the URI has them. Returns the new count. */
static CK_ULONG add_names(struct token *t, CK_ATTRIBUTE *a, CK_ULONG n)
{
	if (t->uri.object[0])
		a[n++] = (CK_ATTRIBUTE){ CKA_LABEL, t->uri.object,
					 strlen(t->uri.object) };
	if (t->uri.id_length)
		a[n++] = (CK_ATTRIBUTE){ CKA_ID, t->uri.id,
					 t->uri.id_length };
	return n;
}

/* Objects of CLASS with the URI's names; at most 2 are told. -1: a fault. */
static int find(struct token *t, CK_OBJECT_CLASS class, CK_OBJECT_HANDLE *out,
		struct fault *f)
{
	CK_ATTRIBUTE a[3] = { { CKA_CLASS, &class, sizeof(class) } };
	CK_OBJECT_HANDLE found[2];
	CK_ULONG n = 0;
	CK_RV rv = t->call->C_FindObjectsInit(t->session, a,
					      add_names(t, a, 1));

	if (rv == CKR_OK) {
		rv = t->call->C_FindObjects(t->session, found, 2, &n);
		t->call->C_FindObjectsFinal(t->session);
	}
	if (rv != CKR_OK)
		return token_fault(f, t, rv, _("cannot look for the key"));
	if (n)
		*out = found[0];
	return (int)n;
}

/* The value of an attribute; pass to free(). NULL where there is none. */
static unsigned char *get(struct token *t, CK_OBJECT_HANDLE o,
			  CK_ATTRIBUTE_TYPE type, size_t *length)
{
	CK_ATTRIBUTE a = { type, NULL, 0 };

	if (t->call->C_GetAttributeValue(t->session, o, &a, 1) != CKR_OK ||
	    a.ulValueLen == 0 || a.ulValueLen > 64 << 10)
		return NULL;
	a.pValue = malloc(a.ulValueLen);
	if (a.pValue && t->call->C_GetAttributeValue(t->session, o, &a, 1) !=
			CKR_OK) {
		free(a.pValue);
		a.pValue = NULL;
	}
	*length = a.ulValueLen;
	return a.pValue;
}

/* From the private object itself where it tells, else from the public one. */
static EVP_PKEY *read_public(struct token *t, struct fault *f)
{
	CK_KEY_TYPE type = CK_UNAVAILABLE_INFORMATION;
	CK_ATTRIBUTE a = { CKA_KEY_TYPE, &type, sizeof(type) };
	CK_OBJECT_HANDLE o;
	unsigned char *one = NULL, *two = NULL;
	size_t one_length = 0, two_length = 0;
	EVP_PKEY *key = NULL;
	CK_RV rv = t->call->C_GetAttributeValue(t->session, t->key, &a, 1);
	int n = find(t, CKO_PUBLIC_KEY, &o, f);

	if (n < 0)
		return NULL;
	if (n != 1)
		o = t->key;
	t->rsa = type == CKK_RSA;
	if (rv == CKR_OK && (type == CKK_RSA || type == CKK_EC)) {
		one = get(t, o, t->rsa ? CKA_MODULUS : CKA_EC_PARAMS,
			  &one_length);
		two = get(t, o, t->rsa ? CKA_PUBLIC_EXPONENT : CKA_EC_POINT,
			  &two_length);
	}
	if (one && two)
		key = t->rsa ? token_key_rsa(one, one_length, two, two_length,
					     f)
			     : token_key_ec(one, one_length, two, two_length,
					    f);
	else
		fault_set(f, _("the token does not tell the public part of "
			       "the key: it is neither RSA nor ECDSA, or its "
			       "public object is missing"));
	free(one);
	free(two);
	return key;
}

EVP_PKEY *token_find(struct token *t, struct fault *f)
{
	int n = find(t, CKO_PRIVATE_KEY, &t->key, f);

	if (n < 0)
		return NULL;
	if (n == 0) {
		fault_set(f, _("there is no private key %s in the token"),
			  t->uri.object);
		fault_hint(f, _("--new-key TYPE makes it there"));
		return NULL;
	}
	if (n > 1) {
		fault_set(f, _("several private keys are called %s"),
			  t->uri.object);
		fault_hint(f, _("tell them apart by id=…"));
		return NULL;
	}
	return read_public(t, f);
}

/* The id that ties certificate and keys together; a random one if need be. */
static int choose_id(struct token *t, struct fault *f)
{
	if (t->uri.id_length)
		return 0;
	if (RAND_bytes(t->uri.id, ID_LENGTH) != 1)
		return crypto_fault(f, _("cannot make an id"));
	t->uri.id_length = ID_LENGTH;
	return 0;
}

EVP_PKEY *token_generate(struct token *t, const struct key_type *type,
			 struct fault *f)
{
	CK_BBOOL yes = CK_TRUE, no = CK_FALSE;
	CK_ULONG bits = (CK_ULONG)type->bits, n;
	unsigned char e[] = { 1, 0, 1 }, group[16];
	CK_MECHANISM how = { type->group ? CKM_EC_KEY_PAIR_GEN
					 : CKM_RSA_PKCS_KEY_PAIR_GEN, NULL, 0 };
	CK_ATTRIBUTE public[8] = {
		{ CKA_TOKEN, &yes, sizeof(yes) },
		{ CKA_VERIFY, &yes, sizeof(yes) },
	}, private[8] = {
		{ CKA_TOKEN, &yes, sizeof(yes) },
		{ CKA_PRIVATE, &yes, sizeof(yes) },
		{ CKA_SENSITIVE, &yes, sizeof(yes) },
		{ CKA_EXTRACTABLE, &no, sizeof(no) },
		{ CKA_SIGN, &yes, sizeof(yes) },
	};
	CK_OBJECT_HANDLE there;
	size_t length = token_key_group(type, group, sizeof(group));
	int found = find(t, CKO_PRIVATE_KEY, &there, f);
	CK_RV rv;

	if (found < 0 || (!found && choose_id(t, f) < 0))
		return NULL;
	if (found) {
		fault_set(f, _("the token has a private key %s already"),
			  t->uri.object);
		fault_hint(f, _("leave --new-key out to use it, or name "
				"another"));
		return NULL;
	}
	n = add_names(t, public, 2);
	if (type->group) {
		public[n++] = (CK_ATTRIBUTE){ CKA_EC_PARAMS, group, length };
	} else {
		public[n++] = (CK_ATTRIBUTE){ CKA_MODULUS_BITS, &bits,
					      sizeof(bits) };
		public[n++] = (CK_ATTRIBUTE){ CKA_PUBLIC_EXPONENT, e,
					      sizeof(e) };
	}
	rv = t->call->C_GenerateKeyPair(t->session, &how, public, n, private,
					add_names(t, private, 5), &there,
					&t->key);
	if (rv == CKR_OK)
		return read_public(t, f);
	token_fault(f, t, rv, _("cannot make the key"));
	return NULL;
}

/* ---- signing ---- */

int token_sign(void *context, const EVP_MD *md, const unsigned char *data,
	       size_t length, unsigned char **signature,
	       size_t *signature_length, struct fault *f)
{
	struct token *t = context;
	CK_MECHANISM how = { t->rsa ? CKM_RSA_PKCS : CKM_ECDSA, NULL, 0 };
	unsigned char input[TOKEN_KEY_INPUT], raw[2048];
	CK_ULONG raw_length = sizeof(raw);
	size_t n;
	CK_RV rv;

	n = token_key_input(t->rsa, md, data, length, input, f);
	if (!n)
		return -1;
	rv = t->call->C_SignInit(t->session, &how, t->key);
	if (rv == CKR_OK)
		rv = t->call->C_Sign(t->session, input, n, raw, &raw_length);
	if (rv != CKR_OK)
		return token_fault(f, t, rv, _("cannot sign"));
	*signature = token_key_output(t->rsa, raw, raw_length,
				      signature_length, f);
	return *signature ? 0 : -1;
}
