/* SPDX-License-Identifier: MIT */
/*
 * chain_same: whether all servers say the same: those of the zone its keys,
 * those of its parent its DS. A server that has an older zone is left out: that
 * is told of itself.
 */
#ifndef KHIEN_DNSSEC_CHAIN_SAME_H
#define KHIEN_DNSSEC_CHAIN_SAME_H

#include "dnssec/chain_node.h"

/* Fill keys_differ* and ds_differ* of the node's link. */
void chain_same_keys(struct chain_node *n);
void chain_same_ds(struct chain_node *n);

#endif
