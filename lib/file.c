/* SPDX-License-Identifier: MIT */
#include "file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lang.h"

#define READ_STEP 65536

/* Appends what STREAM has to *DATA, up to MAX bytes. */
static int read_all(FILE *stream, const char *path, size_t max, char **data,
		    size_t *length, struct fault *f)
{
	size_t room = 0, got;

	for (;;) {
		if (*length + 1 >= room) {
			size_t more = room ? room * 2 : READ_STEP;
			char *grown = realloc(*data, more);

			if (grown == NULL)
				return fault_errno(f, _("cannot read %s"), path);
			*data = grown;
			room = more;
		}
		got = fread(*data + *length, 1, room - 1 - *length, stream);
		*length += got;
		if (*length > max)
			return fault_set(f, _("%s is larger than %zu bytes"),
					 path, max);
		if (ferror(stream))
			return fault_errno(f, _("cannot read %s"), path);
		if (got == 0) {
			(*data)[*length] = '\0';
			return 0;
		}
	}
}

char *file_read(const char *path, size_t max, size_t *length, struct fault *f)
{
	bool standard = strcmp(path, "-") == 0;
	FILE *stream = standard ? stdin : fopen(path, "re");
	char *data = NULL;
	size_t got = 0;
	int rc;

	if (stream == NULL) {
		fault_errno(f, _("cannot open %s"), path);
		return NULL;
	}
	rc = read_all(stream, path, max, &data, &got, f);
	if (!standard)
		(void)fclose(stream);	/* only read from */
	if (rc < 0) {
		free(data);
		return NULL;
	}
	if (length != NULL)
		*length = got;
	return data;
}

/* Makes the rename durable: fsync of the folder that holds PATH. */
static int sync_folder(const char *path, struct fault *f)
{
	const char *slash = strrchr(path, '/');
	char *dir;
	int fd, rc;

	dir = slash == NULL ? strdup(".") :
	      strndup(path, slash == path ? 1 : (size_t)(slash - path));
	if (dir == NULL)
		return fault_errno(f, _("cannot write %s"), path);
	fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	rc = fd < 0 ? -1 : fsync(fd);
	/* some file systems have no fsync of folders; nothing to do about it */
	if (rc < 0 && fd >= 0 && errno == EINVAL)
		rc = 0;
	if (rc < 0)
		fault_errno(f, _("cannot sync folder %s"), dir);
	if (fd >= 0)
		(void)close(fd);	/* only read from */
	free(dir);
	return rc;
}

/* Hands the mode and owner of what stands at PATH on to FD. */
static int keep_mode(int fd, const char *path, struct fault *f)
{
	struct stat old;

	if (stat(path, &old) < 0)
		return errno == ENOENT ? 0 :
			fault_errno(f, _("cannot look at %s"), path);
	if (!S_ISREG(old.st_mode))
		return fault_set(f, _("%s is not a regular file"), path);
	/* the owner only where we may: mode alone for ordinary users */
	if (fchown(fd, old.st_uid, old.st_gid) < 0 && errno != EPERM)
		return fault_errno(f, _("cannot write %s"), path);
	if (fchmod(fd, old.st_mode & 07777) < 0)
		return fault_errno(f, _("cannot write %s"), path);
	return 0;
}

/* Opens the temporary file beside n->path with MODE from its first byte. */
static int open_temporary(struct file_new *n, mode_t mode, struct fault *f)
{
	const char *slash = strrchr(n->path, '/');
	int before = slash ? (int)(slash - n->path) + 1 : 0;
	int fd;

	if (asprintf(&n->temporary, "%.*s.%s.XXXXXX", before, n->path,
		     n->path + before) < 0) {
		n->temporary = NULL;
		return fault_errno(f, _("cannot write %s"), n->path);
	}
	fd = mkostemp(n->temporary, O_CLOEXEC);	/* 0600, O_EXCL */
	if (fd < 0) {
		fault_errno(f, _("cannot write %s"), n->path);
		free(n->temporary);
		n->temporary = NULL;
		return -1;
	}
	if (mode != 0600 && fchmod(fd, mode) < 0) {
		fault_errno(f, _("cannot write %s"), n->path);
		goto fail;
	}
	if (!n->exclusive && keep_mode(fd, n->path, f) < 0)
		goto fail;
	n->stream = fdopen(fd, "w");
	if (n->stream != NULL)
		return 0;
	fault_errno(f, _("cannot write %s"), n->path);
fail:
	(void)close(fd);	/* it is thrown away */
	return -1;
}

static int begin(struct file_new *n, const char *path, mode_t mode,
		 bool exclusive, struct fault *f)
{
	struct stat there;

	memset(n, 0, sizeof(*n));
	n->exclusive = exclusive;
	if (exclusive) {
		if (lstat(path, &there) == 0) {
			fault_set(f, _("%s exists already"), path);
			return fault_hint(f, _("choose another name, or move "
					       "the old file away first"));
		}
		n->path = strdup(path);
	} else {
		n->path = realpath(path, NULL);
		if (n->path == NULL)
			n->path = strdup(path);
	}
	if (n->path == NULL)
		return fault_errno(f, _("cannot write %s"), path);
	if (open_temporary(n, mode, f) < 0) {
		file_abort(n);
		return -1;
	}
	return 0;
}

int file_begin(struct file_new *n, const char *path, mode_t mode,
	       struct fault *f)
{
	return begin(n, path, mode, false, f);
}

int file_begin_exclusive(struct file_new *n, const char *path, mode_t mode,
			 struct fault *f)
{
	return begin(n, path, mode, true, f);
}

/* Puts the temporary name in place without ever replacing something. */
static int place_exclusive(struct file_new *n)
{
	if (renameat2(AT_FDCWD, n->temporary, AT_FDCWD, n->path,
		      RENAME_NOREPLACE) == 0)
		return 0;
	if (errno != EINVAL && errno != ENOSYS)
		return -1;
	/* a file system without that flag: a hard link refuses as well */
	if (link(n->temporary, n->path) < 0)
		return -1;
	return unlink(n->temporary);
}

int file_commit(struct file_new *n, struct fault *f)
{
	int rc = -1;

	if (fflush(n->stream) != 0 || ferror(n->stream) ||
	    fsync(fileno(n->stream)) < 0) {
		fault_errno(f, _("cannot write %s"), n->path);
		goto out;
	}
	rc = fclose(n->stream);
	n->stream = NULL;
	if (rc != 0) {
		rc = fault_errno(f, _("cannot write %s"), n->path);
		goto out;
	}
	rc = n->exclusive ? place_exclusive(n) :
	     rename(n->temporary, n->path);
	if (rc < 0) {
		fault_errno(f, _("cannot put %s in place"), n->path);
		goto out;
	}
	free(n->temporary);
	n->temporary = NULL;
	rc = sync_folder(n->path, f);
out:
	file_abort(n);
	return rc;
}

void file_abort(struct file_new *n)
{
	if (n->stream != NULL)
		(void)fclose(n->stream);	/* it is thrown away */
	if (n->temporary != NULL)
		(void)unlink(n->temporary);
	free(n->temporary);
	free(n->path);
	memset(n, 0, sizeof(*n));
}

static int write_all(struct file_new *n, const void *data, size_t length,
		     struct fault *f)
{
	if (fwrite(data, 1, length, n->stream) != length) {
		fault_errno(f, _("cannot write %s"), n->path);
		file_abort(n);
		return -1;
	}
	return file_commit(n, f);
}

int file_write(const char *path, mode_t mode, const void *data, size_t length,
	       struct fault *f)
{
	struct file_new n;

	if (file_begin(&n, path, mode, f) < 0)
		return -1;
	return write_all(&n, data, length, f);
}

int file_write_exclusive(const char *path, mode_t mode, const void *data,
			 size_t length, struct fault *f)
{
	struct file_new n;

	if (file_begin_exclusive(&n, path, mode, f) < 0)
		return -1;
	return write_all(&n, data, length, f);
}

static int by_bytes(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Adds a copy of NAME to the NULL-terminated list of *COUNT. */
static int list_add(char ***names, size_t *count, size_t *room,
		    const char *name)
{
	char **grown = *names;

	if (*count + 1 >= *room) {
		*room = *room ? *room * 2 : 64;
		grown = realloc(*names, *room * sizeof(*grown));
		if (grown == NULL)
			return -1;
		*names = grown;
	}
	grown[*count] = strdup(name);
	if (grown[*count] == NULL)
		return -1;
	grown[++*count] = NULL;
	return 0;
}

ssize_t file_list(const char *dir, const char *suffix, char ***names,
		  struct fault *f)
{
	size_t count = 0, room = 0, length, tail = strlen(suffix);
	struct dirent *entry;
	DIR *d = opendir(dir);

	*names = NULL;
	if (d == NULL)
		return fault_errno(f, _("cannot open folder %s"), dir);
	while (errno = 0, (entry = readdir(d)) != NULL) {
		length = strlen(entry->d_name);
		if (entry->d_name[0] == '.' || length < tail ||
		    strcmp(entry->d_name + length - tail, suffix) != 0)
			continue;
		if (list_add(names, &count, &room, entry->d_name) < 0)
			break;
	}
	if (errno != 0) {
		fault_errno(f, _("cannot read folder %s"), dir);
		(void)closedir(d);
		file_list_free(*names);
		*names = NULL;
		return -1;
	}
	(void)closedir(d);
	if (count > 0)
		qsort(*names, count, sizeof(**names), by_bytes);
	return (ssize_t)count;
}

void file_list_free(char **names)
{
	size_t i;

	for (i = 0; names != NULL && names[i] != NULL; i++)
		free(names[i]);
	free(names);
}
