/* SPDX-License-Identifier: MIT */
/*
 * Feeds the readers of nftables with messages (the first byte says which one),
 * and walks a packet through what comes of it.
 */
#include "fuzz.h"

#include "ipv6/see/compat.c"
#include "ipv6/see/express.c"
#include "ipv6/see/lookup.c"
#include "ipv6/see/netlink.c"
#include "ipv6/see/ruleset.c"

#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>

static const uint8_t types[] = {
	NFT_MSG_NEWTABLE, NFT_MSG_NEWCHAIN, NFT_MSG_NEWRULE, NFT_MSG_NEWSET,
	NFT_MSG_NEWSETELEM,
};

/* A chain and a set without names, which a rule without names is of. */
static void furnish(struct ruleset *r)
{
	static struct ruleset_chain chain = {
		.family = NFPROTO_INET, .base = true, .hook = NF_INET_LOCAL_IN,
		.policy = NF_ACCEPT };
	static struct ruleset_set set = {
		.family = NFPROTO_INET, .key_length = 4 };

	r->chains = malloc(sizeof(chain));
	r->sets = malloc(sizeof(set));
	if (r->chains == NULL || r->sets == NULL)
		abort();
	r->chains[0] = chain;
	r->sets[0] = set;
	r->chain_count = r->chain_room = r->set_count = r->set_room = 1;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t type = size ? types[data[0] % sizeof(types)] : 0;
	size_t length = size ? size - 1 : 0;
	void *message = fuzz_copy(data + (size ? 1 : 0), length);
	struct ruleset r = { 0 };
	struct walk_packet p;
	struct v6_walk out;

	furnish(&r);
	if (length >= sizeof(struct nlmsghdr) + sizeof(struct nfgenmsg)) {
		struct nlmsghdr *h = message;

		h->nlmsg_type = (uint16_t)(NFNL_SUBSYS_NFTABLES << 8 | type);
		h->nlmsg_len = (uint32_t)length;
		((struct nfgenmsg *)(h + 1))->nfgen_family = NFPROTO_INET;
	}
	ruleset_add_table(&r, message, length);
	ruleset_add_chain(&r, message, length);
	ruleset_add_set(&r, message, length);
	ruleset_add_elements(&r, &r.sets[0], message, length);
	ruleset_add_rule(&r, message, length, NULL);
	walk_too_big(&p, NULL, NULL);
	walk_ruleset(&r, &p, &out);
	walk_syn(&p, NULL, AF_INET, NULL, 443);
	walk_ruleset(&r, &p, &out);
	ruleset_free(&r);
	free(message);
	return 0;
}
