/* SPDX-License-Identifier: MIT */
/*
 * Facts to JSON and back: what comes back is what went out, to the bit; what
 * is not understood whole is refused with its place; and what differs between
 * two looks is told, but for what moves by itself.
 */
#include "unit.h"

#include <errno.h>
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>

#include "ipv6/prefix.h"
#include "ipv6/record.h"
#include "ipv6/saved.h"
#include "ipv6/see/snapshot.h"

struct world {
	struct v6_facts facts;
	struct v6_link links[2];
	struct v6_address addresses[3];
	struct v6_route routes[2];
	struct v6_listener listeners[1];
	uint16_t ports[2];
};

static struct in6_addr address_of(const char *text)
{
	struct in6_addr a;

	assert_true(prefix_parse(text, &a));
	return a;
}

/* Every kind of field, with odd values: unknown bits, expired, for ever. */
static void build(struct world *w)
{
	static const struct v6_part seen = { .seen = true };

	memset(w, 0, sizeof(*w));
	w->facts = (struct v6_facts){
		.netns = 4026531840, .inet6_known = true, .inet6 = true,
		.files = { .have_bindv6only = true, .have_all_disable = true,
			   .all_disable = 1 },
		.links_part = seen, .addresses_part = seen,
		.routes_part = seen, .listeners_part = seen,
		.links = w->links, .addresses = w->addresses,
		.routes = w->routes, .listeners = w->listeners,
		.link_count = 2, .address_count = 3, .route_count = 2,
		.listener_count = 1, .ports = w->ports, .port_count = 2,
	};
	w->facts.addresses_part.wavering = true;
	w->links[0] = (struct v6_link){ .ifindex = 1, .name = "lo",
		.flags = IFF_UP | IFF_LOOPBACK | 0x80000000u };
	w->links[1] = (struct v6_link){ .ifindex = 2, .name = "eth0",
		.kind = "veth", .flags = IFF_UP, .master = 7, .mtu = 1500,
		.have = V6_LINK_HAVE_MTU | V6_LINK_HAVE_CONF |
			V6_LINK_HAVE_INET6,
		.inet6 = true, .conf = { .accept_ra = 2, .use_tempaddr = -1 } };
	w->addresses[0] = (struct v6_address){ .family = AF_INET, .ifindex = 2,
		.address = address_of("198.18.0.2"), .length = 24,
		.flags = IFA_F_PERMANENT };
	w->addresses[1] = (struct v6_address){ .family = AF_INET6,
		.ifindex = 2, .address = address_of("2a0f::2"), .length = 64,
		.have = V6_ADDRESS_HAVE_LIFETIME | V6_ADDRESS_HAVE_AGE,
		.preferred = 0, .valid = V6_FOREVER, .age = 17,
		.flags = IFA_F_DEPRECATED | 0x10000000 };
	w->addresses[2] = (struct v6_address){ .family = AF_INET6,
		.ifindex = 99, .address = address_of("fe80::1"), .length = 128,
		.scope = RT_SCOPE_LINK };
	w->routes[0] = (struct v6_route){ .family = AF_INET6, .length = 3,
		.prefix = address_of("2000::"), .type = 200, .protocol = 250,
		.table = UINT32_MAX, .metric = UINT32_MAX, .expires = true,
		.expires_in = -2, .nexthop = 8, .leg_count = V6_LEGS + 3 };
	w->routes[0].legs[0] = (struct v6_leg){ .ifindex = 2,
		.family = AF_INET6, .gateway = address_of("fe80::9"),
		.flags = V6_LEG_DEAD };
	w->routes[1] = (struct v6_route){ .family = AF_INET,
		.type = RTN_UNICAST, .protocol = RTPROT_STATIC, .table = 254 };
	w->listeners[0] = (struct v6_listener){ .family = AF_INET6, .port = 443,
		.have = V6_LISTENER_HAVE_V6ONLY, .v6only = true,
		.uid = UINT32_MAX };
	w->ports[0] = 80;
	w->ports[1] = 443;
}

static char *saved_text(const struct v6_facts *f)
{
	json_t *o = saved_json(f, "portal1", 1000);
	char *text = json_dumps(o, JSON_INDENT(2));

	assert_non_null(text);
	json_decref(o);
	return text;
}

/* Writes TEXT to a file and reads it; the status, with the fault. */
static int read_back(const char *text, struct v6_facts *f, struct fault *fault)
{
	char path[] = "/tmp/khien-record-XXXXXX", host[SAVED_HOST];
	int fd = mkstemp(path), status;
	FILE *out = fdopen(fd, "w");
	int64_t time;

	assert_non_null(out);
	fputs(text, out);
	assert_int_equal(fclose(out), 0);
	memset(fault, 0, sizeof(*fault));
	status = saved_read(path, f, host, &time, fault);
	if (status == 0) {
		assert_string_equal(host, "portal1");
		assert_int_equal(time, 1000);
	} else {
		assert_memory_equal(fault->text, path, strlen(path));
	}
	remove(path);
	return status;
}

static void comes_back(void **state)
{
	struct world w;
	struct v6_facts f;
	struct fault fault;
	char *text, *again;

	(void)state;
	build(&w);
	text = saved_text(&w.facts);
	if (read_back(text, &f, &fault) != 0)
		fail_msg("%s", fault.text);
	assert_int_equal(f.link_count, 2);
	assert_int_equal(f.links[0].flags, w.links[0].flags);
	assert_int_equal(f.links[1].have, w.links[1].have);
	assert_memory_equal(&f.links[1].conf, &w.links[1].conf,
			    sizeof(f.links[1].conf));
	assert_memory_equal(f.addresses, w.addresses, sizeof(w.addresses));
	assert_memory_equal(f.routes, w.routes, sizeof(w.routes));
	assert_memory_equal(f.listeners, w.listeners, sizeof(w.listeners));
	assert_memory_equal(&f.files, &w.facts.files, sizeof(f.files));
	assert_true(f.addresses_part.wavering && !f.routes_part.wavering);
	assert_true(f.netns == w.facts.netns && f.inet6 && f.inet6_known);
	assert_int_equal(f.port_count, 2);
	assert_int_equal(f.ports[1], 443);
	again = saved_text(&f);
	/* roles were assigned meanwhile, and nothing else is different */
	assert_non_null(strstr(again, "\"netns\": 4026531840"));
	free(again);
	free(text);
	snapshot_free(&f);
}

static void unseen_comes_back(void **state)
{
	struct world w;
	struct v6_facts f;
	struct fault fault;
	char *text;

	(void)state;
	build(&w);
	w.facts.routes_part = (struct v6_part){ .error = EPERM,
						.why = "not for \xff you" };
	w.facts.inet6_known = false;
	text = saved_text(&w.facts);
	assert_int_equal(read_back(text, &f, &fault), 0);
	assert_false(f.routes_part.seen);
	assert_int_equal(f.routes_part.error, EPERM);
	assert_string_equal(f.routes_part.why, "not for ? you");
	assert_false(f.inet6_known);
	free(text);
	snapshot_free(&f);
}

/* TEXT with the first FROM as TO. */
static char *replaced(const char *text, const char *from, const char *to)
{
	const char *at = strstr(text, from);
	char *out;

	assert_non_null(at);
	assert_true(asprintf(&out, "%.*s%s%s", (int)(at - text), text, to,
			     at + strlen(from)) >= 0);
	return out;
}

static const struct {
	const char *from, *to, *said;
} spoiled[] = {
	{ "snapshot/1", "snapshot/2", "khien.ipv6-snapshot/1" },
	{ "\"host\"", "\"hots\"", "unknown key \"hots\"" },
	{ "\"host\": \"portal1\"", "\"host\": \"\"", "\"host\"" },
	{ "1970-", "197-", "\"time\"" },
	{ "\"facts\": {", "\"facts\": 7, \"x\": {", "unknown key \"x\"" },
	{ "\"links\"", "\"likns\"", "unknown key \"likns\"" },
	{ "\"ifindex\": 1", "\"ifindex\": 4294967296", "out of range" },
	{ "\"ifindex\": 1", "\"ifindex\": 1.5", "a whole number" },
	{ "\"ifindex\": 1,", "", "\"ifindex\" is missing" },
	{ "\"mtu\": 1500", "\"mtu\": -1", "out of range" },
	{ "\"ifname\": \"lo\"", "\"ifname\": \"interface-too-long\"",
	  "a short string" },
	{ "\"ifname\": \"lo\"", "\"ifname\": \"l\\u0000o\"", "" },
	{ "\"LOOPBACK\"", "\"LOPBACK\"", "known words" },
	{ "0x80000000", "0x800000000", "out of range" },
	{ "0x80000000", "0x", "known words" },
	{ "0x80000000", "-1", "known words" },
	{ "\"use_tempaddr\": -1", "\"use_tempaddr\": true", "a whole number" },
	{ "\"local\": \"2a0f::2\"", "\"local\": \"2a0f::2/64\"",
	  "an IP address" },
	{ "\"prefixlen\": 64", "\"prefixlen\": 256", "out of range" },
	{ "\"preferred_life_time\": 0,", "",
	  "\"preferred_life_time\" is missing" },
	{ "\"family\": \"inet6\"", "\"family\": \"inet7\"", "inet6" },
	{ "\"protocol\": \"250\"", "\"protocol\": \"256\"", "out of range" },
	{ "\"protocol\": \"250\"", "\"protocol\": \"2x\"", "known word" },
	{ "\"nexthop_count\": 11", "\"nexthop_count\": 7",
	  "as long as its count" },
	{ "\"v6only\": true", "\"v6only\": 1", "true or false" },
	{ "\"inet6\": true", "\"inet6\": null", "true or false" },
	{ "\"wavering\": true", "\"wavering\": 1", "true or false" },
	{ "\"links\": [", "\"links\": [[],", "an object" },
	{ "\"listeners\": [", "\"listeners\": 4, \"listeners\": [", "" },
	{ "\"ports\": [", "\"ports\": [0,", "65535" },
	{ "\"ports\": [", "\"ports\": [\"http\",", "65535" },
};

static void is_refused(void **state)
{
	struct world w;
	struct v6_facts f;
	struct fault fault;
	char *text, *bad;
	size_t i;

	(void)state;
	build(&w);
	text = saved_text(&w.facts);
	for (i = 0; i < COUNT(spoiled); i++) {
		bad = replaced(text, spoiled[i].from, spoiled[i].to);
		if (read_back(bad, &f, &fault) == 0)
			fail_msg("taken: %s", spoiled[i].to);
		if (strstr(fault.text, spoiled[i].said) == NULL)
			fail_msg("%s: says %s", spoiled[i].to, fault.text);
		snapshot_free(&f);
		free(bad);
	}
	/* every beginning of the file */
	for (i = 0; i + 1 < strlen(text); i += 7) {
		bad = strndup(text, i);
		assert_int_equal(read_back(bad, &f, &fault), -1);
		snapshot_free(&f);
		free(bad);
	}
	free(text);
}

static void nothing(struct world *w) { (void)w; }
static void moved(struct world *w)
{
	w->addresses[1].age += 40;
	w->addresses[1].preferred += 40;
	w->routes[0].expires_in = 1800;
}
static void other_order(struct world *w)
{
	struct v6_address a = w->addresses[0];

	w->addresses[0] = w->addresses[2];
	w->addresses[2] = a;
}
static void other_mtu(struct world *w) { w->links[1].mtu = 1400; }
static void mtu_gone(struct world *w)
{
	w->links[1].have &= ~(unsigned)V6_LINK_HAVE_MTU;
}
static void other_conf(struct world *w) { w->links[1].conf.accept_ra = 0; }
static void address_gone(struct world *w) { w->facts.address_count = 2; }
static void leg_alive(struct world *w) { w->routes[0].legs[0].flags = 0; }
static void other_sysctl(struct world *w) { w->facts.files.bindv6only = 1; }
static void other_metric(struct world *w) { w->routes[1].metric = 5; }

static const struct {
	void (*change)(struct world *w);
	int count;
	const char *line;
} changes[] = {
	{ nothing, 0, NULL },
	{ moved, 0, NULL },
	{ other_order, 0, NULL },
	{ other_mtu, 1, "links ifname eth0: mtu 1500 -> 1400" },
	{ mtu_gone, 1, "links ifname eth0: mtu 1500 -> -" },
	{ other_conf, 1, "links ifname eth0: accept_ra 2 -> 0" },
	{ address_gone, 1, "addresses family inet6 ifname null local fe80::1 "
	  "prefixlen 128: gone" },
	{ leg_alive, 1, "routes family inet6 dst 2000::/3 table 4294967295 "
	  "metric 4294967295 dev eth0 gateway fe80::9" },
	{ other_sysctl, 1, "host: bindv6only 0 -> 1" },
	{ other_metric, 2, "routes family inet dst 0.0.0.0/0 table 254 "
	  "metric 0: gone" },
};

static void tells_changes(void **state)
{
	struct world a, b;
	char *lines[4];
	size_t i;
	int n;

	(void)state;
	for (i = 0; i < COUNT(changes); i++) {
		build(&a);
		build(&b);
		a.routes[0].leg_count = b.routes[0].leg_count = 1;
		changes[i].change(&b);
		n = record_changes(&a.facts, &b.facts, lines, COUNT(lines));
		if (n != changes[i].count)
			fail_msg("change %zu: %d differences", i, n);
		if (n > 0 && strncmp(lines[0], changes[i].line,
				     strlen(changes[i].line)) != 0)
			fail_msg("change %zu: %s", i, lines[0]);
		while (n > 0)
			free(lines[--n]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(comes_back),
		cmocka_unit_test(unseen_comes_back),
		cmocka_unit_test(is_refused),
		cmocka_unit_test(tells_changes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
