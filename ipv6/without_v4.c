/* SPDX-License-Identifier: MIT */
/* without_v4: see without_v4.h. */
#include "without_v4.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "checks.h"
#include "lang.h"
#include "observe.h"
#include "prefix.h"
#include "roles.h"

/*
 * UDP ports from here on are those of clients that wait for an answer, not of
 * services (the kernel's ip_local_port_range).
 */
#define EPHEMERAL 32768

#define PLACE (PREFIX_TEXT + 80)

static const struct subject host = { "host", NULL };

static const struct check *row(const char *id)
{
	return check_find(ipv6_checks[V6_GROUP_WITHOUT_V4], id);
}

static void add(struct report *r, const char *id, const char *subject,
		enum verdict v, struct judgement *j)
{
	struct subject s = { subject, &host };

	j->who = row(id)->who;
	report_add(r, row(id), &s, v, j);
}

/* The one finding where nothing depends on it. */
static void add_pass(struct report *r, const char *id, const char *observed)
{
	struct judgement j = { .observed = "" };

	check_observed(&j, "%s", observed);
	add(r, id, host.name, VERDICT_PASS, &j);
}

static void add_unseen(struct report *r, const char *id,
		       const struct v6_part *part)
{
	struct judgement j = {
		.unprivileged = part->error == EPERM || part->error == EACCES,
	};

	check_observed(&j, _("not observed: %s"),
		       part->why[0] ? part->why : strerror(part->error));
	add(r, id, host.name, VERDICT_UNKNOWN, &j);
}

/* ---- routes and resolvers ---- */

static void judge_route(struct report *r, const struct v6_facts *f)
{
	struct judgement j = { .observed = "" };
	size_t i;

	if (!f->routes_part.seen) {
		add_unseen(r, "v4.route", &f->routes_part);
		return;
	}
	for (i = 0; i < f->route_count; i++)
		if (f->routes[i].family == AF_INET6 &&
		    roles_route_usable(f, &f->routes[i])) {
			add_pass(r, "v4.route", "");
			return;
		}
	check_observed(&j, _("no usable default route for IPv6"));
	add(r, "v4.route", host.name, VERDICT_FAIL, &j);
}

static void judge_resolver(struct report *r, const struct literals *l)
{
	struct judgement j = { .observed = "" };

	if (!l->servers_known) {
		check_observed(&j, _("no name server but a local one is "
				     "named; whom it asks is not known"));
		add(r, "v4.resolver", host.name, VERDICT_UNKNOWN, &j);
		return;
	}
	check_observed(&j, _("%zu name servers over IPv6, %zu over IPv4"),
		       l->v6_servers, l->v4_servers);
	add(r, "v4.resolver", host.name,
	    l->v6_servers > 0 ? VERDICT_PASS : VERDICT_FAIL, &j);
}

/* ---- sockets ---- */

static bool is_v4(const struct in6_addr *a)
{
	return IN6_IS_ADDR_V4MAPPED(a);
}

static bool is_loopback(const struct in6_addr *a)
{
	return is_v4(a) ? a->s6_addr[12] == 127 : IN6_IS_ADDR_LOOPBACK(a);
}

/* Whether T listens to other hosts over IPv4 alone. */
static bool serves_v4(const struct talk *t)
{
	return t->listens && is_v4(&t->local) && !is_loopback(&t->local) &&
		(t->tcp || t->port < EPHEMERAL);
}

/* Whether another socket of the same port takes IPv6. */
static bool has_twin(const struct talks *all, const struct talk *t)
{
	size_t i;

	for (i = 0; i < all->count; i++) {
		const struct talk *o = &all->rows[i];

		if (o->listens && o->tcp == t->tcp && o->port == t->port &&
		    !is_v4(&o->local) && o->family == AF_INET6 &&
		    !is_loopback(&o->local))
			return true;
	}
	return false;
}

static bool is_served(const struct talks *all, const struct talk *t)
{
	size_t i;

	for (i = 0; i < all->count; i++)
		if (all->rows[i].listens && all->rows[i].tcp == t->tcp &&
		    all->rows[i].port == t->port)
			return true;
	return false;
}

/* Whether T is a session that a program of ours began, over IPv4. */
static bool calls_v4(const struct talks *all, const struct talk *t)
{
	return !t->listens && is_v4(&t->peer) && !is_loopback(&t->peer) &&
		!is_served(all, t);
}

/* "tcp 198.51.100.7:5432 (postgres[7])". */
static void name_place(const struct talk *t, const struct in6_addr *a,
		       uint16_t port, char text[PLACE])
{
	char address[PREFIX_TEXT];

	snprintf(text, PLACE, "%s %s:%u%s%s%s", t->tcp ? "tcp" : "udp",
		 prefix_format(a, address), port, t->process[0] ? " (" : "",
		 t->process, t->process[0] ? ")" : "");
}

static bool same_place(const struct talk *a, const struct talk *b)
{
	return a->tcp == b->tcp && a->listens == b->listens &&
		(a->listens ? a->port == b->port &&
		 IN6_ARE_ADDR_EQUAL(&a->local, &b->local) :
		 a->peer_port == b->peer_port &&
		 IN6_ARE_ADDR_EQUAL(&a->peer, &b->peer)) &&
		strcmp(a->process, b->process) == 0;
}

/* Many sockets of one process to one peer are one finding. */
static bool told_before(const struct talks *all, size_t i)
{
	size_t k;

	for (k = 0; k < i; k++)
		if (same_place(&all->rows[k], &all->rows[i]))
			return true;
	return false;
}

static void judge_listeners(struct report *r, const struct talks *t)
{
	bool any = false;
	size_t i;

	for (i = 0; i < t->count; i++) {
		const struct talk *one = &t->rows[i];
		struct judgement j = { .observed = "" };
		char text[PLACE];

		if (!serves_v4(one) || has_twin(t, one) || told_before(t, i))
			continue;
		name_place(one, &one->local, one->port, text);
		check_observed(&j, _("nobody listens on port %u over IPv6"),
			       one->port);
		add(r, "v4.listener", text, VERDICT_FAIL, &j);
		any = true;
	}
	if (!any)
		add_pass(r, "v4.listener", "");
}

static void judge_sessions(struct report *r, const struct talks *t)
{
	size_t i, k, clients = 0;
	bool any = false;
	char said[96];

	for (i = 0; i < t->count; i++) {
		const struct talk *one = &t->rows[i];
		struct judgement j = { .observed = "" };
		char text[PLACE];
		size_t sockets = 0;

		clients += !one->listens && is_v4(&one->peer) &&
			!is_loopback(&one->peer) && is_served(t, one);
		if (!calls_v4(t, one) || told_before(t, i))
			continue;
		for (k = i; k < t->count; k++)
			sockets += same_place(one, &t->rows[k]);
		name_place(one, &one->peer, one->peer_port, text);
		check_observed(&j, ngettext("%zu session", "%zu sessions",
					    sockets), sockets);
		add(r, "v4.session", text, VERDICT_FAIL, &j);
		any = true;
	}
	/* clients choose the family themselves: no dependence of this host */
	snprintf(said, sizeof(said), ngettext("%zu client comes over IPv4",
		 "%zu clients come over IPv4", clients), clients);
	if (!any)
		add_pass(r, "v4.session", clients > 0 ? said : "");
}

/* ---- files ---- */

static void judge_files(struct report *r, const struct literals *l)
{
	size_t i;

	for (i = 0; i < l->count; i++) {
		const struct literal *one = &l->rows[i];
		struct judgement j = {
			.unprivileged = one->error == EACCES ||
				one->error == EPERM,
		};

		if (one->error != 0)
			check_observed(&j, _("not observed: %s"),
				       strerror(one->error));
		else
			check_observed(&j, "%s", one->text);
		add(r, "v4.file", one->place, one->error ? VERDICT_UNKNOWN :
		    VERDICT_FAIL, &j);
	}
	if (l->count == 0)
		add_pass(r, "v4.file", "");
}

void without_v4_judge(struct report *r, const struct v6_facts *f,
		      const struct talks *t, const struct literals *l)
{
	judge_route(r, f);
	judge_resolver(r, l);
	if (t->part.seen) {
		judge_listeners(r, t);
		judge_sessions(r, t);
	} else {
		add_unseen(r, "v4.listener", &t->part);
		add_unseen(r, "v4.session", &t->part);
	}
	judge_files(r, l);
}

/* ---- the command ---- */

const struct cli_option without_v4_options[] = {
	OBSERVE_OPTIONS,
	{ "root", "DIR", N_("look for configuration files below DIR"), 0 },
	{ "hosts", "FILE", N_("the table of hosts, instead of /etc/hosts"), 0 },
	{ 0 }
};

int without_v4_run(struct cli *c)
{
	struct literal_paths paths = {
		.root = cli_value(c, "root"),
		.resolv_conf = cli_value(c, "resolv-conf"),
		.hosts = cli_value(c, "hosts"),
	};
	struct v6_facts f;
	struct talks t = { .count = 0 };
	struct literals l = { .count = 0 };
	struct report r = { 0 };
	struct observe o;
	int status = observe_once(c, &o, &f);

	if (paths.root == NULL)
		paths.root = "";
	if (status != 0 ||
	    (status = talk_see(&t, o.options.proc, &c->fault)) != 0 ||
	    (status = literal_see(&l, &paths, &c->fault)) != 0)
		goto out;
	report_init(&r, o.host, c->policy, c->now);
	without_v4_judge(&r, &f, &t, &l);
	if (t.owners_hidden && c->format == render_find("text"))
		cli_say(c, "%s", _("processes of other users are not named; "
				   "run it as root to see them"));
	status = cli_report(c, &r, 1);
out:
	report_free(&r);
	literal_free(&l);
	talk_free(&t);
	snapshot_free(&f);
	return status;
}
