/* SPDX-License-Identifier: MIT */
/*
 * private: the .private file of a key, in the format of BIND ("v1.2", "v1.3")
 * that ldns and Knot read as well.
 */
#ifndef KHIEN_DNSSEC_PRIVATE_H
#define KHIEN_DNSSEC_PRIVATE_H

#include <stdint.h>

#include "dnssec/sign/key.h"
#include "fault.h"

/* When a key is to be used; what is not said is always so. */
struct private_times {
	int64_t publish, activate, inactive, delete;
};

/*
 * Reads PATH into k->pkey; k's algorithm and rdata are those of its .key
 * file. Returns 0, or -1 with a fault.
 */
int private_read(const char *path, struct key *k, struct private_times *t,
		 struct fault *f);

/*
 * Writes PATH, which must not exist, with mode 0600; the key is to be used
 * from NOW on. Returns 0, or -1 with a fault.
 */
int private_write(const char *path, const struct key *k, int64_t now,
		  struct fault *f);

#endif
