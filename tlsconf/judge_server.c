/* SPDX-License-Identifier: MIT */
/* judge_server: can it be reached, and what does its handshake accept. */
#include "tlsconf/judge.h"

#include <string.h>

#include "lang.h"
#include "policy.h"
#include "tlsconf/facts.h"

#define TLS_1_0 0x0301
#define TLS_1_3 0x0304

enum verdict judge_server_unseen(struct judgement *j)
{
	check_observed(j, _("not observed"));
	return VERDICT_UNKNOWN;
}

/* "TLS 1.2"; for what nobody can speak "SSL 3.0". */
static const char *version_name(int version)
{
	static const char *const names[] = {
		"SSL 3.0", "TLS 1.0", "TLS 1.1", "TLS 1.2", "TLS 1.3",
	};

	return version >= 0x0300 && version <= TLS_1_3 ?
	       names[version - 0x0300] : "?";
}

static unsigned version_bit(int version)
{
	return 1u << (version - 0x0300);
}

enum verdict judge_server_https_connect(const struct policy *p,
					const void *facts, int64_t now,
					struct judgement *j)
{
	const struct tls_facts *t = &((const struct web_facts *)facts)->tls;

	(void)p;
	(void)now;
	if (!(t->have & TLS_HAVE_CONNECT))
		return judge_server_unseen(j);
	if (t->connected)
		return VERDICT_PASS;
	check_observed(j, "%s", t->connect_error);
	return VERDICT_FAIL;
}

/* Where neither port answers, the web server is one cause, told once. */
enum verdict judge_server_http_connect(const struct policy *p,
				       const void *facts, int64_t now,
				       struct judgement *j)
{
	const struct web_facts *w = facts;

	(void)p;
	(void)now;
	if (!(w->http.have & HTTP_HAVE_PLAIN))
		return judge_server_unseen(j);
	if (w->http.plain_connected)
		return VERDICT_PASS;
	if ((w->tls.have & TLS_HAVE_CONNECT) && !w->tls.connected) {
		check_observed(j, _("as little as the port for https: see "
				    "https.connect"));
		return VERDICT_UNKNOWN;
	}
	check_observed(j, "%s", w->http.plain_error);
	return VERDICT_FAIL;
}

enum verdict judge_server_handshake(const struct policy *p, const void *facts,
				    int64_t now, struct judgement *j)
{
	const struct tls_facts *t = &((const struct web_facts *)facts)->tls;

	(void)p;
	(void)now;
	if (!(t->have & TLS_HAVE_HANDSHAKE))
		return judge_server_unseen(j);
	if (t->handshake) {
		check_observed(j, "%s, %s", version_name(t->version),
			       t->cipher);
		return VERDICT_PASS;
	}
	check_observed(j, "%s", t->handshake_error);
	return VERDICT_FAIL;
}

/* Lowest (or highest) of the versions in BITS. BITS is not 0. */
static int version_of(unsigned bits, bool highest)
{
	int v, found = 0;

	for (v = 0x0300; v <= TLS_1_3; v++)
		if ((bits & version_bit(v)) && (highest || !found))
			found = v;
	return found;
}

enum verdict judge_server_version(const struct policy *p, const void *facts,
				  int64_t now, struct judgement *j)
{
	const struct tls_facts *t = &((const struct web_facts *)facts)->tls;
	int lowest, v;

	(void)now;
	if (!(t->have & TLS_HAVE_VERSIONS) || !t->versions_accepted)
		return judge_server_unseen(j);
	lowest = version_of(t->versions_accepted, false);
	check_observed(j, _("%s is accepted"), version_name(lowest));
	check_expected(j, _("nothing below %s"),
		       version_name((int)p->tls_version_min));
	if (lowest < p->tls_version_min)
		return VERDICT_FAIL;
	/* SSL 3.0 may go untried: few clients can still ask for it */
	for (v = TLS_1_0; v < p->tls_version_min; v++) {
		if (t->versions_asked & version_bit(v))
			continue;
		check_observed(j, _("%s was not tried"), version_name(v));
		return VERDICT_UNKNOWN;
	}
	check_observed(j, _("%s is the lowest accepted"),
		       version_name(lowest));
	return VERDICT_PASS;
}

enum verdict judge_server_version_max(const struct policy *p,
				      const void *facts, int64_t now,
				      struct judgement *j)
{
	const struct tls_facts *t = &((const struct web_facts *)facts)->tls;
	int highest;

	(void)now;
	if (!(t->have & TLS_HAVE_VERSIONS) || !t->versions_accepted)
		return judge_server_unseen(j);
	highest = version_of(t->versions_accepted, true);
	check_observed(j, _("%s is the highest accepted"),
		       version_name(highest));
	check_expected(j, "%s", version_name((int)p->tls_version_max));
	if (highest >= p->tls_version_max)
		return VERDICT_PASS;
	if (!(t->versions_asked & version_bit((int)p->tls_version_max))) {
		check_observed(j, _("%s was not tried"),
			       version_name((int)p->tls_version_max));
		return VERDICT_UNKNOWN;
	}
	return VERDICT_FAIL;
}

enum verdict judge_server_cipher(const struct policy *p, const void *facts,
				 int64_t now, struct judgement *j)
{
	const struct tls_facts *t = &((const struct web_facts *)facts)->tls;
	const struct policy_list *allowed;

	(void)now;
	if (!(t->have & TLS_HAVE_HANDSHAKE) || !t->handshake || !t->cipher[0])
		return judge_server_unseen(j);
	allowed = t->version >= TLS_1_3 ? &p->tls_ciphersuites
					: &p->tls_ciphers;
	check_observed(j, _("%s with %s"), t->cipher,
		       version_name(t->version));
	check_expected(j, _("one of the %zu that the policy names"),
		       allowed->count);
	return policy_list_has(allowed, t->cipher) ? VERDICT_PASS
						   : VERDICT_FAIL;
}
