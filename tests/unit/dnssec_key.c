/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include <sys/stat.h>
#include <unistd.h>

#include "clock.h"
#include "dnssec/sign/ds.h"
#include "dnssec/sign/keyring.h"
#include "dnssec/sign/nsec3.h"
#include "dnssec/sign/pubkey.h"
#include "dnssec/sign/verify.h"
#include "dnssec/zone/decode.h"
#include "dnssec/zone/encode.h"
#include "dnssec_zone.h"

static const uint8_t example[] = "\7example\2vn";

/* RDATA of a DNSKEY from its flags, algorithm and base64. */
static size_t dnskey(uint16_t flags, uint8_t algorithm, const char *base64,
		     uint8_t out[KEY_RDATA_MOST])
{
	struct decode64 d = { 0 };
	int n = decode_base64(&d, base64, strlen(base64), out + 4,
			      KEY_RDATA_MOST - 4);

	assert_true(n > 0 && decode_base64_done(&d));
	out[0] = (uint8_t)(flags >> 8);
	out[1] = (uint8_t)flags;
	out[2] = 3;
	out[3] = algorithm;
	return (size_t)n + 4;
}

#define P256_KEY "GojIhhXUN/u4v54ZQqGSnyhWJwaubCvTmeexv7bR6edbkrSqQpF64cYbcB7wNcP+e+MAnLr+Wi9xMWyQLc8NAA=="
#define RSA_KEY "AwEAAcFcGsaxxdgiuuGmCkVImy4h99CqT7jwY3pexPGcnUFtR2Fh36BponcwtkZ4cAgtvd4Qs8PkxUdp6p/DlUmObdk="
#define ED_KEY "l02Woi0iS8Aa25FQkUd9RMzZHJpBoRQwAQEX1SxZJA4="

/* RFC 6605 section 6.1, RFC 5702 section 6.1, RFC 8080 section 6.1. */
static void tags(void **state)
{
	uint8_t rdata[KEY_RDATA_MOST], digest[DS_DIGEST_MOST];
	char hex[2 * DS_DIGEST_MOST + 1];
	size_t n;
	int k;

	(void)state;
	n = dnskey(257, 13, P256_KEY, rdata);
	assert_int_equal(pubkey_tag(rdata, n), 55648);
	k = ds_make((const uint8_t *)"\7EXAMPLE\3net", rdata, n,
		    ds_digest_find("SHA-256"), digest, NULL);
	assert_int_equal(k, 32);
	*encode_hex(hex, digest, 32) = '\0';
	assert_string_equal(hex, "B4C8C1FE2E7477127B27115656AD6256F424625BF5C1E2770CE6D6E37DF61D17");
	n = dnskey(256, 8, RSA_KEY, rdata);
	assert_int_equal(pubkey_tag(rdata, n), 9033);
	n = dnskey(257, 15, ED_KEY, rdata);
	assert_int_equal(pubkey_tag(rdata, n), 3613);
}

/* Verifies a zone's text made of a vector's records as of 2010-09-01. */
static size_t bad_signatures(const char *text, const char *now)
{
	struct verify_options o = { .threads = 1, .level = VERIFY_FULL };
	struct fault f = { "", "" };
	struct verify v;
	struct zone z;
	size_t bad;

	o.policy = policy_load(NULL, &f);
	assert_non_null(o.policy);
	assert_int_equal(clock_parse(now, &o.now, &f), 0);
	if (zone_text(&z, text, &f) || verify_zone(&v, &z, &o, &f))
		fail_msg("%s", f.text);
	bad = v.notes.total[ZONE_RRSIG_VALID] +
	      v.notes.total[ZONE_RRSIG_EXPIRED] +
	      v.notes.total[ZONE_RRSIG_FORM] + v.notes.total[ZONE_RRSIG_KEY];
	assert_int_equal(v.verified, 1);
	verify_free(&v);
	zone_free(&z);
	policy_free((struct policy *)o.policy);
	return bad;
}

/* The signatures printed in the RFCs verify, and do not once changed. */
static void vectors(void **state)
{
	static const struct {
		const char *now, *zone, *key, *set, *signature;
	} rows[] = {
		{ "2010-09-01", "example.net.", "257 3 13 " P256_KEY,
		  "www.example.net. 3600 A 192.0.2.1\n",
		  "www.example.net. 3600 RRSIG A 13 3 3600 20100909100439 20100812100439 55648 example.net. "
		  "qx6wLYqmh+l9oCKTN6qIc+bw6ya+KJ8oMz0YP107epXAyGmt+3SNruPFKG7tZoLBLlUzGGus7ZwmwWep666VCw==\n" },
		{ "2010-09-01", "example.net.", "256 3 8 " RSA_KEY,
		  "www.example.net. 3600 A 192.0.2.91\n",
		  "www.example.net. 3600 RRSIG A 8 3 3600 20300101000000 20000101000000 9033 example.net. "
		  "kRCOH6u7l0QGy9qpC9l1sLncJcOKFLJ7GhiUOibu4teYp5VE9RncriShZNz85mwlMgNEacFYK/lPtPiVYP4bwg==\n" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		char text[2048], *at;

		snprintf(text, sizeof(text),
			 "%s 3600 SOA a. b. 1 2 3 4 5\n%s 3600 NS a.\n%s 3600 DNSKEY %s\n%s%s",
			 rows[i].zone, rows[i].zone, rows[i].zone, rows[i].key,
			 rows[i].set, rows[i].signature);
		assert_int_equal(bad_signatures(text, rows[i].now), 0);
		at = strstr(text, "192.0.2.");
		at[8] = at[8] == '1' ? '2' : '1';
		assert_int_equal(bad_signatures(text, rows[i].now), 1);
	}
}

/* RFC 8080 section 6.1: a private key, and what it signs, byte for byte. */
static void ed25519(void **state)
{
	char dir[] = "/tmp/khien-key-XXXXXX", path[128];
	static const char want[] = "l02Woi0iS8Aa25FQkUd9RMzZHJpBoRQwAQEX1SxZJA4=";
	/* the MX RRset, with the signature that erratum 4935 has */
	static const uint8_t data[] =
		"\0\17\17\2\0\0\16\20" "\x55\xd4\xfc\x60" "\x55\xb9\x4c\xe0" "\16\35"
		"\7example\3com\0"
		"\7example\3com\0" "\0\17\0\1\0\0\16\20\0\24"
		"\0\12\4mail\7example\3com";
	char text[96];
	uint8_t sig[KEY_SIGNATURE_MOST];
	struct key_signer s;
	struct keyring r;
	struct fault f = { "", "" };
	size_t n;
	FILE *out;

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/Kexample.com.+015+03613.key", dir);
	out = fopen(path, "w");
	fprintf(out, "example.com. IN DNSKEY 257 3 15 %s\n", want);
	fclose(out);
	snprintf(path, sizeof(path), "%s/Kexample.com.+015+03613.private", dir);
	out = fopen(path, "w");
	fprintf(out, "Private-key-format: v1.2\nAlgorithm: 15 (ED25519)\n"
		"PrivateKey: ODIyNjAzODQ2MjgwODAxMjI2NDUxOTAyMDQxNDIyNjI=\n");
	fclose(out);
	if (keyring_load(&r, dir, (const uint8_t *)"\7example\3com", 0, &f))
		fail_msg("%s", f.text);
	assert_int_equal(r.count, 1);
	assert_int_equal(r.keys[0].tag, 3613);
	assert_int_equal(r.keys[0].role, KEY_CSK);
	assert_int_equal(r.loose, 1);
	assert_int_equal(key_prove(&r.keys[0], r.keys[0].rdata,
				   r.keys[0].rdata_length, &f), 0);
	assert_int_equal(key_signer_init(&s, &r.keys[0], &f), 0);
	assert_int_equal(key_sign(&s, data, sizeof(data), sig, &n, &f), 0);
	assert_int_equal(n, 64);
	*encode_base64(text, sig, n) = '\0';
	assert_string_equal(text, "oL9krJun7xfBOIWcGHi7mag5/hdZrKWw15jPGrHpjQeRAvTdszaPD+QLs3fx8A4M3e23mRZ9VrbpMngwcrqNAg==");
	key_signer_free(&s);
	keyring_free(&r);
	unlink(path);
	snprintf(path, sizeof(path), "%s/Kexample.com.+015+03613.key", dir);
	unlink(path);
	rmdir(dir);
}

/* RFC 5155 appendix A: salt aabbccdd, 12 iterations. */
static void hashes(void **state)
{
	static const struct {
		const char *name, *hash;
	} rows[] = {
		{ "\7example", "0p9mhaveqvm6t7vbl5lop2u3t2rp3tom" },
		{ "\1a\7example", "35mthgpgcu1qg68fab165klnsnk3dpvl" },
		{ "\2ai\7example", "gjeqe526plbf1g8mklp59enfd789njgi" },
		{ "\3ns1\7example", "2t7b4g4vsa5smi47k61mv5bv1a22bojr" },
		{ "\1*\1w\7example", "r53bq7cc2uvmubfu5ocmm6pers9tk9en" },
		{ "\1x\1y\1w\7example", "2vptu5timamqttgl4luu9kg21e0aor3s" },
		{ "\2xx\7example", "t644ebqk9bibcna874givr6joj62mlhv" },
	};
	struct nsec3_hasher h;
	struct fault f = { "", "" };

	(void)state;
	assert_int_equal(nsec3_init(&h, &f), 0);
	for (size_t i = 0; i < COUNT(rows); i++) {
		const uint8_t *name = (const uint8_t *)rows[i].name;
		uint8_t hash[NSEC3_HASH];
		char text[33];

		assert_int_equal(nsec3_hash(&h, name, name_length(name), 12,
					    (const uint8_t *)"\xaa\xbb\xcc\xdd",
					    4, hash, &f), 0);
		*encode_base32(text, hash, NSEC3_HASH) = '\0';
		assert_string_equal(text, rows[i].hash);
	}
	nsec3_free(&h);
}

static void remove_folder(const char *dir)
{
	char command[256];

	snprintf(command, sizeof(command), "rm -rf '%s'", dir);
	assert_int_equal(system(command), 0);
}

/* Made, written, read back, proved; 0600; roles; tags that are unique. */
static void files(void **state)
{
	static const struct {
		int algorithm;
		enum key_role role;
	} rows[] = {
		{ 13, KEY_KSK }, { 13, KEY_ZSK }, { 14, KEY_CSK },
		{ 15, KEY_CSK }, { 16, KEY_ZSK }, { 16, KEY_KSK },
		{ 8, KEY_CSK }, { 10, KEY_CSK },
	};
	char dir[] = "/tmp/khien-key-XXXXXX", path[600];
	struct fault f = { "", "" };
	struct keyring r;
	struct stat st;

	(void)state;
	umask(0);
	assert_non_null(mkdtemp(dir));
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct key k;

		if (keyring_make(&k, dir, example,
				 algorithm_find((unsigned)rows[i].algorithm),
				 rows[i].role, 2048, 3600, 1800000000, &f))
			fail_msg("%s", f.text);
		assert_int_equal(k.flags, rows[i].role == KEY_ZSK ? 256 : 257);
		snprintf(path, sizeof(path), "%.*s.private",
			 (int)strlen(k.path) - 4, k.path);
		assert_int_equal(stat(path, &st), 0);
		assert_int_equal(st.st_mode & 0777, 0600);
		key_free(&k);
	}
	if (keyring_load(&r, dir, example, 0, &f))
		fail_msg("%s", f.text);
	assert_int_equal(r.count, COUNT(rows));
	assert_int_equal(r.loose, 0);
	for (size_t i = 0; i < r.count; i++) {
		struct key *k = &r.keys[i];

		assert_true(k->publish && k->active);
		assert_int_equal(key_prove(k, k->rdata, k->rdata_length, &f), 0);
		k->rdata[k->rdata_length - 1] ^= 1;
		assert_int_equal(key_prove(k, k->rdata, k->rdata_length, NULL),
				 -1);
		for (size_t m = 0; m < i; m++)
			assert_int_not_equal(k->tag, r.keys[m].tag);
	}
	keyring_free(&r);
	assert_int_equal(keyring_load(&r, dir, (const uint8_t *)"\2vn", 0, &f),
			 -1);
	assert_non_null(strstr(f.text, "no key of the zone vn."));
	keyring_free(&r);
	remove_folder(dir);
}

/* No algorithm that relies on SHA-1 gets new keys (RFC 9905). */
static void refused(void **state)
{
	struct fault f = { "", "" };
	struct key k;

	(void)state;
	assert_int_equal(key_create(&k, algorithm_find(5), KEY_ZSK, 2048, &f),
			 -1);
	key_free(&k);
	assert_null(algorithm_find(1));
	assert_null(algorithm_find(12));
	assert_null(algorithm_parse("99"));
	assert_int_equal(algorithm_parse("ecdsap256sha256")->number, 13);
	assert_int_equal(algorithm_parse("15")->number, 15);
}

/* BIND's times: what was set for later is not used before. */
static void times(void **state)
{
	static const struct {
		const char *lines;
		int64_t now;
		bool publish, active;
	} rows[] = {
		{ "", 0, true, true },
		{ "Created: 20300101000000\nPublish: 20300101000000\n"
		  "Activate: 20300101000000\n", 0, true, true },
		{ "Created: 20200101000000\nPublish: 20300101000000\n", 0,
		  false, false },
		{ "Created: 20200101000000\nActivate: 20300101000000\n", 0,
		  true, false },
		{ "Activate: 20200101000000\n", 1800000000, true, true },
		{ "Inactive: 20200101000000\n", 1800000000, true, false },
		{ "Delete: 20200101000000\n", 1800000000, false, false },
		{ "Delete: 20200101000000\n", 0, true, true },
	};
	char dir[] = "/tmp/khien-key-XXXXXX", path[600];
	struct fault f = { "", "" };
	struct keyring r;
	struct key k;

	(void)state;
	assert_non_null(mkdtemp(dir));
	assert_int_equal(keyring_make(&k, dir, example, algorithm_find(15),
				      KEY_CSK, 0, 3600, 0, &f), 0);
	snprintf(path, sizeof(path), "%.*s.private", (int)strlen(k.path) - 4,
		 k.path);
	for (size_t i = 0; i < COUNT(rows); i++) {
		char old[512], line[256];
		FILE *file = fopen(path, "r");

		old[0] = '\0';
		while (fgets(line, sizeof(line), file))
			if (!strncmp(line, "Pri", 3) || !strncmp(line, "Alg", 3))
				strcat(old, line);
		fclose(file);
		file = fopen(path, "w");
		fprintf(file, "%s%s", old, rows[i].lines);
		fclose(file);
		if (keyring_load(&r, dir, example, rows[i].now, &f))
			fail_msg("%s", f.text);
		assert_int_equal(r.keys[0].publish, rows[i].publish);
		assert_int_equal(r.keys[0].active, rows[i].active);
		keyring_free(&r);
	}
	key_free(&k);
	remove_folder(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tags), cmocka_unit_test(vectors),
		cmocka_unit_test(ed25519), cmocka_unit_test(hashes),
		cmocka_unit_test(files), cmocka_unit_test(refused),
		cmocka_unit_test(times),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
