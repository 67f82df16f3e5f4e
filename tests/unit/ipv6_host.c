/* SPDX-License-Identifier: MIT */
/* The few files that netlink does not tell, whole, missing and spoilt. */
#include "unit.h"

#include <sys/stat.h>
#include <unistd.h>

#include "file.h"
#include "ipv6/see/host.h"

static char root[64];

static void write_file(const char *name, const char *text)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/sys/net/ipv6/%s", root, name);
	unlink(path);
	if (text != NULL)
		assert_int_equal(file_write(path, 0644, text, strlen(text),
					    NULL), 0);
}

static void test_files(void **state)
{
	static const struct {
		const char *text;	/* NULL: no such file */
		bool have;
		int value;
	} cases[] = {
		{ "0\n", true, 0 }, { "1\n", true, 1 }, { "1", true, 1 },
		{ "-1\n", true, -1 }, { NULL, false, 0 }, { "", false, 0 },
		{ "\n", false, 0 }, { "x\n", false, 0 }, { "1x\n", false, 0 },
		{ "99999999999\n", false, 0 },
		{ "99999999999999999999999999\n", false, 0 },
		{ "00000000000000000000000000000000000000001\n", false, 0 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		struct v6_facts f = { 0 };

		write_file("bindv6only", cases[i].text);
		host_see(&f, root);
		assert_int_equal(f.files.have_bindv6only, cases[i].have);
		assert_int_equal(f.files.bindv6only, cases[i].value);
		assert_false(f.files.have_nonlocal_bind);
		assert_int_not_equal(f.netns, 0);
	}
}

static void test_each(void **state)
{
	struct v6_facts f = { 0 };

	(void)state;
	write_file("bindv6only", "1\n");
	write_file("ip_nonlocal_bind", "2\n");
	write_file("conf/all/accept_ra", "3\n");
	write_file("conf/all/accept_redirects", "4\n");
	write_file("conf/all/disable_ipv6", "5\n");
	host_see(&f, root);
	assert_int_equal(f.files.bindv6only, 1);
	assert_int_equal(f.files.nonlocal_bind, 2);
	assert_int_equal(f.files.all_accept_ra, 3);
	assert_int_equal(f.files.all_redirects, 4);
	assert_int_equal(f.files.all_disable, 5);
}

static void test_enter(void **state)
{
	struct fault f = { 0 };
	char longest[2000];

	(void)state;
	assert_int_equal(host_enter("no-such-namespace", &f), -1);
	assert_non_null(strstr(f.text, "/run/netns/no-such-namespace"));
	assert_string_not_equal(f.hint, "");
	memset(&f, 0, sizeof(f));
	assert_int_equal(host_enter("/dev/null", &f), -1);
	assert_non_null(strstr(f.text, "/dev/null"));
	memset(longest, 'x', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	memset(&f, 0, sizeof(f));
	assert_int_equal(host_enter(longest, &f), -1);
	assert_true(strlen(f.text) < 200);
}

static int make_root(void **state)
{
	static const char *const below[] = { "/sys", "/sys/net",
		"/sys/net/ipv6", "/sys/net/ipv6/conf",
		"/sys/net/ipv6/conf/all" };
	char path[256];
	size_t i;

	(void)state;
	snprintf(root, sizeof(root), "/tmp/ipv6_host.XXXXXX");
	if (mkdtemp(root) == NULL)
		return -1;
	for (i = 0; i < COUNT(below); i++) {
		snprintf(path, sizeof(path), "%s%s", root, below[i]);
		if (mkdir(path, 0755) != 0)
			return -1;
	}
	return 0;
}

static int remove_root(void **state)
{
	static const char *const all[] = {
		"/sys/net/ipv6/bindv6only", "/sys/net/ipv6/ip_nonlocal_bind",
		"/sys/net/ipv6/conf/all/accept_ra",
		"/sys/net/ipv6/conf/all/accept_redirects",
		"/sys/net/ipv6/conf/all/disable_ipv6",
		"/sys/net/ipv6/conf/all", "/sys/net/ipv6/conf",
		"/sys/net/ipv6", "/sys/net", "/sys", "" };
	char path[256];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(all); i++) {
		snprintf(path, sizeof(path), "%s%s", root, all[i]);
		remove(path);
	}
	return access(root, F_OK) == 0 ? -1 : 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_files),
		cmocka_unit_test(test_each),
		cmocka_unit_test(test_enter),
	};

	return cmocka_run_group_tests(tests, make_root, remove_root);
}
