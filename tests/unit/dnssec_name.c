/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include "dnssec/zone/name.h"

static const uint8_t example[] = "\7example";	/* with its root byte */

static int parse(const char *s, uint8_t out[NAME_WIRE])
{
	const char *why = NULL;
	int n = name_parse(s, strlen(s), example, out, &why);

	if (n < 0)
		assert_non_null(why);
	return n;
}

static void texts(void **state)
{
	static const struct {
		const char *in, *out;	/* NULL: refused */
	} rows[] = {
		{ ".", "." },
		{ "@", "example." },
		{ "a", "a.example." },
		{ "a.", "a." },
		{ "A.b.", "A.b." },
		{ "*.a", "*.a.example." },
		{ "a\\.b", "a\\.b.example." },
		{ "\\097\\098.", "ab." },
		{ "\\000.", "\\000." },
		{ "\\255.", "\\255." },
		{ "\\@.", "\\@." },
		{ "a\\ b.", "a\\032b." },
		{ "\\\\.", "\\\\." },
		{ "\\\".", "\\\"." },
		{ "_sip._tcp", "_sip._tcp.example." },
		{ "", NULL },
		{ "..", NULL },
		{ ".a.", NULL },
		{ "a..b.", NULL },
		{ "\\256.", NULL },
		{ "\\25.", NULL },
		{ "\\", NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		uint8_t wire[NAME_WIRE];
		char text[NAME_TEXT];
		int n = parse(rows[i].in, wire);

		if (!rows[i].out) {
			assert_int_equal(n, -1);
			continue;
		}
		assert_int_equal(n, name_length(wire));
		assert_int_equal(name_check(wire, (size_t)n), n);
		assert_int_equal(name_check(wire, (size_t)n - 1), -1);
		assert_int_equal(name_print(wire, text), strlen(rows[i].out));
		assert_string_equal(text, rows[i].out);
	}
}

/* A name of LENGTH bytes in wire form, of labels of 63 and a last one. */
static void long_name(char *out, size_t length)
{
	size_t left = length - 1;

	while (left) {
		size_t label = left > 64 ? 63 : left - 1;

		if (left - label - 1 == 1)	/* no room for a label after it */
			label--;
		memset(out, 'a', label);
		out += label;
		*out++ = '.';
		left -= label + 1;
	}
	*out = '\0';
}

static void lengths(void **state)
{
	char text[512], worst[NAME_TEXT];
	uint8_t wire[NAME_WIRE], bytes[NAME_WIRE];

	(void)state;
	long_name(text, 255);
	assert_int_equal(parse(text, wire), 255);
	long_name(text, 256);
	assert_int_equal(parse(text, wire), -1);
	memset(text, 'a', 63);
	strcpy(text + 63, ".");
	assert_int_equal(parse(text, wire), 65);
	strcpy(text + 63, "a.");
	assert_int_equal(parse(text, wire), -1);
	/* relative: the origin must fit behind it */
	long_name(text, 255 - 8);
	text[strlen(text) - 1] = '\0';
	assert_int_equal(parse(text, wire), 255);
	long_name(text, 255 - 7);
	text[strlen(text) - 1] = '\0';
	assert_int_equal(parse(text, wire), -1);
	/* the longest text: every byte as \DDD */
	memset(bytes, 0, sizeof(bytes));
	bytes[0] = bytes[64] = bytes[128] = 63;
	bytes[192] = 61;
	assert_int_equal(name_check(bytes, sizeof(bytes)), 255);
	assert_in_range(name_print(bytes, worst), 1000, NAME_TEXT - 1);
	bytes[0] = 64;
	assert_int_equal(name_check(bytes, sizeof(bytes)), -1);
}

/* RFC 4034 section 6.1, in this order. */
static const char *const ordered[] = {
	"example.", "a.example.", "yljkjljk.a.example.", "Z.a.example.",
	"zABC.a.EXAMPLE.", "z.example.", "\\001.z.example.", "*.z.example.",
	"\\200.z.example.",
};

/* What the escaping of sort keys must keep in order. */
static const char *const tricky[] = {
	"example.", "\\000.example.", "\\000.\\000.example.",
	"\\000\\000.example.", "\\000\\001.example.", "\\000a.example.",
	"\\001.example.", "a.\\001.example.", "\\001\\000.example.",
	"\\001\\001.example.", "\\002.example.", "a.example.",
	"a.a.example.", "a\\000.example.", "aa.example.", "b.example.",
};

static int sign(int v)
{
	return (v > 0) - (v < 0);
}

static int compare_keys(const uint8_t *a, const uint8_t *b)
{
	uint8_t ka[NAME_KEY], kb[NAME_KEY];
	size_t na = name_key(a, name_length(a), ka);
	size_t nb = name_key(b, name_length(b), kb);
	int d = memcmp(ka, kb, na < nb ? na : nb);

	return d ? d : (na > nb) - (na < nb);
}

static void check_order(const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < count; k++) {
			uint8_t a[NAME_WIRE], b[NAME_WIRE];
			int want = (i > k) - (i < k);

			parse(names[i], a);
			parse(names[k], b);
			assert_int_equal(sign(compare_keys(a, b)), want);
			assert_int_equal(name_equal(a, b), want == 0);
		}
}

static void order(void **state)
{
	(void)state;
	check_order(ordered, COUNT(ordered));
	check_order(tricky, COUNT(tricky));
}

static void parts(void **state)
{
	uint8_t a[NAME_WIRE], b[NAME_WIRE], low[NAME_WIRE];

	(void)state;
	parse("A.b.Example.", a);
	parse("exAMPLE.", b);
	assert_true(name_under(a, b));
	assert_true(name_under(b, b));
	assert_false(name_under(b, a));
	parse("xexample.", b);
	assert_false(name_under(a, b));
	assert_int_equal(name_labels(a), 3);
	assert_int_equal(name_labels((const uint8_t *)""), 0);
	assert_memory_equal(name_parent(a, 2), "\7Example", 9);
	assert_true(name_has_upper(a, name_length(a)));
	name_lower(low, a, name_length(a));
	assert_memory_equal(low, "\1a\1b\7example", 13);
	assert_false(name_has_upper(low, 13));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts), cmocka_unit_test(lengths),
		cmocka_unit_test(order), cmocka_unit_test(parts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
