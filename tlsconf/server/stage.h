/* SPDX-License-Identifier: MIT */
/*
 * stage: a throw-away instance of an installed server: in a temporary folder
 * of its own, on loopback, never the one that serves. It is started as our
 * child in a process group of its own, dies with us, and every wait for it has
 * an end.
 */
#ifndef KHIEN_TLSCONF_STAGE_H
#define KHIEN_TLSCONF_STAGE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "fault.h"
#include "text.h"

#define STAGE_PATH 1024
#define STAGE_ARGS 24

struct stage_command {
	char *argv[STAGE_ARGS + 1];
	int count;
};

struct stage {
	char dir[64];			/* the folder; removed in the end */
	char site[STAGE_PATH];		/* the emitted configuration */
	uid_t uid;			/* who runs it */
	const char *listen4, *listen6;	/* what the surroundings listen on */
	struct stage_command test;	/* syntax check; none: run says it */
	struct stage_command run;	/* stays in the foreground */
	struct stage_command environment;	/* "NAME=value" */
	pid_t pid;			/* of the child; 0: none */
	bool failed;			/* memory ran out */
};

/* Makes the folder. Returns 0, or -1 with a fault. Then stage_end(). */
int stage_begin(struct stage *st, struct fault *f);

/*
 * Writes CONTENT, which is freed in any case, to NAME in the folder; a "/" in
 * NAME makes folders. Returns 0, or -1 with a fault.
 */
int stage_put(struct stage *st, const char *name, struct text *content,
	      struct fault *f);

/* Links NAME in the folder to the file TARGET. Returns 0, or -1. */
int stage_link(struct stage *st, const char *name, const char *target,
	       struct fault *f);

/* The words of the commands, up to NULL; the first is looked for in PATH. */
void stage_test(struct stage *st, ...) __attribute__((sentinel));
void stage_run(struct stage *st, ...) __attribute__((sentinel));
void stage_environment(struct stage *st, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/*
 * Runs the syntax check, for at most SECONDS. Its words come to OUTPUT, its
 * status to *STATUS. Returns 0, or -1 with a fault (it cannot be run, hangs).
 */
int stage_check(struct stage *st, int seconds, struct text *output,
		int *status, struct fault *f);

/*
 * Starts it and waits until PORTS (0 ends) take connections on the addresses,
 * for at most SECONDS. Returns 0, or -1 with a fault that has its last words.
 */
int stage_start(struct stage *st, const int *ports, int seconds,
		struct fault *f);

/*
 * True where the instance, once started, has ended by itself: F is then its
 * last words, in place of what was there.
 */
bool stage_gave_up(struct stage *st, struct fault *f);

/* Ends the child and all it has started, and removes the folder. */
void stage_end(struct stage *st);

/*
 * From now on SIGINT, SIGTERM and SIGHUP only set a flag, which all waits
 * heed. stage_interrupted() tells, and sets a fault where F is not NULL.
 */
void stage_heed_signals(void);
bool stage_interrupted(struct fault *f);

#endif
