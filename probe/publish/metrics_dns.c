/* SPDX-License-Identifier: MIT */
/* metrics_dns: what a DNS look measured, zone by zone. */
#include <stdio.h>
#include <string.h>

#include "metrics_rows.h"

static double seconds(double ms)
{
	return ms / 1000;
}

/* A zone's samples are its own, not those of each target in it. */
static bool is_zone(const struct metrics_source *s)
{
	return s->target == NULL && s->zone != NULL;
}

static void zone_info(struct text *t, const char *name,
		      const struct metrics_source *s)
{
	if (s->target == NULL || s->zone == NULL)
		return;
	metrics_begin_zone(t, name, s);
	sample_end(t, 1);
}

static void begin_server(struct text *t, const char *name,
			 const struct metrics_source *s,
			 const struct server_facts *server)
{
	size_t length = strlen(server->name);
	char word[300];

	if (length > 1 && server->name[length - 1] == '.')
		length--;
	(void)snprintf(word, sizeof(word), "%.*s", (int)length, server->name);
	metrics_begin_zone(t, name, s);
	sample_label(t, "nameserver", word);
	sample_label(t, "address", server->address);
}

static void nameserver_success(struct text *t, const char *name,
			       const struct metrics_source *s)
{
	int i;

	for (i = 0; is_zone(s) && i < s->zone->server_count; i++) {
		const struct server_facts *server = &s->zone->servers[i];

		if (!(server->have & SERVER_HAVE_UDP))
			continue;
		begin_server(t, name, s, server);
		sample_end(t, server->answers_udp && server->authoritative);
	}
}

static void soa_serial(struct text *t, const char *name,
		       const struct metrics_source *s)
{
	int i;

	for (i = 0; is_zone(s) && i < s->zone->server_count; i++) {
		const struct server_facts *server = &s->zone->servers[i];

		if (!server->have_serial)
			continue;
		begin_server(t, name, s, server);
		sample_end(t, server->serial);
	}
}

static void query_duration(struct text *t, const char *name,
			   const struct metrics_source *s)
{
	int i;

	for (i = 0; is_zone(s) && i < s->zone->server_count; i++) {
		const struct server_facts *server = &s->zone->servers[i];

		if (!(server->have & SERVER_HAVE_UDP) || !server->answers_udp)
			continue;
		begin_server(t, name, s, server);
		sample_end(t, seconds(server->query_ms));
	}
}

static void dnssec_status(struct text *t, const char *name,
			  const struct metrics_source *s)
{
	int v;

	if (s->dns == NULL || !s->dns->have_verdict)
		return;
	for (v = VALIDATE_SECURE; v <= VALIDATE_INDETERMINATE; v++) {
		metrics_begin(t, name, s);
		sample_label(t, "status", validate_verdict_name(
				(enum validate_verdict)v));
		sample_end(t, s->dns->verdict == (enum validate_verdict)v);
	}
}

static void rrsig_expiration(struct text *t, const char *name,
			     const struct metrics_source *s)
{
	const struct link_facts *l;
	char covered[32];

	if (!is_zone(s))
		return;
	l = &s->zone->link;
	if (!(l->have & LINK_HAVE_SIGNATURES) || l->signature_expiration == 0)
		return;
	(void)snprintf(covered, sizeof(covered), "%.*s",
		       (int)strcspn(l->signature_earliest, " /"),
		       l->signature_earliest);
	metrics_begin_zone(t, name, s);
	sample_label(t, "covered", covered);
	sample_end(t, (double)l->signature_expiration);
}

static void outage(struct text *t, const char *name,
		   const struct metrics_source *s)
{
	if (!is_zone(s) || s->zone->link.outage == 0)
		return;
	metrics_begin_zone(t, name, s);
	sample_end(t, (double)s->zone->link.outage);
}

static void ds_match(struct text *t, const char *name,
		     const struct metrics_source *s)
{
	int i;

	if (!is_zone(s) || !(s->zone->link.have & LINK_HAVE_DS) ||
	    !(s->zone->link.have & LINK_HAVE_DNSKEY))
		return;
	for (i = 0; i < s->zone->link.key_count && i < LINK_KEYS; i++) {
		const struct link_key *k = &s->zone->link.keys[i];

		if (!(k->flags & 1))	/* SEP: those that a DS may name */
			continue;
		metrics_begin_zone(t, name, s);
		sample_label_number(t, "key_tag", k->tag);
		sample_label_number(t, "algorithm", k->algorithm);
		sample_end(t, k->ds_match);
	}
}

const struct metrics_row metrics_dns_rows[] = {
	{ "portal_dns_zone_info", SAMPLE_GAUGE,
	  "The zone that the target is in; joins zones to targets.",
	  zone_info },
	{ "portal_dns_nameserver_success", SAMPLE_GAUGE,
	  "Whether the name server answers with authority.",
	  nameserver_success },
	{ "portal_dns_soa_serial", SAMPLE_GAUGE,
	  "Serial of the zone at the name server.", soa_serial },
	{ "portal_dns_query_duration_seconds", SAMPLE_GAUGE,
	  "Time of the name server's answer.", query_duration },
	{ "portal_dnssec_status", SAMPLE_GAUGE,
	  "Verdict of a validating resolver; 1 at the one that holds.",
	  dnssec_status },
	{ "portal_dnssec_rrsig_expiration_timestamp_seconds", SAMPLE_GAUGE,
	  "When the first of the zone's signatures ends.",
	  rrsig_expiration },
	{ "portal_dnssec_outage_timestamp_seconds", SAMPLE_GAUGE,
	  "When the first link of the chain ends, from the root to the zone.",
	  outage },
	{ "portal_dnssec_ds_match", SAMPLE_GAUGE,
	  "Whether a DS at the parent names the key.", ds_match },
	{ NULL, SAMPLE_GAUGE, NULL, NULL },
};
