/* SPDX-License-Identifier: MIT */
/* show: see show.h. */
#include "show.h"

#include <inttypes.h>
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <string.h>

#include "lang.h"
#include "prefix.h"
#include "roles.h"

struct word {
	uint32_t bit;
	const char *name;
};

static const struct word link_words[] = {
	{ IFF_UP, "UP" },
	{ IFF_RUNNING, "RUNNING" },
	{ V6_LINK_LOWER_UP, "LOWER_UP" },
	{ IFF_LOOPBACK, "LOOPBACK" },
	{ IFF_POINTOPOINT, "POINTOPOINT" },
	{ IFF_NOARP, "NOARP" },
	{ 0, NULL }
};

static const struct word address_words[] = {
	{ IFA_F_TEMPORARY, "temporary" },
	{ IFA_F_NODAD, "nodad" },
	{ IFA_F_OPTIMISTIC, "optimistic" },
	{ IFA_F_DADFAILED, "dadfailed" },
	{ IFA_F_DEPRECATED, "deprecated" },
	{ IFA_F_TENTATIVE, "tentative" },
	{ IFA_F_PERMANENT, "permanent" },
	{ 0, NULL }
};

static const struct word leg_words[] = {
	{ V6_LEG_DEAD, "dead" },
	{ V6_LEG_LINKDOWN, "linkdown" },
	{ 0, NULL }
};

/* By number of RTPROT_ and RTN_; what is not here is shown as its number. */
static const struct word protocols[] = {
	{ RTPROT_REDIRECT, "redirect" }, { RTPROT_KERNEL, "kernel" },
	{ RTPROT_BOOT, "boot" }, { RTPROT_STATIC, "static" },
	{ RTPROT_RA, "ra" }, { RTPROT_DHCP, "dhcp" },
	{ RTPROT_ZEBRA, "zebra" }, { RTPROT_BIRD, "bird" },
	{ RTPROT_KEEPALIVED, "keepalived" }, { RTPROT_BGP, "bgp" },
	{ RTPROT_OSPF, "ospf" }, { 0, NULL }
};

static const struct word types[] = {
	{ RTN_UNICAST, "unicast" }, { RTN_LOCAL, "local" },
	{ RTN_BLACKHOLE, "blackhole" }, { RTN_UNREACHABLE, "unreachable" },
	{ RTN_PROHIBIT, "prohibit" }, { RTN_THROW, "throw" }, { 0, NULL }
};

/* LIST with ITEM at its end; NULL, and both gone, where memory ran out. */
static json_t *append(json_t *list, json_t *item)
{
	if (list == NULL || item == NULL)
		json_decref(item);
	else if (json_array_append_new(list, item) == 0)
		return list;
	json_decref(list);
	return NULL;
}

/* O with a member KEY where HAVE; NULL, and both gone, likewise. */
static json_t *put(json_t *o, bool have, const char *key, json_t *value)
{
	if (!have || o == NULL || value == NULL)
		json_decref(value);
	if (!have)
		return o;
	if (o != NULL && value != NULL &&
	    json_object_set_new(o, key, value) == 0)
		return o;
	json_decref(o);
	return NULL;
}

static json_t *words_json(const struct word *w, uint32_t bits)
{
	json_t *list = json_array();

	for (; w->name != NULL; w++)
		if (bits & w->bit)
			list = append(list, json_string(w->name));
	return list;
}

static const char *word_of(const struct word *w, uint32_t number,
			   char buffer[16])
{
	for (; w->name != NULL; w++)
		if (w->bit == number)
			return w->name;
	snprintf(buffer, 16, "%" PRIu32, number);
	return buffer;
}

static const char *family_name(int family)
{
	return family == AF_INET ? "inet" : "inet6";
}

static json_t *conf_json(const struct v6_conf *c)
{
	return json_pack("{s:i, s:i, s:i, s:i, s:i, s:i, s:i, s:i, s:i, s:i}",
			 "accept_dad", c->accept_dad,
			 "accept_ra", c->accept_ra,
			 "accept_ra_defrtr", c->accept_ra_defrtr,
			 "accept_redirects", c->accept_redirects,
			 "autoconf", c->autoconf,
			 "dad_transmits", c->dad_transmits,
			 "disable_ipv6", c->disable_ipv6,
			 "forwarding", c->forwarding,
			 "mtu", c->mtu, "use_tempaddr", c->use_tempaddr);
}

static json_t *link_json(const struct v6_link *l)
{
	json_t *o = json_pack("{s:i, s:s, s:o, s:b}", "ifindex", l->ifindex,
			      "ifname", l->name, "flags",
			      words_json(link_words, l->flags),
			      "uplink", l->uplink);

	o = put(o, l->kind[0], "kind", json_string(l->kind));
	o = put(o, l->have & V6_LINK_HAVE_MTU, "mtu", json_integer(l->mtu));
	o = put(o, l->have & V6_LINK_HAVE_INET6, "inet6", json_boolean(l->inet6));
	o = put(o, l->have & V6_LINK_HAVE_RA, "ra_seen", json_boolean(l->ra_seen));
	o = put(o, l->have & V6_LINK_HAVE_RA, "ra_asked",
	    json_boolean(l->ra_asked));
	o = put(o, l->have & V6_LINK_HAVE_ADDRGEN, "addrgenmode",
	    json_integer(l->addrgen_mode));
	o = put(o, l->have & V6_LINK_HAVE_CONF, "conf", conf_json(&l->conf));
	return o;
}

/* Seconds; null is for ever. */
static json_t *lifetime_json(uint32_t seconds)
{
	return seconds == V6_FOREVER ? json_null() : json_integer(seconds);
}

static json_t *address_json(const struct v6_facts *f,
			    const struct v6_address *a)
{
	const struct v6_link *l = roles_link(f, a->ifindex);
	char text[PREFIX_TEXT];
	json_t *o = json_pack("{s:s, s:s*, s:s, s:i, s:o}",
			      "family", family_name(a->family),
			      "ifname", l ? l->name : NULL,
			      "local", prefix_format(&a->address, text),
			      "prefixlen", a->length, "flags",
			      words_json(address_words, a->flags));

	o = put(o, a->have & V6_ADDRESS_HAVE_LIFETIME, "preferred_life_time",
	    lifetime_json(a->preferred));
	o = put(o, a->have & V6_ADDRESS_HAVE_LIFETIME, "valid_life_time",
	    lifetime_json(a->valid));
	o = put(o, a->have & V6_ADDRESS_HAVE_AGE, "age", json_integer(a->age));
	o = put(o, a->family == AF_INET6, "usable",
	    json_boolean(roles_address_usable(a)));
	return o;
}

static json_t *leg_json(const struct v6_facts *f, const struct v6_leg *g)
{
	const struct v6_link *l = roles_link(f, g->ifindex);
	char text[PREFIX_TEXT];

	return json_pack("{s:s*, s:s*, s:o}", "dev", l ? l->name : NULL,
			 "gateway", g->family == AF_UNSPEC ? NULL :
			 prefix_format(&g->gateway, text), "flags",
			 words_json(leg_words, g->flags));
}

static json_t *route_json(const struct v6_facts *f, const struct v6_route *r)
{
	char text[PREFIX_TEXT], dst[PREFIX_TEXT + 8], type[16], protocol[16];
	json_t *legs = json_array(), *o;
	unsigned i;

	for (i = 0; i < r->leg_count && i < V6_LEGS; i++)
		legs = append(legs, leg_json(f, &r->legs[i]));
	snprintf(dst, sizeof(dst), "%s/%u", r->family == AF_INET ? "0.0.0.0" :
		 prefix_format(&r->prefix, text), r->length);
	o = json_pack("{s:s, s:s, s:s, s:s, s:I, s:I, s:o, s:b}",
		      "family", family_name(r->family), "dst", dst,
		      "type", word_of(types, r->type, type),
		      "protocol", word_of(protocols, r->protocol, protocol),
		      "table", (json_int_t)r->table,
		      "metric", (json_int_t)r->metric, "nexthops", legs,
		      "usable", roles_route_usable(f, r));
	o = put(o, r->expires, "expires", json_integer(r->expires_in));
	o = put(o, r->nexthop != 0, "nhid", json_integer(r->nexthop));
	return o;
}

static json_t *listener_json(const struct v6_facts *f,
			     const struct v6_listener *l)
{
	const struct v6_link *dev = roles_link(f, l->ifindex);
	char text[PREFIX_TEXT];
	json_t *o = json_pack("{s:s, s:i, s:s, s:s*, s:I}",
			      "family", family_name(l->family),
			      "port", l->port,
			      "local", prefix_format(&l->address, text),
			      "ifname", dev ? dev->name : NULL,
			      "uid", (json_int_t)l->uid);

	o = put(o, l->have & V6_LISTENER_HAVE_V6ONLY, "v6only",
	    json_boolean(l->v6only));
	o = put(o, l->have & V6_LISTENER_HAVE_LOCAL, "present",
	    json_boolean(l->local));
	return o;
}

static json_t *files_json(const struct v6_files *s)
{
	json_t *o = json_object();

	o = put(o, s->have_bindv6only, "bindv6only", json_integer(s->bindv6only));
	o = put(o, s->have_nonlocal_bind, "ip_nonlocal_bind",
	    json_integer(s->nonlocal_bind));
	o = put(o, s->have_all_accept_ra, "conf.all.accept_ra",
	    json_integer(s->all_accept_ra));
	o = put(o, s->have_all_redirects, "conf.all.accept_redirects",
	    json_integer(s->all_redirects));
	o = put(o, s->have_all_disable, "conf.all.disable_ipv6",
	    json_integer(s->all_disable));
	return o;
}

/* Lists of parts that were not seen are null, not empty. */
static json_t *part_json(const struct v6_part *part, json_t *list)
{
	if (part->seen)
		return list;
	json_decref(list);
	return json_null();
}

json_t *show_json(const struct v6_facts *f)
{
	json_t *links = json_array(), *addresses = json_array();
	json_t *routes = json_array(), *listeners = json_array(), *o;
	size_t i;

	for (i = 0; i < f->link_count; i++)
		links = append(links, link_json(&f->links[i]));
	for (i = 0; i < f->address_count; i++)
		addresses = append(addresses, address_json(f, &f->addresses[i]));
	for (i = 0; i < f->route_count; i++)
		routes = append(routes, route_json(f, &f->routes[i]));
	for (i = 0; i < f->listener_count; i++)
		listeners = append(listeners, listener_json(f, &f->listeners[i]));
	o = json_pack("{s:o, s:o, s:o, s:o, s:o}",
		      "sysctl", files_json(&f->files),
		      "links", part_json(&f->links_part, links),
		      "addresses", part_json(&f->addresses_part, addresses),
		      "routes", part_json(&f->routes_part, routes),
		      "listeners", part_json(&f->listeners_part, listeners));
	o = put(o, f->inet6_known, "inet6", json_boolean(f->inet6));
	o = put(o, f->netns != 0, "netns", json_integer((json_int_t)f->netns));
	o = put(o, f->links_part.wavering || f->addresses_part.wavering ||
	    f->routes_part.wavering || f->listeners_part.wavering,
	    "wavering", json_true());
	return o;
}

/* ---- text ---- */

static void put_words(const struct word *w, uint32_t bits, FILE *out)
{
	for (; w->name != NULL; w++)
		if (bits & w->bit)
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
	put_words(link_words, l->flags, out);
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
		put_words(address_words, a->flags, out);
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
		fprintf(out, " %s", word_of(types, r->type, buffer));
	for (i = 0; i < r->leg_count && i < V6_LEGS; i++) {
		const struct v6_leg *g = &r->legs[i];
		const struct v6_link *l = roles_link(f, g->ifindex);

		if (g->family != AF_UNSPEC)
			fprintf(out, " via %s",
				prefix_format(&g->gateway, text));
		if (l != NULL)
			fprintf(out, " dev %s", l->name);
		put_words(leg_words, g->flags, out);
	}
	fprintf(out, " proto %s metric %" PRIu32 " table %" PRIu32,
		word_of(protocols, r->protocol, buffer), r->metric, r->table);
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
