/* SPDX-License-Identifier: MIT */
/*
 * command: the commands of khien-dnssec, one file each, and what they share.
 * A row of main.c names the function, its options and its help.
 */
#ifndef KHIEN_DNSSEC_COMMAND_H
#define KHIEN_DNSSEC_COMMAND_H

#include <stdint.h>

#include "cli.h"
#include "dnssec/zone/name.h"

extern const struct cli_option command_keygen_options[];
extern const char command_keygen_text[];
int command_keygen(struct cli *c);

extern const struct cli_option command_sign_options[];
extern const char command_sign_text[];
int command_sign(struct cli *c);

extern const struct cli_option command_verify_options[];
extern const char command_verify_text[];
int command_verify(struct cli *c);

extern const struct cli_option command_ds_options[];
extern const char command_ds_text[];
int command_ds(struct cli *c);

/*
 * Reads a zone's name as a user types it; the final dot may be missing.
 * Returns 0, or -1 with a fault.
 */
int command_zone_name(struct cli *c, const char *s, uint8_t out[NAME_WIRE]);

/* --zone: 1 where it was given, 0 where not, -1 with a fault. */
int command_zone_option(struct cli *c, uint8_t out[NAME_WIRE]);

/* --threads, or as many as there are processors. 0, or -1 with a fault. */
int command_threads(struct cli *c, unsigned *threads);

#endif
