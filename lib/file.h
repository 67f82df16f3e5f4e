/* SPDX-License-Identifier: MIT */
/*
 * file: reading whole files within a bound, and writing files that are either
 * the old one or the new one, never half: a temporary name in the same folder,
 * every write checked, fsync, rename, fsync of the folder.
 */
#ifndef KHIEN_FILE_H
#define KHIEN_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/types.h>

#include "fault.h"

/*
 * Reads all of PATH ("-" is standard input), at most MAX bytes; a longer one
 * is a fault. The result has a NUL behind its last byte, which *LENGTH (may be
 * NULL) does not count. Pass it to free(). NULL with a fault on failure.
 */
char *file_read(const char *path, size_t max, size_t *length, struct fault *f);

/* A file being written. Nothing is visible under PATH before file_commit(). */
struct file_new {
	FILE *stream;		/* write here; fully buffered */
	char *path, *temporary;
	bool exclusive;		/* PATH must not exist when it is committed */
};

/*
 * Begins a replacement of PATH with permission bits MODE. Where PATH exists,
 * its mode and owner are kept. A symbolic link is followed, so the file it
 * names is replaced, not the link. Returns 0, or -1 with a fault.
 */
int file_begin(struct file_new *n, const char *path, mode_t mode,
	       struct fault *f);

/*
 * Begins a file that must not exist yet, neither now nor when it is
 * committed; for private keys MODE is 0600. Fault if something is there.
 */
int file_begin_exclusive(struct file_new *n, const char *path, mode_t mode,
			 struct fault *f);

/*
 * Flushes, syncs and renames. After it *N holds nothing, whatever it returns:
 * 0 only when the new file is in place and durable; else -1, and PATH is
 * what it was before (or, where only the folder's sync failed, new and whole).
 */
int file_commit(struct file_new *n, struct fault *f);

/* Drops what was written. Safe after file_commit() and on a zeroed struct. */
void file_abort(struct file_new *n);

/* Begin, write LENGTH bytes, commit. */
int file_write(const char *path, mode_t mode, const void *data, size_t length,
	       struct fault *f);
int file_write_exclusive(const char *path, mode_t mode, const void *data,
			 size_t length, struct fault *f);

/*
 * Names of the entries in DIR that end in SUFFIX, sorted bytewise, hidden ones
 * left out. *NAMES is to be passed to file_list_free(). Returns how many, or
 * -1 with a fault.
 */
ssize_t file_list(const char *dir, const char *suffix, char ***names,
		  struct fault *f);
void file_list_free(char **names);

#endif
