/* SPDX-License-Identifier: MIT */
/*
 * command_targets: the commands about what is watched: list (what a targets
 * file or folder amounts to), add (a name to a file), import (a list of others
 * as a targets file).
 */
#ifndef KHIEN_PROBE_COMMAND_TARGETS_H
#define KHIEN_PROBE_COMMAND_TARGETS_H

#include "cli.h"

extern const struct cli_option command_list_options[];
extern const struct cli_option command_add_options[];
extern const struct cli_option command_import_options[];

/* Functions of a row of the command table: cli.h. */
int command_list(struct cli *c);
int command_add(struct cli *c);
int command_import(struct cli *c);

#endif
