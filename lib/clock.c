/* SPDX-License-Identifier: MIT */
#include "clock.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "lang.h"

#define MINUTE 60
#define HOUR 3600
#define DAY 86400
#define WEEK (7 * DAY)

/* Years that RFC 3339 can write. */
#define TIME_MIN INT64_C(-62167219200)
#define TIME_MAX INT64_C(253402300799)

int64_t clock_now(void)
{
	return (int64_t)time(NULL);
}

double clock_monotonic(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Exactly COUNT digits at *S, which is moved on; -1 where they are not. */
static int digits(const char **s, int count)
{
	int value = 0;

	for (; count > 0; count--, (*s)++) {
		if (**s < '0' || **s > '9')
			return -1;
		value = value * 10 + (**s - '0');
	}
	return value;
}

static bool skip(const char **s, char c)
{
	if (**s != c)
		return false;
	(*s)++;
	return true;
}

/* "Z" or "+07:00", RFC 3339 section 5.6, in seconds east of UTC. */
static bool parse_offset(const char **s, int *seconds)
{
	int sign, hours, minutes;

	*seconds = 0;
	if (skip(s, 'Z') || skip(s, 'z'))
		return true;
	if (**s != '+' && **s != '-')
		return false;
	sign = **s == '-' ? -1 : 1;
	(*s)++;
	hours = digits(s, 2);
	if (hours < 0 || hours > 23 || !skip(s, ':'))
		return false;
	minutes = digits(s, 2);
	if (minutes < 0 || minutes > 59)
		return false;
	*seconds = sign * (hours * HOUR + minutes * MINUTE);
	return true;
}

/* The time of day behind a date; a fraction is read and dropped. */
static bool parse_day_time(const char **s, struct tm *tm, int *offset)
{
	if (!skip(s, 'T') && !skip(s, 't') && !skip(s, ' '))
		return false;
	tm->tm_hour = digits(s, 2);
	if (!skip(s, ':'))
		return false;
	tm->tm_min = digits(s, 2);
	if (!skip(s, ':'))
		return false;
	tm->tm_sec = digits(s, 2);
	if (skip(s, '.')) {
		if (digits(s, 1) < 0)
			return false;
		while (**s >= '0' && **s <= '9')
			(*s)++;
	}
	if (tm->tm_hour < 0 || tm->tm_hour > 23 || tm->tm_min < 0 ||
	    tm->tm_min > 59 || tm->tm_sec < 0 || tm->tm_sec > 60)
		return false;
	return parse_offset(s, offset);
}

static bool parse_rfc3339(const char *s, int64_t *out)
{
	struct tm tm = { 0 }, there;
	int year, month, offset = 0;
	time_t t;

	year = digits(&s, 4);
	if (year < 0 || !skip(&s, '-'))
		return false;
	month = digits(&s, 2);
	if (month < 1 || month > 12 || !skip(&s, '-'))
		return false;
	tm.tm_mday = digits(&s, 2);
	if (tm.tm_mday < 1)
		return false;
	if (*s != '\0' && !parse_day_time(&s, &tm, &offset))
		return false;
	if (*s != '\0')
		return false;
	tm.tm_year = year - 1900;
	tm.tm_mon = month - 1;
	there = tm;
	t = timegm(&there);
	/* 31 February comes back as March */
	if (there.tm_mon != tm.tm_mon && tm.tm_sec != 60)
		return false;
	*out = (int64_t)t - offset;
	return true;
}

int clock_parse(const char *s, int64_t *time, struct fault *f)
{
	const char *p = s + (*s == '-');
	int64_t value = 0;

	if (*p != '\0' && p[strspn(p, "0123456789")] == '\0' &&
	    strlen(p) <= 15) {
		for (; *p != '\0'; p++)
			value = value * 10 + (*p - '0');
		*time = *s == '-' ? -value : value;
		if (*time >= TIME_MIN && *time <= TIME_MAX)
			return 0;
	} else if (parse_rfc3339(s, time)) {
		return 0;
	}
	fault_set(f, _("\"%s\" is not a time"), s);
	return fault_hint(f, _("write it as 2026-11-23T08:00:00+07:00, "
			       "2026-11-23, or seconds since 1970"));
}

char *clock_format(int64_t time, char buffer[CLOCK_TEXT])
{
	time_t t = (time_t)(time < TIME_MIN ? TIME_MIN :
			    time > TIME_MAX ? TIME_MAX : time);
	struct tm tm;

	if (gmtime_r(&t, &tm) == NULL ||
	    strftime(buffer, CLOCK_TEXT, "%Y-%m-%dT%H:%M:%SZ", &tm) == 0)
		(void)snprintf(buffer, CLOCK_TEXT, "%" PRId64, time);
	return buffer;
}

static const struct {
	char letter;
	int64_t seconds;
	bool written;	/* clock_format_duration() uses it */
} units[] = {
	{ 'w', WEEK, false },
	{ 'd', DAY, true },
	{ 'h', HOUR, true },
	{ 'm', MINUTE, true },
	{ 's', 1, true },
};
#define UNITS (sizeof(units) / sizeof(units[0]))

/* Seconds of the unit at *S, which is moved behind it; 0: no such unit. */
static int64_t parse_unit(const char **s)
{
	size_t i;

	if (**s == '\0')
		return 1;
	for (i = 0; i < UNITS; i++)
		if (skip(s, units[i].letter))
			return units[i].seconds;
	return 0;
}

int clock_parse_duration(const char *s, int64_t *seconds, struct fault *f)
{
	const char *p = s;
	int64_t total = 0;

	do {
		int64_t value = 0, unit;
		size_t count = strspn(p, "0123456789");

		if (count == 0 || count > 12)
			goto wrong;
		for (; count > 0; count--, p++)
			value = value * 10 + (*p - '0');
		unit = parse_unit(&p);
		if (unit == 0)
			goto wrong;
		total += value * unit;
		if (total > TIME_MAX)
			goto wrong;
	} while (*p != '\0');
	*seconds = total;
	return 0;
wrong:
	fault_set(f, _("\"%s\" is not a duration"), s);
	return fault_hint(f, _("write it as 90s, 15m, 8h, 30d, 2w or 1h30m"));
}

/* At most MOST units, the largest first, with GAP between them. */
static char *format_units(int64_t seconds, size_t most, const char *gap,
			  char buffer[CLOCK_TEXT])
{
	size_t used = 0, shown = 0, i;

	if (seconds < 0) {
		buffer[used++] = '-';
		seconds = seconds == INT64_MIN ? INT64_MAX : -seconds;
	}
	for (i = 0; i < UNITS && shown < most; i++) {
		int64_t count = seconds / units[i].seconds;

		if (!units[i].written || (count == 0 &&
		    !(shown == 0 && i == UNITS - 1)))
			continue;
		used += (size_t)snprintf(buffer + used, CLOCK_TEXT - used,
					 "%s%" PRId64 "%c", shown ? gap : "",
					 count, units[i].letter);
		if (used >= CLOCK_TEXT)
			break;
		seconds %= units[i].seconds;
		shown++;
	}
	return buffer;
}

char *clock_format_duration(int64_t seconds, char buffer[CLOCK_TEXT])
{
	return format_units(seconds, UNITS, "", buffer);
}

char *clock_format_rough(int64_t seconds, char buffer[CLOCK_TEXT])
{
	return format_units(seconds, 2, " ", buffer);
}
