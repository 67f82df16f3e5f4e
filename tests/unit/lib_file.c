/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file.h"

static char dir[] = "/tmp/khien-file.XXXXXX";

static int enter(void **state)
{
	(void)state;
	return mkdtemp(dir) == NULL || chdir(dir) < 0;
}

static int leave(void **state)
{
	struct dirent *e;
	DIR *d = opendir(".");

	(void)state;
	while (d != NULL && (e = readdir(d)) != NULL)
		(void)unlink(e->d_name);
	if (d != NULL)
		closedir(d);
	return chdir("/") < 0 || rmdir(dir) < 0;
}

/* Entries of the folder, so that a temporary file left behind is seen. */
static int entries(void)
{
	struct dirent *e;
	DIR *d = opendir(".");
	int n = 0;

	assert_non_null(d);
	while ((e = readdir(d)) != NULL)
		n += strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0;
	closedir(d);
	return n;
}

static mode_t mode_of(const char *path)
{
	struct stat st;

	assert_int_equal(lstat(path, &st), 0);
	return st.st_mode & 07777;
}

static void assert_content(const char *path, const char *wanted)
{
	struct fault f = { 0 };
	size_t length;
	char *text = file_read(path, 1 << 20, &length, &f);

	assert_non_null(text);
	assert_string_equal(text, wanted);
	assert_int_equal(length, strlen(wanted));
	free(text);
}

static void test_replaces_whole(void **state)
{
	int before = entries();

	(void)state;
	assert_int_equal(file_write("a", 0644, "one", 3, NULL), 0);
	assert_int_equal(mode_of("a"), 0644);
	assert_int_equal(chmod("a", 0640), 0);
	assert_int_equal(file_write("a", 0644, "two", 3, NULL), 0);
	assert_content("a", "two");
	assert_int_equal(mode_of("a"), 0640);	/* an existing mode is kept */
	assert_int_equal(entries(), before + 1);
}

static void test_follows_link(void **state)
{
	struct stat st;

	(void)state;
	assert_int_equal(file_write("target", 0644, "one", 3, NULL), 0);
	assert_int_equal(symlink("target", "link"), 0);
	assert_int_equal(file_write("link", 0644, "two", 3, NULL), 0);
	assert_content("target", "two");
	assert_int_equal(lstat("link", &st), 0);
	assert_true(S_ISLNK(st.st_mode));
}

static void test_exclusive(void **state)
{
	struct file_new n;
	struct fault f = { 0 };
	mode_t old = umask(0);
	int before = entries();

	(void)state;
	assert_int_equal(file_write_exclusive("key", 0600, "k", 1, &f), 0);
	assert_int_equal(mode_of("key"), 0600);
	assert_int_equal(file_write_exclusive("key", 0600, "x", 1, &f), -1);
	assert_non_null(strstr(f.text, "exists already"));
	assert_content("key", "k");

	/* it appears while the new one is being written */
	memset(&f, 0, sizeof(f));
	assert_int_equal(file_begin_exclusive(&n, "race", 0600, &f), 0);
	fputs("mine", n.stream);
	assert_int_equal(file_write("race", 0600, "theirs", 6, NULL), 0);
	assert_int_equal(file_commit(&n, &f), -1);
	assert_content("race", "theirs");
	assert_int_equal(entries(), before + 2);

	/* never through a link, not even one that leads nowhere */
	assert_int_equal(symlink("nowhere", "dangling"), 0);
	assert_int_equal(file_write_exclusive("dangling", 0600, "x", 1, NULL), -1);
	assert_int_equal(access("nowhere", F_OK), -1);
	umask(old);
}

static void test_abort_leaves_nothing(void **state)
{
	struct file_new n;
	int before = entries();

	(void)state;
	assert_int_equal(file_begin(&n, "never", 0644, NULL), 0);
	fputs("half", n.stream);
	file_abort(&n);
	file_abort(&n);
	assert_int_equal(entries(), before);
}

static void test_refuses(void **state)
{
	struct fault f = { 0 };
	size_t length;

	(void)state;
	assert_int_equal(file_write("no/such/folder", 0644, "", 0, &f), -1);
	assert_string_not_equal(f.text, "");
	memset(&f, 0, sizeof(f));
	assert_int_equal(file_write("/dev/null", 0644, "", 0, &f), -1);
	memset(&f, 0, sizeof(f));
	assert_null(file_read("absent", 10, &length, &f));
	assert_non_null(strstr(f.text, "absent"));
	memset(&f, 0, sizeof(f));
	assert_int_equal(file_write("big", 0644, "12345678901", 11, NULL), 0);
	assert_null(file_read("big", 10, &length, &f));
	assert_non_null(strstr(f.text, "larger than 10"));
}

static void test_list(void **state)
{
	char **names;

	(void)state;
	assert_int_equal(file_write("b.lst", 0644, "", 0, NULL), 0);
	assert_int_equal(file_write("a.lst", 0644, "", 0, NULL), 0);
	assert_int_equal(file_write(".c.lst", 0644, "", 0, NULL), 0);
	assert_int_equal(file_list(".", ".lst", &names, NULL), 2);
	assert_string_equal(names[0], "a.lst");
	assert_string_equal(names[1], "b.lst");
	assert_null(names[2]);
	file_list_free(names);
	assert_int_equal(file_list(".", ".none", &names, NULL), 0);
	file_list_free(names);
	assert_int_equal(file_list("absent", "", &names, NULL), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_replaces_whole),
		cmocka_unit_test(test_follows_link),
		cmocka_unit_test(test_exclusive),
		cmocka_unit_test(test_abort_leaves_nothing),
		cmocka_unit_test(test_refuses),
		cmocka_unit_test(test_list),
	};

	return cmocka_run_group_tests(tests, enter, leave);
}
