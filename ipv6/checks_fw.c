/* SPDX-License-Identifier: MIT */
/* checks_fw: rules for what the packet filter lets in. */
#include "checks_rows.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lang.h"
#include "policy.h"
#include "reach.h"

/* "table inet filter, chain input, handle 7" or "…, its policy". */
#define DECIDER 220

static const struct v6_walk *find_walk(const struct v6_facts *f,
				       enum v6_packet packet, int family,
				       uint16_t port)
{
	size_t i;

	for (i = 0; i < f->walk_count; i++)
		if (f->walks[i].packet == packet &&
		    f->walks[i].family == family && f->walks[i].port == port)
			return &f->walks[i];
	return NULL;
}

static const char *decider(const struct v6_walk *w, char text[DECIDER])
{
	if (w->table[0] == '\0')
		snprintf(text, DECIDER, "%s", _("no chain looks at it"));
	else if (w->handle == 0)
		snprintf(text, DECIDER, _("policy of table %s, chain %s"),
			 w->table, w->chain);
	else
		snprintf(text, DECIDER, _("table %s, chain %s, handle %"
					  PRIu64), w->table, w->chain,
			 w->handle);
	return text;
}

/* True where the rules as a whole, or those for W, were not seen. */
static bool unseen(const struct v6_facts *f, const struct v6_walk *w,
		   struct judgement *j)
{
	if (ipv6_unseen(&f->walks_part, j)) {
		if (j->unprivileged)
			check_observed(j, _("only root (CAP_NET_ADMIN) may "
					    "read the rules"));
		return true;
	}
	if (w == NULL)
		check_observed(j, _("not led through the rules"));
	else if (f->walks_part.wavering)
		check_observed(j, _("the rules kept changing while they were "
				    "read"));
	else
		return false;
	return true;
}

static enum verdict not_known(const struct v6_walk *w, struct judgement *j)
{
	char text[DECIDER];

	check_observed(j, _("hangs on \"%s\", which cannot be judged here; "
			    "it may be dropped by: %s"), w->why,
		       decider(w, text));
	return VERDICT_UNKNOWN;
}

/* WHAT has to come in. */
static enum verdict must_pass(const struct v6_facts *f, enum v6_packet packet,
			      const char *what, struct judgement *j)
{
	const struct v6_walk *w = find_walk(f, packet, AF_INET6, 0);
	char text[DECIDER];

	if (unseen(f, w, j))
		return VERDICT_UNKNOWN;
	if (w->fate == V6_FATE_UNKNOWN)
		return not_known(w, j);
	if (w->fate == V6_FATE_ACCEPTED)
		return VERDICT_PASS;
	check_observed(j, _("%s is dropped: %s"), what, decider(w, text));
	return VERDICT_FAIL;
}

static enum verdict fw_legacy(const struct policy *p, const void *facts,
			      int64_t now, struct judgement *j)
{
	const struct v6_facts *f = ((const struct v6_view *)facts)->facts;

	(void)p, (void)now;
	if (!f->legacy_known) {
		check_observed(j, _("not observed: /proc/net/ip6_tables_names "
				    "cannot be read"));
		j->unprivileged = true;
		return VERDICT_UNKNOWN;
	}
	if (!f->legacy)
		return VERDICT_PASS;
	check_observed(j, _("the old ip_tables or ip6_tables have tables of "
			    "their own, which nftables does not show"));
	return VERDICT_FAIL;
}

static enum verdict fw_ptb_dropped(const struct policy *p, const void *facts,
				   int64_t now, struct judgement *j)
{
	const struct v6_facts *f = ((const struct v6_view *)facts)->facts;

	(void)p, (void)now;
	return must_pass(f, V6_PACKET_TOO_BIG,
			 _("ICMPv6 type 2 (Packet Too Big)"), j);
}

static enum verdict fw_ndp_dropped(const struct policy *p, const void *facts,
				   int64_t now, struct judgement *j)
{
	const struct v6_facts *f = ((const struct v6_view *)facts)->facts;
	enum verdict v;

	(void)p, (void)now;
	v = must_pass(f, V6_PACKET_SOLICITATION,
		      _("ICMPv6 type 135 (neighbour solicitation)"), j);
	return v != VERDICT_PASS ? v :
		must_pass(f, V6_PACKET_ADVERTISEMENT,
			  _("ICMPv6 type 136 (neighbour advertisement)"), j);
}

/* What becomes of connections to a port over both families. */
struct pair {
	const struct v6_walk *v4, *v6;
};

static struct pair find_pair(const struct v6_view *v)
{
	return (struct pair){
		find_walk(v->facts, V6_PACKET_SYN, AF_INET, v->port),
		find_walk(v->facts, V6_PACKET_SYN, AF_INET6, v->port),
	};
}

static enum verdict fw_parity_closed(const struct policy *p, const void *facts,
				     int64_t now, struct judgement *j)
{
	const struct v6_view *v = facts;
	struct reach r = reach_of(v->facts, v->port);
	struct pair w = find_pair(v);
	char text[DECIDER];

	(void)p, (void)now;
	if (v->facts->listeners_part.seen && r.v4 == NULL && r.v6 == NULL)
		return VERDICT_NONE;
	if (unseen(v->facts, w.v6, j) || unseen(v->facts, w.v4, j))
		return VERDICT_UNKNOWN;
	if (w.v4->fate == V6_FATE_DROPPED || w.v6->fate == V6_FATE_ACCEPTED)
		return VERDICT_PASS;
	if (w.v4->fate == V6_FATE_UNKNOWN)
		return not_known(w.v4, j);
	if (w.v6->fate == V6_FATE_UNKNOWN)
		return not_known(w.v6, j);
	check_observed(j, _("open over IPv4, dropped over IPv6: %s"),
		       decider(w.v6, text));
	check_expected(j, _("the same for both families"));
	return VERDICT_FAIL;
}

static enum verdict fw_parity_open(const struct policy *p, const void *facts,
				   int64_t now, struct judgement *j)
{
	const struct v6_view *v = facts;
	struct reach r = reach_of(v->facts, v->port);
	struct pair w = find_pair(v);
	char four[DECIDER], six[DECIDER];

	(void)p, (void)now;
	if (r.v6 == NULL)
		return VERDICT_NONE;
	/* of other ports it is said once, with the portal's, that it is dark */
	if (!v->facts->walks_part.seen && !reach_is_portal(v->facts, v->port))
		return VERDICT_NONE;
	if (unseen(v->facts, w.v4, j) || unseen(v->facts, w.v6, j))
		return VERDICT_UNKNOWN;
	if (w.v4->fate == V6_FATE_ACCEPTED || w.v6->fate == V6_FATE_DROPPED)
		return VERDICT_PASS;
	if (w.v4->fate == V6_FATE_UNKNOWN)
		return not_known(w.v4, j);
	if (w.v6->fate == V6_FATE_UNKNOWN)
		return not_known(w.v6, j);
	check_observed(j, _("dropped over IPv4 (%s), open over IPv6 (%s)"),
		       decider(w.v4, four), decider(w.v6, six));
	check_expected(j, _("the same for both families"));
	return VERDICT_FAIL;
}

/* Reached over IPv6 though it was meant for this host alone. */
static enum verdict sock_exposed(const struct policy *p, const void *facts,
				 int64_t now, struct judgement *j)
{
	const struct v6_view *v = facts;
	struct reach r = reach_of(v->facts, v->port);
	const struct v6_walk *w = find_pair(v).v6;
	char four[REACH_PLACE], six[REACH_PLACE];

	(void)p, (void)now;
	if (r.v6 == NULL || reach_is_portal(v->facts, v->port))
		return VERDICT_NONE;
	if (r.v4 != NULL || r.v4_near == NULL ||
	    (v->facts->walks_part.seen && w && w->fate == V6_FATE_DROPPED))
		return VERDICT_PASS;
	check_observed(j, _("listens on %s, but over IPv6 on %s, for all"),
		       reach_place(r.v4_near, four), reach_place(r.v6, six));
	check_expected(j, _("for this host alone over IPv6 as well: "
			    "[::1]:%u"), v->port);
	return VERDICT_FAIL;
}

const struct check ipv6_firewall_rows[] = {
	{
		.id = "fw.legacy-xtables",
		.title = N_("All rules of the packet filter are in nftables"),
		.fix = N_("move them over: ip6tables-legacy-save | "
			  "ip6tables-nft-restore, then ip6tables-legacy -F; "
			  "until then what they do is not judged"),
		.judge = fw_legacy,
	},
	{
		.id = "fw.ptb-dropped",
		.title = N_("The packet filter lets Packet Too Big in"),
		.rule = "RFC 4890 section 4.3.1",
		.fix = N_("nft insert rule inet filter input icmpv6 type "
			  "packet-too-big accept, before the rule that is "
			  "named (nft -a list ruleset shows handles)"),
		.needs = { "kern.no-ipv6", "fw.legacy-xtables" },
		.judge = fw_ptb_dropped,
	},
	{
		.id = "fw.ndp-dropped",
		.title = N_("The packet filter lets neighbour discovery in"),
		.rule = "RFC 4890 section 4.4.1",
		.fix = N_("nft insert rule inet filter input icmpv6 type { "
			  "nd-neighbor-solicit, nd-neighbor-advert, "
			  "nd-router-advert } accept, before the rule that "
			  "is named"),
		.needs = { "kern.no-ipv6", "fw.legacy-xtables" },
		.judge = fw_ndp_dropped,
	},
};

const struct check ipv6_filter_rows[] = {
	{
		.id = "fw.parity-closed",
		.title = N_("What the packet filter lets in over IPv4, it "
			    "lets in over IPv6"),
		.rule = "RFC 6540",
		.fix = N_("write the rule for both families: nft add rule "
			  "inet filter input tcp dport 443 accept"),
		.needs = { "kern.no-ipv6", "fw.legacy-xtables",
			   "fw.ndp-dropped" },
		.judge = fw_parity_closed,
	},
};

const struct check ipv6_exposure_rows[] = {
	{
		.id = "sock.exposed-v6-only",
		.title = N_("What is for this host alone over IPv4 is so over "
			    "IPv6"),
		.rule = "RFC 9099 section 2.7",
		.fix = N_("have the service listen on ::1, or close the port "
			  "in the packet filter"),
		.needs = { "kern.no-ipv6" },
		.judge = sock_exposed,
	},
	{
		.id = "fw.parity-open",
		.title = N_("What the packet filter keeps out over IPv4, it "
			    "keeps out over IPv6"),
		.rule = "RFC 9099 section 5",
		.fix = N_("filter IPv6 as well: move the rules of table ip to "
			  "a table of family inet"),
		.needs = { "kern.no-ipv6", "fw.legacy-xtables",
			   "sock.exposed-v6-only" },
		.judge = fw_parity_open,
	},
};
