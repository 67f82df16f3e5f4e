/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include "dnssec/zone/encode.h"
#include "dnssec/zone/name.h"
#include "dnssec/zone/rdata.h"
#include "dnssec/zone/rrtype.h"

#define MOST 32

static uint8_t wire[RDATA_MOST];

/* Splits at spaces; a word in quotation marks is one. */
static size_t split(const char *s, struct rdata_token t[MOST])
{
	size_t n = 0;

	while (*s) {
		bool quoted = *s == '"';
		const char *begin = quoted ? ++s : s;

		while (*s && *s != (quoted ? '"' : ' ') &&
		       (quoted || *s != '"'))
			s += *s == '\\' ? 2 : 1;
		assert_true(n < MOST);
		t[n++] = (struct rdata_token){
			begin, (uint32_t)(s - begin), quoted };
		s += quoted;
		s += *s == ' ';
	}
	return n;
}

static int parse(const char *type, const char *text)
{
	struct rdata_token t[MOST];
	struct rdata_error e = { NULL, NULL };
	uint16_t number;
	int n;

	assert_int_equal(rrtype_parse(type, strlen(type), &number), 0);
	n = rdata_parse(number, t, split(text, t), (const uint8_t *)"\1e",
			wire, &e);
	assert_int_equal(n < 0, e.why != NULL);
	return n;
}

/* Text in, hex of the wire form, text out (NULL: as it went in). */
static void both_ways(void **state)
{
	static const struct {
		const char *type, *in, *hex, *out;
	} rows[] = {
		{ "A", "192.0.2.1", "C0000201", NULL },
		{ "AAAA", "2001:DB8:0::1", "20010DB8000000000000000000000001",
		  "2001:db8::1" },
		{ "NS", "B.c", "01420163016500", "B.c.e." },
		{ "MX", "10 .", "000A00", NULL },
		{ "SOA", "a. b. 1 2m 3 4 1w",
		  "0161000162000000000100000078000000030000000400093A80",
		  "a. b. 1 120 3 4 604800" },
		{ "TXT", "a \"b c\" \"\"", "01610362206300",
		  "\"a\" \"b c\" \"\"" },
		{ "TXT", "\\097\\\"\\\\ \\200", "0361225C01C8",
		  "\"a\\\"\\\\\" \"\\200\"" },
		{ "SRV", "0 5 5060 a.", "0000000513C4016100", NULL },
		{ "CAA", "0 issue \"ca; x=1\"", "0005697373756563613B20783D31",
		  NULL },
		{ "DS", "60485 5 1 2BB183AF5F22588179A53B0A98631FAD1A292118",
		  "EC4505012BB183AF5F22588179A53B0A98631FAD1A292118", NULL },
		{ "DS", "1 ED25519 2 ab cd", "00010F02ABCD", "1 15 2 ABCD" },
		{ "DNSKEY", "256 3 RSASHA256 AQ ID", "01000308010203",
		  "256 3 8 AQID" },
		{ "RRSIG", "A 5 3 86400 20030322173103 20030220173103 2642 e. AQI=",
		  "00010503000151803E7C9DD73E5510D70A520165000102",
		  NULL },
		{ "NSEC", "a. A MX RRSIG NSEC TYPE1234",
		  "0161000006400100000003041B000000000000000000000000000000000000000000000000000020",
		  NULL },
		{ "NSEC", "a.", "016100", NULL },
		{ "NSEC3", "1 1 12 aabbccdd 2t7b4g4vsa5smi47k61mv5bv1a22bojr MX",
		  "0101000C04AABBCCDD14174EB2409FE28BCB4887A1836F957F0A8425E27B00020001",
		  "1 1 12 AABBCCDD 2t7b4g4vsa5smi47k61mv5bv1a22bojr MX" },
		{ "NSEC3PARAM", "1 0 0 -", "0100000000", NULL },
		{ "TLSA", "3 1 1 AB CD", "030101ABCD", "3 1 1 ABCD" },
		{ "NAPTR", "1 2 \"s\" \"x\" \"!a!b!\" .",
		  "000100020173017805216121622100", NULL },
		{ "EUI48", "00-00-5e-00-53-2a", "00005E00532A",
		  "00-00-5E-00-53-2A" },
		{ "L64", "10 2001:0DB8:1140:1000", "000A20010DB811401000",
		  NULL },
		{ "URI", "10 1 \"http://a/\"", "000A0001687474703A2F2F612F",
		  NULL },
		{ "CERT", "PKIX 1 8 AQ==", "000100010801", "1 1 8 AQ==" },
		{ "DSYNC", "CDS NOTIFY 5300 a.", "003B0114B4016100",
		  "\\# 8 003B0114B4016100" },
		{ "PX", "5 a. b.", "0005016100016200",
		  "\\# 8 0005016100016200" },
		{ "IPSECKEY", "10 3 2 G AQ==", "0A0302014701650001",
		  "10 3 2 G.e. AQ==" },
		{ "IPSECKEY", "10 0 2 . AQ==", "0A000201", NULL },
		{ "SVCB", "0 a.", "0000016100", NULL },
		{ "HTTPS", "1 . port=443 alpn=h2,h3",
		  "000100000100060268320268330003000201BB",
		  "1 . alpn=\"h2,h3\" port=443" },
		/* RFC 9460 appendix D.2 */
		{ "SVCB", "1 foo.example.com. key667=hello",
		  "000103666F6F076578616D706C6503636F6D00029B000568656C6C6F",
		  "1 foo.example.com. key667=\"hello\"" },
		{ "SVCB", "16 foo.example.org. alpn=h2,h3-19 mandatory=ipv4hint,alpn ipv4hint=192.0.2.1",
		  "001003666F6F076578616D706C65036F7267000000000400010004000100090268320568332D313900040004C0000201",
		  "16 foo.example.org. mandatory=alpn,ipv4hint alpn=\"h2,h3-19\" ipv4hint=192.0.2.1" },
		{ "SVCB", "16 foo.example.org. alpn=\"f\\\\\\\\oo\\\\,bar,h2\"",
		  "001003666F6F076578616D706C65036F7267000001000C08665C6F6F2C626172026832",
		  NULL },
		{ "A", "\\# 4 01020304", "01020304", "1.2.3.4" },
		{ "TYPE999", "\\# 3 a b cdef", "ABCDEF", "\\# 3 ABCDEF" },
		{ "LOC", "42 21 54 N 71 06 18 W -24m 30m",
		  "0033161389172DD070BE15F000988D20",
		  "42 21 54.000 N 71 06 18.000 W -24m 30m 10000m 10m" },
		{ "APL", "1:192.0.2.0/24 !2:ff00::/8",
		  "00011803C0000200020881FF",
		  "1:192.0.2.0/24 !2:ff00:0000:0000:0000:0000:0000:0000:0000/8" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		char hex[2 * 256 + 1], text[4096];
		const char *want = rows[i].out ? rows[i].out : rows[i].in;
		uint16_t type;
		int n = parse(rows[i].type, rows[i].in);

		if (n < 0)
			fail_msg("%s %s", rows[i].type, rows[i].in);
		*encode_hex(hex, wire, (size_t)n) = '\0';
		assert_string_equal(hex, rows[i].hex);
		rrtype_parse(rows[i].type, strlen(rows[i].type), &type);
		assert_true(rdata_valid(type, wire, (size_t)n));
		*rdata_print(type, wire, (size_t)n, text) = '\0';
		assert_string_equal(text, want);
		/* what was written reads back the same */
		assert_int_equal(parse(rows[i].type, text), n);
		*encode_hex(text, wire, (size_t)n) = '\0';
		assert_string_equal(text, hex);
	}
}

static void refused(void **state)
{
	static const struct {
		const char *type, *in;
	} rows[] = {
		{ "A", "1.2.3" }, { "A", "1.2.3.4 5" }, { "A", "01.2.3.0004" },
		{ "AAAA", "1:2:3:4:5:6:7" }, { "MX", "-1 a" },
		{ "NS", "a b" }, { "NS", "a..b" },
		{ "SVCB", "1 a. alpn" }, { "SVCB", "1 a. alpn=" },
		{ "SVCB", "1 a. port=65536" }, { "SVCB", "1 a. mandatory=mandatory" },
		{ "SVCB", "1 a. no-default-alpn=x" }, { "SVCB", "1 a. key65535=x" },
		{ "SVCB", "1 a. ipv4hint=1.2.3" }, { "SVCB", "1 a. key1=a key1=b" },
		{ "IPSECKEY", "10 4 2 . AQ==" }, { "IPSECKEY", "10 0 2 a. AQ==" },
		{ "EUI48", "00:00:5e:00:53:2a" }, { "EUI48", "00-00-5e-00-53" },
		{ "NSEC3", "1 0 0 - zz A" }, { "RRSIG", "A 5 3 1 2 3 4 e. A" },
		{ "MX", "\\# 4 000A 01 61" }, { "NS", "\\# 3 01 61 C0" },
		{ "NSEC", "\\# 4 00 00 01 00" }, { "TXT", "\\# 2 02 61" },
		{ "NULL", "x" }, { "HIP", "x" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		if (parse(rows[i].type, rows[i].in) >= 0)
			fail_msg("%s %s was read", rows[i].type, rows[i].in);
}

/* RFC 4034 section 6.2 and RFC 6840 section 5.1: whose names are lowered. */
static void canonical(void **state)
{
	static const struct {
		const char *type, *in;
		bool lowered;
	} rows[] = {
		{ "NS", "A.B.", true }, { "CNAME", "A.", true },
		{ "SOA", "A. B. 1 2 3 4 5", true }, { "PTR", "A.", true },
		{ "MX", "1 A.", true }, { "RP", "A. B.", true },
		{ "AFSDB", "1 A.", true }, { "RT", "1 A.", true },
		{ "PX", "1 A. B.", true }, { "KX", "1 A.", true },
		{ "SRV", "1 2 3 A.", true }, { "DNAME", "A.", true },
		{ "MINFO", "A. B.", true },
		{ "NAPTR", "1 2 \"S\" \"X\" \"R\" A.", true },
		{ "RRSIG", "A 5 3 1 2 3 4 E. AQI=", true },
		{ "NSEC", "A. A", false }, { "LP", "1 A.", false },
		{ "SVCB", "1 A.", false }, { "HTTPS", "1 A.", false },
		{ "TALINK", "A. B.", false }, { "DSYNC", "A 1 2 A.", false },
		{ "IPSECKEY", "1 3 2 A. AQ==", false }, { "TXT", "A", false },
		{ "HINFO", "A B", false },
	};
	uint8_t low[512];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		int n = parse(rows[i].type, rows[i].in);
		uint16_t type;

		assert_true(n > 0);
		rrtype_parse(rows[i].type, strlen(rows[i].type), &type);
		assert_int_equal(rdata_has_upper(type, wire, (size_t)n),
				 rows[i].lowered);
		rdata_canonical(type, wire, (size_t)n, low);
		assert_int_equal(memcmp(low, wire, (size_t)n) != 0,
				 rows[i].lowered);
		assert_false(rdata_has_upper(type, low, (size_t)n));
	}
	/* strings beside a name keep their case */
	parse("NAPTR", "1 2 \"S\" \"X\" \"R\" A.");
	rdata_canonical(35, wire, 13, low);
	assert_memory_equal(low, "\0\1\0\2\1S\1X\1R\1a\0", 13);
}

static void bitmap(void **state)
{
	uint8_t map[RDATA_BITMAP_MOST];
	struct rdata_bitmap b = { .at = map };

	(void)state;
	assert_ptr_equal(rdata_bitmap_end(&b), map);
	rdata_bitmap_add(&b, 1);
	rdata_bitmap_add(&b, 15);
	rdata_bitmap_add(&b, 46);
	rdata_bitmap_add(&b, 47);
	rdata_bitmap_add(&b, 1234);
	/* RFC 4034 section 4.3 */
	assert_int_equal(rdata_bitmap_end(&b) - map, 8 + 29);
	assert_memory_equal(map, "\0\6\x40\1\0\0\0\3\4\x1b", 10);
	assert_int_equal(map[36], 0x20);
}

/* Each type that can be read can be written, and its room is enough. */
static void rows_fit(void **state)
{
	size_t count;
	const struct rrtype_row *r = rrtype_rows(&count);

	(void)state;
	for (size_t i = 0; i < count; i++) {
		uint16_t type;
		char name[RRTYPE_TEXT];

		assert_true(strlen(r[i].name) < RRTYPE_TEXT);
		assert_int_equal(rrtype_parse(r[i].name, strlen(r[i].name),
					      &type), 0);
		assert_int_equal(type, r[i].type);
		rrtype_name(type, name);
		assert_int_equal(rrtype_parse(name, strlen(name), &type), 0);
		assert_int_equal(type, r[i].type);
	}
	/* the worst: a bitmap of every type */
	{
		static uint8_t all[RDATA_BITMAP_MOST + 16];
		struct rdata_bitmap b = { .at = all + 3 };
		size_t n;
		char *text;

		memcpy(all, "\1a", 3);
		for (unsigned t = 0; t < 65536; t++)
			rdata_bitmap_add(&b, (uint16_t)t);
		n = (size_t)(rdata_bitmap_end(&b) - all);
		assert_int_equal(n, 3 + 256 * 34);
		text = malloc(rdata_room(n));
		assert_non_null(text);
		assert_in_range(rdata_print(47, all, n, text) - text, 600000,
				rdata_room(n));
		free(text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_ways), cmocka_unit_test(refused),
		cmocka_unit_test(canonical), cmocka_unit_test(bitmap),
		cmocka_unit_test(rows_fit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
