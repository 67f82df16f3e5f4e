/* SPDX-License-Identifier: MIT */
#include "self.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "file.h"
#include "sample.h"

static const double bounds[SELF_BUCKETS - 1] = {
	0.01, 0.05, 0.1, 0.5, 1, 5, 10, 60,
};

void self_lag(struct self *s, double lag)
{
	size_t i = 0;

	while (i < SELF_BUCKETS - 1 && lag > bounds[i])
		i++;
	s->lag_count[i]++;
	s->lag_sum += lag;
}

static void single(struct text *out, const char *name, enum sample_kind kind,
		   const char *help, bool openmetrics, double value)
{
	sample_family(out, name, kind, help, openmetrics);
	sample_begin(out, name);
	sample_end(out, value);
}

static void write_lag(struct text *out, const struct self *s, bool openmetrics)
{
	static const char name[] = "portalprobe_schedule_lag_seconds";
	uint64_t sum = 0;
	size_t i;

	sample_family(out, name, SAMPLE_HISTOGRAM,
		      "How long after it was due a look began.", openmetrics);
	for (i = 0; i < SELF_BUCKETS; i++) {
		char bound[16] = "+Inf";

		sum += s->lag_count[i];
		if (i < SELF_BUCKETS - 1)
			(void)snprintf(bound, sizeof(bound), "%g", bounds[i]);
		sample_begin(out, "portalprobe_schedule_lag_seconds_bucket");
		sample_label(out, "le", bound);
		sample_end(out, (double)sum);
	}
	text_printf(out, "%s_sum %.6f\n%s_count %llu\n", name, s->lag_sum,
		    name, (unsigned long long)sum);
}

static double seconds(const struct timeval *t)
{
	return (double)t->tv_sec + (double)t->tv_usec / 1e6;
}

/* 0 where it cannot be read. */
static double resident_bytes(void)
{
	unsigned long pages = 0;
	char *text = file_read("/proc/self/statm", 4096, NULL, NULL);

	if (text == NULL || sscanf(text, "%*u %lu", &pages) != 1)
		pages = 0;
	free(text);
	return (double)pages * (double)sysconf(_SC_PAGESIZE);
}

/* Descriptors that are open, but for the one that counts them. */
static int open_fds(void)
{
	DIR *d = opendir("/proc/self/fd");
	int n = -3;		/* ".", "..", and D itself */

	if (d == NULL)
		return -1;
	while (readdir(d) != NULL)
		n++;
	(void)closedir(d);
	return n;
}

static void write_process(struct text *out, bool openmetrics)
{
	struct rusage u;
	struct rlimit limit;
	double bytes = resident_bytes();
	int fds = open_fds();

	if (getrusage(RUSAGE_SELF, &u) == 0)
		single(out, "process_cpu_seconds_total", SAMPLE_COUNTER,
		       "CPU time of the process.", openmetrics,
		       seconds(&u.ru_utime) + seconds(&u.ru_stime));
	if (bytes > 0)
		single(out, "process_resident_memory_bytes", SAMPLE_GAUGE,
		       "Resident memory.", openmetrics, bytes);
	if (fds >= 0)
		single(out, "process_open_fds", SAMPLE_GAUGE,
		       "Open file descriptors.", openmetrics, fds);
	if (getrlimit(RLIMIT_NOFILE, &limit) == 0)
		single(out, "process_max_fds", SAMPLE_GAUGE,
		       "Most file descriptors that may be open.", openmetrics,
		       (double)limit.rlim_cur);
}

static void write_store(struct text *out, const struct store_figures *s,
			bool openmetrics)
{
	if (s == NULL)
		return;
	single(out, "portalprobe_store_up", SAMPLE_GAUGE,
	       "Whether the store could be written to the last time.",
	       openmetrics, s->well);
	single(out, "portalprobe_store_pending_records", SAMPLE_GAUGE,
	       "Samples and events that wait for the store.", openmetrics,
	       (double)s->pending);
	single(out, "portalprobe_store_written_total", SAMPLE_COUNTER,
	       "Samples and events that the store has taken.", openmetrics,
	       (double)s->written);
	single(out, "portalprobe_store_dropped_total", SAMPLE_COUNTER,
	       "Samples and events that it could not take.", openmetrics,
	       (double)s->dropped);
}

static void write_vantage(struct text *out, const struct self *s,
			  bool openmetrics)
{
	static const char *const names[] = { "ipv4", "ipv6" };
	int i;

	sample_family(out, "portalprobe_vantage_up", SAMPLE_GAUGE,
		      "Whether the probe itself reaches the Internet.",
		      openmetrics);
	for (i = 0; i < 2; i++) {
		if (!s->vantage_known[i])
			continue;
		sample_begin(out, "portalprobe_vantage_up");
		sample_label(out, "family", names[i]);
		sample_end(out, s->vantage_up[i]);
	}
}

void self_write(struct text *out, const struct self *s, bool openmetrics)
{
	write_vantage(out, s, openmetrics);
	sample_family(out, "portalprobe_build_info", SAMPLE_GAUGE,
		      "The probe's version.", openmetrics);
	sample_begin(out, "portalprobe_build_info");
	sample_label(out, "version", KHIEN_VERSION);
	sample_end(out, 1);
	write_lag(out, s, openmetrics);
	single(out, "portalprobe_inflight_checks", SAMPLE_GAUGE,
	       "Looks that are under way.", openmetrics,
	       (double)s->in_flight);
	single(out, "portalprobe_targets", SAMPLE_GAUGE,
	       "Targets that are watched.", openmetrics, (double)s->targets);
	single(out, "portalprobe_config_last_reload_successful", SAMPLE_GAUGE,
	       "Whether the targets were good when they were read last.",
	       openmetrics, s->reload_good);
	single(out, "portalprobe_config_last_reload_success_timestamp_seconds",
	       SAMPLE_GAUGE, "When good targets were read last.", openmetrics,
	       (double)s->reload_time);
	single(out, "portalprobe_lines_dropped_total", SAMPLE_COUNTER,
	       "JSON lines that nobody took.", openmetrics,
	       (double)s->lines_dropped);
	write_store(out, s->store, openmetrics);
	write_process(out, openmetrics);
}
