/* SPDX-License-Identifier: MIT */
/*
 * clock: times and durations as people write them. A time is seconds since
 * 1970-01-01T00:00:00Z in an int64_t, a duration is seconds. Only main.c and
 * the event loop call clock_now(); everything below is handed the time.
 */
#ifndef KHIEN_CLOCK_H
#define KHIEN_CLOCK_H

#include <stdint.h>

#include "fault.h"

#define CLOCK_TEXT 32		/* room for any time or duration as text */

/* The system's time now. */
int64_t clock_now(void);

/* Seconds on a clock that never jumps; for intervals only. */
double clock_monotonic(void);

/*
 * Reads RFC 3339 ("2026-11-23T08:00:00Z", "…+07:00"), a date alone (its
 * midnight, UTC) or seconds since 1970. Returns 0, or -1 with a fault.
 */
int clock_parse(const char *s, int64_t *time, struct fault *f);

/* Writes RFC 3339 in UTC, e.g. "2026-11-23T08:00:00Z"; returns BUFFER. */
char *clock_format(int64_t time, char buffer[CLOCK_TEXT]);

/*
 * Reads a duration: digits with a unit s, m, h, d or w, or several of them
 * ("1h30m"); digits alone are seconds. Returns 0, or -1 with a fault.
 */
int clock_parse_duration(const char *s, int64_t *seconds, struct fault *f);

/*
 * Writes a duration with the largest units that keep it exact: "30d", "1h30m",
 * "0s", "-2d". clock_parse_duration() reads it back (without the sign).
 */
char *clock_format_duration(int64_t seconds, char buffer[CLOCK_TEXT]);

/* The same for people: at most two units, the rest cut off ("12d 4h"). */
char *clock_format_rough(int64_t seconds, char buffer[CLOCK_TEXT]);

#endif
