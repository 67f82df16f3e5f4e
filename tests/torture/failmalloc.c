/* SPDX-License-Identifier: MIT */
/*
 * failmalloc: a library to be preloaded that lets one allocation fail.
 *
 * FAIL_AT=N    the N-th allocation of the process (from 1) returns NULL
 * FAIL_COUNT=F at exit, the number of allocations is written to file F
 *
 * Allocations of the C library and of all others count, too. A crash ends the
 * process with status 99 if it happened inside a library other than libc, such
 * as libcrypto, whose own want of care nobody here can mend; else with 139.
 */
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* glibc's own, under the names that it keeps for this purpose */
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *p, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

static atomic_ulong seen;
static unsigned long fail_at;

/* Whose code is it? The first frame that is neither this shim nor libc. */
static void crashed(int signal_number)
{
	void *frames[16];
	int count = backtrace(frames, 16), i;
	Dl_info shim, at;

	(void)signal_number;
	(void)dladdr((void *)(size_t)crashed, &shim);
	for (i = 0; i < count; i++) {
		if (!dladdr(frames[i], &at) || at.dli_fbase == shim.dli_fbase ||
		    strstr(at.dli_fname, "/libc.so") != NULL)
			continue;
		_exit(strstr(at.dli_fname, ".so") != NULL ? 99 : 139);
	}
	_exit(139);
}

__attribute__((constructor)) static void begin(void)
{
	const char *at = getenv("FAIL_AT");
	void *warm[1];

	/* backtrace() allocates the first time: now, before it counts */
	(void)backtrace(warm, 1);
	(void)signal(SIGSEGV, crashed);
	(void)signal(SIGABRT, crashed);

	fail_at = at != NULL ? strtoul(at, NULL, 10) : 0;
	atomic_store(&seen, 0);
}

__attribute__((destructor)) static void end(void)
{
	const char *path = getenv("FAIL_COUNT");
	char line[32];
	int fd, length;

	if (path == NULL)
		return;
	length = snprintf(line, sizeof(line), "%lu\n", atomic_load(&seen));
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	if (fd < 0 || write(fd, line, (size_t)length) != length)
		_exit(120);
	close(fd);
}

static int fails(void)
{
	if (atomic_fetch_add(&seen, 1) + 1 != fail_at)
		return 0;
	errno = ENOMEM;
	return 1;
}

void *malloc(size_t size)
{
	return fails() ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
	return fails() ? NULL : __libc_calloc(count, size);
}

void *realloc(void *p, size_t size)
{
	return fails() ? NULL : __libc_realloc(p, size);
}

int posix_memalign(void **p, size_t alignment, size_t size)
{
	if (fails())
		return ENOMEM;
	*p = __libc_memalign(alignment, size);
	return *p != NULL ? 0 : ENOMEM;
}
