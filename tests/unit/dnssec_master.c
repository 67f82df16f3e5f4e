/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include "dnssec/zone/encode.h"
#include "dnssec/zone/master.h"
#include "dnssec/zone/name.h"
#include "dnssec/zone/rrtype.h"

/* What was read, one "owner ttl type hex;" each. */
struct seen {
	char text[4096];
	size_t used;
};

static int take(void *context, const struct master_record *r, struct fault *f)
{
	struct seen *s = context;
	char name[NAME_TEXT], type[RRTYPE_TEXT], hex[1024];

	(void)f;
	assert_int_equal(name_length(r->owner), r->owner_length);
	name_print(r->owner, name);
	*encode_hex(hex, r->rdata, r->length) = '\0';
	s->used += (size_t)snprintf(s->text + s->used,
				    sizeof(s->text) - s->used, "%s %u %s %s;",
				    name, r->ttl, rrtype_name(r->type, type),
				    hex);
	return 0;
}

static int read_text(const char *text, struct seen *s, struct fault *f)
{
	struct master_source m = {
		.path = "z", .text = text, .length = strlen(text),
		.origin = (const uint8_t *)"\1e", .take = take, .context = s,
	};

	*s = (struct seen){ .used = 0 };
	*f = (struct fault){ "", "" };
	return master_read(&m, f);
}

static void good(void **state)
{
	static const struct {
		const char *in, *out;
	} rows[] = {
		{ "", "" },
		{ "; only\n\n \n\t;comments", "" },
		{ "a 1 IN A 192.0.2.1\n", "a.e. 1 A C0000201;" },
		{ "a IN 1 A 192.0.2.1", "a.e. 1 A C0000201;" },
		{ "a 1 A 192.0.2.1", "a.e. 1 A C0000201;" },
		{ "$TTL 2\na A 192.0.2.1", "a.e. 2 A C0000201;" },
		{ "a 1m CLASS1 TYPE1 192.0.2.1", "a.e. 60 A C0000201;" },
		{ "a 1 A 1.2.3.4\n A 1.2.3.5\n", /* the owner before it */
		  "a.e. 1 A 01020304;a.e. 1 A 01020305;" },
		{ "$TTL 9\na 1 A 1.2.3.4\n\tA 1.2.3.5\n", /* RFC 2308 4 */
		  "a.e. 1 A 01020304;a.e. 9 A 01020305;" },
		{ "a 1 TXT ( \"x\" ; one\n y\n)\nb 1 A 1.2.3.4",
		  "a.e. 1 TXT 01780179;b.e. 1 A 01020304;" },
		{ "a ( 1\nIN ) A (\n1.2.3.4 )", "a.e. 1 A 01020304;" },
		{ "a 1 TXT \"a b;(\" c\\032d \\\"", "a.e. 1 TXT 0561206"
		  "23B280363206401"
		  "22;" },
		{ "a 1 TXT \"\"", "a.e. 1 TXT 00;" },
		{ "$ORIGIN x.\na 1 A 1.2.3.4\n$ORIGIN y\nb 1 A 1.2.3.4\n@ 1 A 1.2.3.4",
		  "a.x. 1 A 01020304;b.y.x. 1 A 01020304;y.x. 1 A 01020304;" },
		{ "$origin x.\n$ttl 1\na a 1.2.3.4", "a.x. 1 A 01020304;" },
		{ "a 1 MX 10 b\r\n", "a.e. 1 MX 000A01620165" "00;" },
		{ "a.e. 1 NS @", "a.e. 1 NS 016500;" },
		{ "A 1 A 1.2.3.4", "A.e. 1 A 01020304;" }, /* an owner "A" */
		{ "a SOA . . 1 2 3 4 5", /* no TTL: MINIMUM */
		  "a.e. 5 SOA 00000000000100000002000000030000000400000005;" },
		{ "a 1 TYPE999 \\# 2 0 1f f", "a.e. 1 TYPE999 01FF;" },
		{ "a 1 TYPE999 \\# 2 01 ff", "a.e. 1 TYPE999 01FF;" },
		{ "a 1 TYPE999 \\# 0", "a.e. 1 TYPE999 ;" },
		{ "a 1 NSEC b A TXT TYPE1234",
		  "a.e. 1 NSEC 016201650000034000800"
		  "41B000000000000000000000000000000000000000000000000000020;" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct seen s;
		struct fault f;
		int err = read_text(rows[i].in, &s, &f);

		if (err)
			fail_msg("%s: %s", rows[i].in, f.text);
		assert_string_equal(s.text, rows[i].out);
	}
}

static void bad(void **state)
{
	static const struct {
		const char *in, *begins;
	} rows[] = {
		{ "a 1 A 1.2.3", "z:1: A: expected an IPv4 address" },
		{ "\n\na 1 A 1.2.3.4.5", "z:3: A: expected" },
		{ "a 1 A 1.2.3.1000", "z:1: A: expected" },
		{ "a 1 A", "z:1: A: fields are missing" },
		{ "a 1 TXT", "z:1: TXT: fields are missing" },
		{ "a 1 A 1.2.3.4 x", "z:1: A: more fields" },
		{ "a 1 B 1.2.3.4", "z:1: expected a record type" },
		{ "a A 1.2.3.4", "z:1: a record without a TTL" },
		{ "a 1", "z:1: a record without a type" },
		{ " 1 A 1.2.3.4", "z:1: the first record has no owner" },
		{ "a 1 TXT ( a\n\nb", "z:1: a parenthesis is not closed" },
		{ "a 1 TXT a )", "z:1: a closing parenthesis" },
		{ "a 1 TXT \"a\nb\"", "z:1: a quotation mark is not closed" },
		{ "a 1 TXT a\\", "z:1: a backslash at the end" },
		{ "a 1 SOA . . 1 2 3 4", "z:1: SOA: fields are missing" },
		{ "a 1 NAPTR 1 2 a", "z:1: NAPTR: fields" },
		{ "$INCLUDE x", "z:1: an unknown directive" },
		{ "a 1 A \\# 5 0102030405", "z:1: A: the data is not well" },
		{ "a 1 NSEC b A NOPE", "z:1: NSEC: unknown record type" },
		{ "a 1 OPT x", "z:1: expected a record type" },
		{ "a 1 TYPE41 \\# 0", "z:1: a type that is for questions" },
		{ "a 1 LOC 1", "z:1: LOC: not well formed" },
		{ "a 1 CAA 0 is-sue x", "z:1: CAA: expected a tag" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct seen s;
		struct fault f;

		assert_int_equal(read_text(rows[i].in, &s, &f), -1);
		if (strncmp(f.text, rows[i].begins, strlen(rows[i].begins)))
			fail_msg("%s: %s", rows[i].in, f.text);
	}
}

/* A byte 0 in the text is no end of it. */
static void binary(void **state)
{
	struct seen s = { .used = 0 };
	struct fault f = { "", "" };
	struct master_source m = {
		.path = "z", .text = "a 1 A 1.2.3.4\n\0b", .length = 16,
		.origin = (const uint8_t *)"\1e", .take = take, .context = &s,
	};

	(void)state;
	assert_int_equal(master_read(&m, &f), -1);
	assert_non_null(strstr(f.text, "z:2: a byte 0"));
}

/* A file longer than the window, with entries across its edges. */
static void window(void **state)
{
	char path[] = "/tmp/khien-master-XXXXXX";
	int fd = mkstemp(path);
	FILE *out = fdopen(fd, "w");
	struct seen s = { .used = 0 };
	struct fault f = { "", "" };
	struct master_source m = {
		.path = path, .origin = (const uint8_t *)"\1e", .take = take,
		.context = &s,
	};

	(void)state;
	assert_non_null(out);
	fprintf(out, "a 1 A 1.2.3.4 ; %0*d\n", 200000, 0);
	fprintf(out, "b 1 TXT ( ; %0*d\n\"x\" )\n", 300000, 0);
	fprintf(out, "c 1 A 1.2.3.4");
	assert_int_equal(fclose(out), 0);
	assert_int_equal(master_read(&m, &f), 0);
	assert_string_equal(s.text, "a.e. 1 A 01020304;b.e. 1 TXT 0178;"
			    "c.e. 1 A 01020304;");
	out = fopen(path, "w");
	fprintf(out, "a 1 A 1.2.3.4\nb 1 TXT ( ");
	for (int i = 0; i < 1000000; i++)
		fprintf(out, "; %d\n", i);
	assert_int_equal(fclose(out), 0);
	assert_int_equal(master_read(&m, &f), -1);
	assert_non_null(strstr(f.text, ":2: a parenthesis"));
	remove(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(good), cmocka_unit_test(bad),
		cmocka_unit_test(binary), cmocka_unit_test(window),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
