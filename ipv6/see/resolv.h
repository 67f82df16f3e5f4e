/* SPDX-License-Identifier: MIT */
/*
 * resolv: the files that say how names are resolved and what sysctls are set
 * at boot: resolv.conf(5), gai.conf(5), sysctl.d(5).
 */
#ifndef KHIEN_IPV6_RESOLV_H
#define KHIEN_IPV6_RESOLV_H

#include <stdbool.h>
#include <stddef.h>

#include "ipv6/facts.h"

#define RESOLV_MAX 16		/* name servers kept of one file */

/*
 * Name servers in TEXT, which ends with a NUL, behind those that F has.
 * *STUB is set where one of them is systemd-resolved's own (127.0.0.53,
 * 127.0.0.54). Returns 0, or -1 where memory ran out.
 */
int resolv_parse(char *text, struct v6_facts *f, bool *stub);

/* Precedences (RFC 6724 section 2.1) that gai.conf's TEXT gives into FILES. */
void resolv_parse_gai(char *text, struct v6_files *files);

/* net.ipv6.conf.all.accept_ra of sysctl.conf's TEXT, if it is in it. */
void resolv_parse_sysctl(char *text, struct v6_files *files);

/*
 * All of it into F. RESOLV_CONF and GAI_CONF are paths, SYSCTL_DIR a folder;
 * NULL: that one is not looked at. "" as SYSCTL_DIR: the system's folders.
 * Where RESOLV_CONF names systemd-resolved, its upstream servers are read.
 */
void resolv_see(struct v6_facts *f, const char *resolv_conf,
		const char *gai_conf, const char *sysctl_dir);

#endif
