/* SPDX-License-Identifier: MIT */
/* Files of portals. */
#include "unit.h"

#include <unistd.h>

#include "file.h"
#include "tlsconf/pki/portals.h"

static char path[] = "/tmp/khien-portals-XXXXXX";

static int read_text(struct portals *p, const char *text, struct fault *f)
{
	assert_int_equal(file_write(path, 0600, text, strlen(text), NULL), 0);
	return portals_read(p, path, f);
}

static void test_good(void **state)
{
	static const char text[] =
		"# portals of the province\r\n"
		"\n"
		"a.gov.vn www.a.gov.vn organization=\"Sở Ví dụ\" country=VN\r\n"
		"  *.b.gov.vn\tb.gov.vn state='Hà locality=x#y type=p256 # c\n"
		"address=1.1.1.1 address=2405:4800::1\n"
		"đồng-nai.gov.vn file=dongnai organization=\"\"";
	struct portals p;
	struct fault f = { .text = "" };

	(void)state;
	assert_int_equal(read_text(&p, text, &f), 0);
	assert_int_equal(p.count, 4);
	assert_int_equal(p.items[0].line, 3);
	assert_int_equal(p.items[0].names.count, 2);
	assert_string_equal(p.items[0].organization, "Sở Ví dụ");
	assert_string_equal(p.items[0].country, "VN");
	assert_string_equal(p.items[0].file, "a.gov.vn");
	assert_null(p.items[0].state);
	assert_string_equal(p.items[1].file, "wildcard.b.gov.vn");
	assert_string_equal(p.items[1].state, "'Hà");
	assert_string_equal(p.items[1].locality, "x#y");
	assert_string_equal(p.items[1].type, "p256");
	assert_int_equal(p.items[2].names.count, 2);
	assert_string_equal(p.items[2].file, "1.1.1.1");
	assert_string_equal(p.items[3].file, "dongnai");
	assert_string_equal(p.items[3].names.items[0].name,
			    "xn--ng-nai-92a8502d.gov.vn");
	assert_int_equal(p.items[3].line, 6);
	portals_free(&p);
}

static void test_bad(void **state)
{
	static const struct {
		const char *text, *place, *says;
	} cases[] = {
		{ "", "", "no portal" },
		{ "# nothing\n", "", "no portal" },
		{ "a.vn\n\nb_c.vn\n", ":3: ", "b_c.vn" },
		{ "a.vn country=VN country=VN", ":1: ", "twice" },
		{ "a.vn colour=red", ":1: ", "no key 'colour'" },
		{ "a.vn organization=\"Sở", ":1: ", "not closed" },
		{ "country=VN", ":1: ", "a name or an address" },
		{ "a.vn address=1.2.3", ":1: ", "1.2.3" },
		{ "a.vn\nb.vn file=a.vn\n", ":2: ", "line 1" },
		{ "a.vn file=../x", ":1: ", "without '/'" },
		{ "a.vn file=.x", ":1: ", "without '/'" },
		{ "a.vn file=", ":1: ", "without '/'" },
		{ "a.vn =x", ":1: ", "no key ''" },
		{ "\xff\xfe", ":1: ", "" },
		{ "192.0.2.1", ":1: ", "an address" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		struct fault f = { .text = "" };
		struct portals p;

		assert_int_equal(read_text(&p, cases[i].text, &f), -1);
		if (strncmp(f.text, path, strlen(path)) ||
		    strncmp(f.text + strlen(path), cases[i].place,
			    strlen(cases[i].place)) ||
		    !strstr(f.text, cases[i].says))
			fail_msg("case %zu: %s", i, f.text);
		portals_free(&p);
	}
}

static int set_up(void **state)
{
	int fd = mkstemp(path);

	(void)state;
	return fd < 0 ? -1 : close(fd);
}

static int tear_down(void **state)
{
	(void)state;
	return unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),
		cmocka_unit_test(test_bad),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
