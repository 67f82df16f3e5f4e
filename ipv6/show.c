/* SPDX-License-Identifier: MIT */
/* show: see show.h. */
#include "show.h"

#include <inttypes.h>
#include <linux/rtnetlink.h>
#include <string.h>

#include "fields.h"
#include "lang.h"
#include "prefix.h"
#include "roles.h"

static void put_words(const struct field_word *w, uint32_t bits, FILE *out)
{
	for (; w->name != NULL; w++)
		if (bits & w->number)
			fprintf(out, " %s", w->name);
}

static void put_unseen(const struct v6_part *part, const char *what, FILE *out)
{
	if (!part->seen)
		fprintf(out, _("%s: not observed: %s\n"), what,
			part->why[0] ? part->why : strerror(part->error));
}

static void put_link(const struct v6_facts *f, const struct v6_link *l,
		     FILE *out)
{
	char text[PREFIX_TEXT];
	size_t i;

	fprintf(out, "%s:", l->name);
	put_words(fields_link_flags, l->flags, out);
	fprintf(out, " mtu %" PRIu32 "%s\n", l->mtu,
		l->uplink ? _(", towards the Internet") : "");
	if (l->have & V6_LINK_HAVE_CONF)
		fprintf(out, "    accept_ra %d, accept_redirects %d, "
			"forwarding %d, use_tempaddr %d, disable_ipv6 %d\n",
			l->conf.accept_ra, l->conf.accept_redirects,
			l->conf.forwarding, l->conf.use_tempaddr,
			l->conf.disable_ipv6);
	for (i = 0; i < f->address_count; i++) {
		const struct v6_address *a = &f->addresses[i];

		if (a->ifindex != l->ifindex)
			continue;
		fprintf(out, "    %s/%u", prefix_format(&a->address, text),
			a->length);
		put_words(fields_address_flags, a->flags, out);
		if (a->family == AF_INET6 && prefix_about(&a->address)[0])
			fprintf(out, ", %s", prefix_about(&a->address));
		fputc('\n', out);
	}
}

static void put_route(const struct v6_facts *f, const struct v6_route *r,
		      FILE *out)
{
	char text[PREFIX_TEXT], buffer[16];
	unsigned i;

	fprintf(out, _("route %s/%u"), r->family == AF_INET ? "0.0.0.0" :
		prefix_format(&r->prefix, text), r->length);
	if (r->type != RTN_UNICAST)
		fprintf(out, " %s", fields_word(fields_types, r->type, buffer));
	for (i = 0; i < r->leg_count && i < V6_LEGS; i++) {
		const struct v6_leg *g = &r->legs[i];
		const struct v6_link *l = roles_link(f, g->ifindex);

		if (g->family != AF_UNSPEC)
			fprintf(out, " via %s",
				prefix_format(&g->gateway, text));
		if (l != NULL)
			fprintf(out, " dev %s", l->name);
		put_words(fields_leg_flags, g->flags, out);
	}
	fprintf(out, " proto %s metric %" PRIu32 " table %" PRIu32,
		fields_word(fields_protocols, r->protocol, buffer), r->metric, r->table);
	if (r->expires)
		fprintf(out, " expires %" PRId64 "s", r->expires_in);
	fputc('\n', out);
}

static void put_listener(const struct v6_listener *l, FILE *out)
{
	char text[PREFIX_TEXT];
	bool v4 = IN6_IS_ADDR_V4MAPPED(&l->address);

	fprintf(out, _("listening on %s%s%s:%u%s%s\n"), v4 ? "" : "[",
		prefix_format(&l->address, text), v4 ? "" : "]", l->port,
		l->v6only ? _(", IPv6 only") : "",
		(l->have & V6_LISTENER_HAVE_LOCAL) && !l->local ?
		_(", an address this host does not have") : "");
}

void show_text(const struct v6_facts *f, FILE *out)
{
	size_t i;

	put_unseen(&f->links_part, _("links"), out);
	put_unseen(&f->addresses_part, _("addresses"), out);
	put_unseen(&f->routes_part, _("routes"), out);
	put_unseen(&f->listeners_part, _("listeners"), out);
	for (i = 0; i < f->link_count; i++)
		put_link(f, &f->links[i], out);
	for (i = 0; i < f->route_count; i++)
		put_route(f, &f->routes[i], out);
	for (i = 0; i < f->listener_count; i++)
		put_listener(&f->listeners[i], out);
}
