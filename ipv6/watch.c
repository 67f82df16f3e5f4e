/* SPDX-License-Identifier: MIT */
/*
 * watch: the loop. What is to be done next is a set of moments, one for each
 * duty; the loop sleeps until the earliest, or until the kernel or a signal
 * speaks.
 */
#include "watch.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <syslog.h>
#include <unistd.h>

#include "baseline.h"
#include "clock.h"
#include "events.h"
#include "examine.h"
#include "file.h"
#include "hook.h"
#include "json.h"
#include "lang.h"
#include "notify.h"
#include "observe.h"
#include "record.h"
#include "render.h"
#include "roles.h"
#include "see/addr.h"
#include "see/host.h"
#include "see/link.h"
#include "see/monitor.h"
#include "see/sock.h"

#define NEVER 1e300
#define QUIET 0.4		/* s without news before the host is judged */
#define LONGEST 3.0		/* s: then it is judged though news keep coming */
#define SETTLE 0.5		/* s between looks at an address under detection */
#define RESYNC 5.0		/* s between two resyncs, at least */
#define SLOW 30			/* s between looks at what is not announced */
#define WHOLE 10		/* every so many slow looks, at all of it */
#define CAUSES 16		/* lines of what changed, in one event */

/* What there is to do, and when: clock_monotonic(), or NEVER. */
enum duty {
	DUTY_JUDGE,		/* news have come, or something ran out */
	DUTY_RESYNC,		/* messages were lost */
	DUTY_SLOW,
	DUTY_EXPIRY,
	DUTY_ALIVE,		/* the service manager's watchdog */
	DUTY_TEND,		/* the hook's programs */
	DUTIES
};

struct watch {
	struct cli *cli;
	struct observe observe;
	struct v6_facts facts;
	struct report report;
	struct events events;
	struct hook hook;
	struct notify notify;
	int monitor, signals;
	double due[DUTIES];
	double since;		/* when the first of the news came */
	double unsettled;	/* since when detection is waited for; 0 */
	double resynced;	/* last time */
	double slow;		/* s between slow looks */
	unsigned looks;		/* slow ones so far */
	json_int_t sequence;
	json_t *cause;		/* of the events being told */
	struct baseline baseline;	/* of --baseline */
	bool has_baseline;
	const char *textfile;
	bool syslog, end;
};

static double earlier(double a, double b)
{
	return a < b ? a : b;
}

static double later(double a, double b)
{
	return a > b ? a : b;
}

/* ---- telling ---- */

static int out_of_memory(struct watch *w)
{
	return fault_set(&w->cli->fault, _("memory ran out"));
}

static void to_syslog(json_t *event, const char *line)
{
	const char *v = json_string_value(json_object_get(event, "verdict"));
	const char *k = json_string_value(json_object_get(event, "event"));
	int level = LOG_INFO;

	if (v != NULL && k != NULL && strcmp(k, "cleared") != 0)
		level = strcmp(v, "fail") == 0 ? LOG_ERR :
			strcmp(v, "pass") == 0 ? LOG_INFO : LOG_WARNING;
	syslog(level, "%s", line);
}

/* One line, to all who want it. Takes EVENT over. */
static int publish(struct watch *w, json_t *event)
{
	char *line = json_text(event, JSON_COMPACT);
	int status = 0;

	if (line == NULL) {
		json_decref(event);
		return out_of_memory(w);
	}
	if (printf("%s\n", line) < 0 || fflush(stdout) != 0)
		status = fault_errno(&w->cli->fault,
				     _("cannot write the output"));
	if (w->syslog)
		to_syslog(event, line);
	hook_event(&w->hook, event, clock_monotonic());
	if (w->hook.command != NULL)
		w->due[DUTY_TEND] = clock_monotonic() + 1;
	free(line);
	json_decref(event);
	return status;
}

/* What every event begins with. */
static json_t *begin(struct watch *w, const char *kind)
{
	char when[CLOCK_TEXT], host[SAVED_HOST];

	snprintf(host, sizeof(host), "%s", w->observe.host);
	text_clean(host);
	return json_pack("{s:s, s:s, s:I, s:s, s:s}",
			 "schema", "khien.ipv6-event/1",
			 "time", clock_format(clock_now(), when),
			 "sequence", ++w->sequence, "host", host,
			 "event", kind);
}

/* The members of a finding, or of what is left of one. */
static json_t *finding_of(const struct event *e)
{
	if (e->finding != NULL)
		return render_json_finding(e->finding);
	return json_pack("{s:s, s:s, s:s, s:s}", "check", e->check->id,
			 "subject", e->subject,
			 "verdict", check_verdict_name(e->after),
			 "title", e->check->title);
}

static int tell_event(const struct event *e, void *data)
{
	struct watch *w = data;
	json_t *o = begin(w, events_name(e->kind)), *more = finding_of(e);

	if (o == NULL || more == NULL || json_object_update(o, more) != 0 ||
	    json_object_set_new(o, "before", json_string(
				check_verdict_name(e->before))) != 0 ||
	    json_object_set(o, "cause", w->cause) != 0) {
		json_decref(o);
		o = NULL;
	}
	json_decref(more);
	return publish(w, o);
}

/* All that stands: at the start, on demand, at the end. */
static int tell_state(struct watch *w, const char *kind)
{
	json_t *o = begin(w, kind), *standing = json_array();
	enum verdict v = report_verdict(&w->report, w->cli->strict);
	bool whole = o != NULL && standing != NULL;
	size_t i;

	for (i = 0; whole && i < w->report.count; i++) {
		const struct finding *d = &w->report.findings[i];

		if (d->because == NULL && d->verdict != VERDICT_PASS)
			whole = json_array_append_new(standing,
					render_json_finding(d)) == 0;
	}
	whole = whole &&
		json_object_set_new(o, "verdict", json_string(
				    check_verdict_name(v))) == 0 &&
		json_object_set(o, "standing", standing) == 0;
	json_decref(standing);
	if (!whole) {
		json_decref(o);
		o = NULL;
	}
	return publish(w, o);
}

static int write_textfile(struct watch *w)
{
	const struct render_context x = {
		.tool = w->cli->tool->name, .command = w->cli->command->name,
		.strict = w->cli->strict,
	};
	struct file_new n;

	if (w->textfile == NULL)
		return 0;
	if (file_begin(&n, w->textfile, 0644, &w->cli->fault) != 0)
		return -1;
	if (render_metrics(n.stream, &w->report, 1, &x) != 0) {
		file_abort(&n);
		return out_of_memory(w);
	}
	return file_commit(&n, &w->cli->fault);
}

/* A full disk later on is no reason to stop watching. */
static void renew_textfile(struct watch *w)
{
	struct fault *f = &w->cli->fault;

	if (write_textfile(w) == 0)
		return;
	fprintf(stderr, "%s: %s\n", w->cli->tool->name, f->text);
	*f = (struct fault){ "", "" };
}

/* ---- judging ---- */

static void soonest(double *due, double when)
{
	*due = earlier(*due, when);
}

/* S from now, where that is ahead and not for ever. */
static void runs_out(double *due, double now, int64_t seconds)
{
	if (seconds > 0 && seconds < V6_FOREVER)
		soonest(due, now + (double)seconds + 1);
}

/* When something will change by itself: lifetimes are not announced in time. */
static void set_expiry(struct watch *w, double now)
{
	const struct v6_facts *f = &w->facts;
	double *due = &w->due[DUTY_EXPIRY];
	size_t i;

	*due = NEVER;
	for (i = 0; i < f->route_count; i++)
		if (f->routes[i].expires)
			runs_out(due, now, f->routes[i].expires_in);
	for (i = 0; i < f->address_count; i++) {
		const struct v6_address *a = &f->addresses[i];

		if (a->family != AF_INET6 ||
		    !(a->have & V6_ADDRESS_HAVE_LIFETIME) ||
		    a->preferred == V6_FOREVER)
			continue;
		runs_out(due, now, (int64_t)a->preferred -
			 w->cli->policy->ipv6_lifetime_warn);
		runs_out(due, now, a->preferred);
		runs_out(due, now, a->valid);
	}
}

/* What changed from the last look to F, as the events' cause. */
static int set_cause(struct watch *w, const struct v6_facts *f)
{
	char *lines[CAUSES], more[64];
	int n = record_changes(&w->facts, f, lines, CAUSES), i, kept;
	bool whole = true;

	json_decref(w->cause);
	w->cause = json_array();
	if (n < 0 || w->cause == NULL)
		return out_of_memory(w);
	kept = n < CAUSES ? n : CAUSES;
	for (i = 0; i < kept; i++) {
		whole &= json_array_append_new(w->cause,
					       json_string(lines[i])) == 0;
		free(lines[i]);
	}
	if (n > kept) {
		snprintf(more, sizeof(more), "and %d more", n - kept);
		whole &= json_array_append_new(w->cause,
					       json_string(more)) == 0;
	}
	return whole ? 0 : out_of_memory(w);
}

static int judge(struct watch *w, const struct v6_facts *f)
{
	report_free(&w->report);
	report_init(&w->report, w->observe.host, w->cli->policy, clock_now());
	examine_host(&w->report, f);
	if (w->has_baseline && baseline_judge(&w->report, &w->baseline, f,
					      &w->cli->fault) != 0)
		return -1;
	return report_ok(&w->report) ? 0 : out_of_memory(w);
}

/* The facts, as they are to be judged. */
static int see(struct watch *w, struct v6_facts *f)
{
	if (observe_look(w->cli, &w->observe, f) != 0)
		return -1;
	return w->has_baseline ?
		baseline_apply(&w->baseline, f, &w->cli->fault) : 0;
}

/* Whether F is not worth judging yet: detection will end in a moment. */
static bool wait_for_detection(struct watch *w, const struct v6_facts *f,
			       double now)
{
	int64_t longest = w->cli->policy->ipv6_tentative_max;

	if (!roles_unsettled(f, longest)) {
		w->unsettled = 0;
		return false;
	}
	if (w->unsettled == 0)
		w->unsettled = now;
	if (now - w->unsettled > (double)longest + LONGEST)
		return false;
	soonest(&w->due[DUTY_JUDGE], now + SETTLE);
	return true;
}

/* Looks at everything and tells what is different. */
static int look(struct watch *w)
{
	struct v6_facts f;
	double now = clock_monotonic();
	int n, status = -1;

	w->due[DUTY_JUDGE] = NEVER;
	w->since = 0;
	if (see(w, &f) != 0)
		goto out;
	if (wait_for_detection(w, &f, now)) {
		status = 0;
		goto out;
	}
	if (set_cause(w, &f) != 0 || judge(w, &f) != 0)
		goto out;
	snapshot_free(&w->facts);
	w->facts = f;
	memset(&f, 0, sizeof(f));
	n = events_update(&w->events, &w->report, tell_event, w);
	if (n < 0)
		out_of_memory(w);	/* unless a cause is there already */
	set_expiry(w, now);
	if (n >= 0) {
		renew_textfile(w);
		status = 0;
	}
	notify_send(&w->notify, "STATUS=%zu problems stand", w->events.count);
out:
	snapshot_free(&f);
	return status;
}

/* ---- duties ---- */

static int resync(struct watch *w, double now)
{
	json_t *o = begin(w, "resync");

	w->due[DUTY_RESYNC] = NEVER;
	w->resynced = now;
	if (o != NULL && json_object_set_new(o, "cause", json_pack("[s]",
			"the kernel's announcements came too fast")) != 0) {
		json_decref(o);
		o = NULL;
	}
	return publish(w, o) == 0 ? look(w) : -1;
}

static bool light_differs(const struct watch *w, const struct v6_facts *light)
{
	const struct field_list *l;

	for (l = fields_lists; l->name != NULL; l++) {
		const struct v6_part *part = (const void *)
			((const char *)light + l->part);

		if ((part->seen || part->error != 0) &&
		    !record_list_same(&w->facts, light, l))
			return true;
	}
	return !record_same(fields_facts, &w->facts, light);
}

/* F's copy without its lists: what a light look does not read stays. */
static struct v6_facts without_lists(const struct v6_facts *f)
{
	struct v6_facts copy = *f;
	const struct field_list *l;
	char *at = (char *)&copy;

	for (l = fields_lists; l->name != NULL; l++) {
		memset(at + l->items, 0, sizeof(void *));
		memset(at + l->count, 0, sizeof(size_t));
		memset(at + l->room, 0, sizeof(size_t));
		memset(at + l->part, 0, sizeof(struct v6_part));
	}
	memset(&copy.files, 0, sizeof(copy.files));
	return copy;
}

/*
 * Settings, listeners: what the kernel does not announce. Not the routes, of
 * which there may be half a million.
 */
static int slow_look(struct watch *w, double now)
{
	struct v6_facts light = without_lists(&w->facts);
	bool differs;

	w->due[DUTY_SLOW] = now + w->slow;
	if (++w->looks % WHOLE == 0)
		return look(w);
	host_see(&light, w->observe.options.proc);
	addr_see(&light, now);
	link_see(&light);
	sock_see(&light);
	differs = light_differs(w, &light);
	light.ports = NULL;	/* are the other's */
	snapshot_free(&light);
	return differs ? look(w) : 0;
}

static int do_duty(struct watch *w, enum duty d, double now)
{
	w->due[d] = NEVER;
	switch (d) {
	case DUTY_JUDGE:
	case DUTY_EXPIRY:
		return look(w);
	case DUTY_RESYNC:
		return resync(w, now);
	case DUTY_SLOW:
		return slow_look(w, now);
	case DUTY_ALIVE:
		notify_send(&w->notify, "WATCHDOG=1");
		w->due[d] = now + w->notify.interval;
		return 0;
	case DUTY_TEND:
		hook_tend(&w->hook, now);
		w->due[d] = now + 1;
		return 0;
	case DUTIES:
		break;
	}
	return 0;
}

/* News: judge after a quiet time, but do not wait for quiet for ever. */
static void arm(struct watch *w, double now)
{
	if (w->since == 0)
		w->since = now;
	w->due[DUTY_JUDGE] = earlier(now + QUIET, w->since + LONGEST);
}

static void hear(struct watch *w, double now)
{
	switch (monitor_read(w->monitor, &w->facts)) {
	case MONITOR_NOTHING:
		break;
	case MONITOR_CHANGE:
		arm(w, now);
		break;
	case MONITOR_LOST:
		soonest(&w->due[DUTY_RESYNC],
			later(now + QUIET, w->resynced + RESYNC));
		break;
	}
}

static int obey(struct watch *w, double now)
{
	struct signalfd_siginfo s;

	if (read(w->signals, &s, sizeof(s)) != sizeof(s))
		return 0;
	switch (s.ssi_signo) {
	case SIGTERM:
	case SIGINT:
		w->end = true;
		break;
	case SIGHUP:
		w->due[DUTY_JUDGE] = now;
		break;
	case SIGUSR1:
		return tell_state(w, "state");
	case SIGCHLD:
		hook_tend(&w->hook, now);
		break;
	}
	return 0;
}

/* Milliseconds until the earliest duty, rounded up. */
static int sleep_time(const struct watch *w, double now)
{
	double first = NEVER;
	size_t i;

	for (i = 0; i < DUTIES; i++)
		first = earlier(first, w->due[i]);
	if (first >= NEVER)
		return -1;
	return first <= now ? 0 : (int)earlier((first - now) * 1000 + 1, 6e5);
}

static int turn(struct watch *w)
{
	struct pollfd p[] = {
		{ .fd = w->monitor, .events = POLLIN },
		{ .fd = w->signals, .events = POLLIN },
	};
	double now;
	int d;

	if (poll(p, 2, sleep_time(w, clock_monotonic())) < 0 && errno != EINTR)
		return fault_errno(&w->cli->fault, "poll");
	now = clock_monotonic();
	if (p[0].revents != 0)
		hear(w, now);
	if (p[1].revents != 0 && obey(w, now) != 0)
		return -1;
	for (d = 0; d < DUTIES && !w->end; d++)
		if (w->due[d] <= now && do_duty(w, (enum duty)d, now) != 0)
			return -1;
	return 0;
}

/* ---- beginning and end ---- */

static int open_signals(struct watch *w)
{
	static const int wanted[] = { SIGTERM, SIGINT, SIGHUP, SIGUSR1,
				      SIGCHLD };
	sigset_t set;
	size_t i;

	sigemptyset(&set);
	for (i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++)
		sigaddset(&set, wanted[i]);
	w->signals = -1;
	if (sigprocmask(SIG_BLOCK, &set, NULL) == 0 &&
	    signal(SIGPIPE, SIG_IGN) != SIG_ERR)
		w->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	return w->signals >= 0 ? 0 :
		fault_errno(&w->cli->fault, "signalfd");
}

/* Everything that can be wrong is found before the first event. */
static int set_up(struct watch *w)
{
	struct cli *c = w->cli;
	int64_t slow = SLOW;
	int i;

	for (i = 0; i < DUTIES; i++)
		w->due[i] = NEVER;
	w->monitor = w->signals = w->notify.fd = -1;
	w->resynced = -RESYNC;
	w->textfile = cli_value(c, "textfile");
	w->hook.command = cli_value(c, "exec");
	w->syslog = cli_flag(c, "syslog");
	if (w->hook.command != NULL && access(w->hook.command, X_OK) != 0) {
		fault_errno(&c->fault, _("cannot run %s"), w->hook.command);
		return fault_hint(&c->fault, _("--exec takes the path of one "
				  "program, without arguments"));
	}
	w->has_baseline = cli_value(c, "baseline") != NULL;
	if (w->has_baseline && baseline_read(&w->baseline,
					     cli_value(c, "baseline"),
					     &c->fault) != 0)
		return -1;
	if (cli_duration(c, "every", &slow) != 0)
		return -1;
	if (slow < 1 || slow > 86400)
		return fault_set(&c->fault, _("--every takes 1s to 1d"));
	w->slow = (double)slow;
	if (open_signals(w) != 0 || notify_open(&w->notify, &c->fault) != 0 ||
	    observe_setup(c, &w->observe) != 0)
		return -1;
	/* subscribe first: what changes while we look is heard */
	w->monitor = monitor_open(&c->fault);
	return w->monitor < 0 ? -1 : 0;
}

static int ignore(const struct event *e, void *data)
{
	(void)e, (void)data;
	return 0;
}

/* The first look, with patience for detection that has begun. */
static int first_look(struct watch *w)
{
	double now;

	if (see(w, &w->facts) != 0 ||
	    judge(w, &w->facts) != 0)
		return -1;
	if (events_update(&w->events, &w->report, ignore, NULL) < 0)
		return out_of_memory(w);
	w->observe.options.patience = 0;	/* from now on we wait here */
	if (tell_state(w, "started") != 0 || write_textfile(w) != 0)
		return -1;
	now = clock_monotonic();
	w->due[DUTY_SLOW] = now + w->slow;
	if (w->notify.interval > 0)
		w->due[DUTY_ALIVE] = now + w->notify.interval;
	set_expiry(w, now);
	notify_send(&w->notify, "READY=1\nSTATUS=%zu problems stand",
		    w->events.count);
	return 0;
}

static void tear_down(struct watch *w)
{
	hook_close(&w->hook);
	notify_close(&w->notify);
	if (w->monitor >= 0)
		close(w->monitor);
	if (w->signals >= 0)
		close(w->signals);
	events_free(&w->events);
	report_free(&w->report);
	snapshot_free(&w->facts);
	baseline_free(&w->baseline);
	json_decref(w->cause);
}

int watch_run(struct cli *c)
{
	struct watch w = { .cli = c };
	int status;

	lang_init("en");	/* what programs read is English */
	status = set_up(&w);

	if (w.syslog)
		openlog("khien-ipv6", LOG_PID, LOG_DAEMON);
	if (status == 0)
		status = first_look(&w);
	while (status == 0 && !w.end)
		status = turn(&w);
	if (status == 0) {
		notify_send(&w.notify, "STOPPING=1");
		status = tell_state(&w, "stopped");
	}
	tear_down(&w);
	return status;
}

const struct cli_option watch_options[] = {
	OBSERVE_OPTIONS,
	{ "baseline", "FILE", N_("tell as well what differs from that "
				 "state"), 0 },
	{ "every", "DURATION", N_("how often to read what the kernel does "
				      "not announce (30s)"), 0 },
	{ "exec", "PROGRAM", N_("run PROGRAM for each event, which it gets "
				    "on standard input"), 0 },
	{ "syslog", NULL, N_("send each event to syslog as well"), 0 },
	{ "textfile", "FILE", N_("keep FILE as OpenMetrics for the node "
				     "exporter"), 0 },
	{ 0 }
};
