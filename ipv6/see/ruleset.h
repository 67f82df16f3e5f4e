/* SPDX-License-Identifier: MIT */
/*
 * ruleset: the nftables of this network namespace, as far as they can touch a
 * packet that comes in: tables, chains, rules and sets of the families ip,
 * ip6, inet and netdev. Rules keep the kernel's own encoding of their
 * expressions; walk.c reads that.
 */
#ifndef KHIEN_IPV6_RULESET_H
#define KHIEN_IPV6_RULESET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ipv6/facts.h"

#define RULESET_NAME 128	/* longer names (up to 255) are cut */
#define RULESET_KEY 48		/* bytes; sets with longer keys are not read */
#define RULESET_FIELDS 8	/* of a concatenated key */
#define RULESET_DEVICES 8

struct ruleset_table {
	uint8_t family;		/* NFPROTO_… */
	char name[RULESET_NAME];
	bool dormant;
};

struct ruleset_chain {
	uint8_t family;
	char table[RULESET_NAME], name[RULESET_NAME];
	bool base;		/* hangs on a hook: what follows counts */
	uint32_t hook;		/* enum nf_inet_hooks, nf_dev_hooks */
	int32_t priority;
	uint32_t policy;	/* NF_ACCEPT, NF_DROP */
	char type[16];		/* "filter", "nat", "route" */
	char devices[RULESET_DEVICES][16];	/* of the ingress hook */
	unsigned device_count;
};

struct ruleset_rule {
	uint8_t family;
	char table[RULESET_NAME], chain[RULESET_NAME];
	uint64_t handle;
	void *expressions;	/* payload of NFTA_RULE_EXPRESSIONS */
	size_t length;
};

struct ruleset_set {
	uint8_t family;
	char table[RULESET_NAME], name[RULESET_NAME];
	uint32_t flags;		/* NFT_SET_… */
	uint32_t key_length;
	uint8_t fields[RULESET_FIELDS];	/* lengths; of a concatenation */
	unsigned field_count;
	bool partial;		/* not all elements are kept */
	struct ruleset_element *elements;
	size_t element_count, element_room;
};

struct ruleset_element {
	uint8_t key[RULESET_KEY], end[RULESET_KEY];
	bool has_end;		/* a range from key to end, both in it */
	bool interval_end;	/* what is from key on is no longer in it */
	bool catchall;
	bool stateful;		/* has expressions of its own */
	bool has_verdict;
	int32_t code;		/* NFT_JUMP, NF_DROP … of a verdict map */
	char chain[RULESET_NAME];
	uint8_t data[16];	/* of any other map */
	uint8_t data_length;
};

struct ruleset {
	struct ruleset_table *tables;
	struct ruleset_chain *chains;
	struct ruleset_rule *rules;	/* of one chain in their order */
	struct ruleset_set *sets;
	size_t table_count, chain_count, rule_count, set_count;
	size_t table_room, chain_room, rule_room, set_room;
	size_t bytes;		/* of expressions and elements */
};

/*
 * Each reads one message of LENGTH bytes (aligned to 4) and adds what it is to
 * R. Returns 0, also where the message is none of its type, not whole, or of a
 * family that does not matter; -1 where memory ran out, or RULESET_BYTES_MAX
 * was reached (then *TOO_LARGE, which may be NULL, is set).
 */
int ruleset_add_table(struct ruleset *r, const void *message, size_t length);
int ruleset_add_chain(struct ruleset *r, const void *message, size_t length);
int ruleset_add_rule(struct ruleset *r, const void *message, size_t length,
		     bool *too_large);
int ruleset_add_set(struct ruleset *r, const void *message, size_t length);

/* Elements of S. Beyond RULESET_BYTES_MAX they only mark S as partial. */
int ruleset_add_elements(struct ruleset *r, struct ruleset_set *s,
			 const void *message, size_t length);

#define RULESET_BYTES_MAX (4u << 20)

/*
 * Reads it all from the kernel, again (at most three times) where it changed
 * under the reading. Where there is no nftables in this kernel, an empty one.
 * What came of it is in *PART (EPERM without CAP_NET_ADMIN). Pass R to
 * ruleset_free() in any case.
 */
void ruleset_see(struct ruleset *r, struct v6_part *part);

/* Safe on a zeroed struct. */
void ruleset_free(struct ruleset *r);

#endif
