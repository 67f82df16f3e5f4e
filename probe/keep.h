/* SPDX-License-Identifier: MIT */
/*
 * keep: the commands that read what was kept: report, ledger, backup. They
 * read the store's file beside a probe that writes to it.
 */
#ifndef KHIEN_PROBE_KEEP_H
#define KHIEN_PROBE_KEEP_H

#include "cli.h"

extern const struct cli_option keep_report_options[];
extern const struct cli_option keep_ledger_options[];
extern const struct cli_option keep_backup_options[];

/* Functions of a row of the command table: cli.h. */
int keep_report(struct cli *c);
int keep_ledger(struct cli *c);
int keep_backup(struct cli *c);

#endif
