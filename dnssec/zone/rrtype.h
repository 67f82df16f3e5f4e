/* SPDX-License-Identifier: MIT */
/*
 * rrtype: the types of records: their names and what their RDATA is made of.
 * One table drives reading, writing, checking and canonical form.
 */
#ifndef KHIEN_DNSSEC_RRTYPE_H
#define KHIEN_DNSSEC_RRTYPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The types that the code itself knows by name. */
enum rrtype {
	RRTYPE_A = 1,
	RRTYPE_NS = 2,
	RRTYPE_CNAME = 5,
	RRTYPE_SOA = 6,
	RRTYPE_TXT = 16,
	RRTYPE_AAAA = 28,
	RRTYPE_DNAME = 39,
	RRTYPE_DS = 43,
	RRTYPE_RRSIG = 46,
	RRTYPE_NSEC = 47,
	RRTYPE_DNSKEY = 48,
	RRTYPE_NSEC3 = 50,
	RRTYPE_NSEC3PARAM = 51,
	RRTYPE_CDS = 59,
	RRTYPE_CDNSKEY = 60,
	RRTYPE_ZONEMD = 63,
};

#define RRTYPE_TEXT 16		/* room for any type's name and a NUL */

/*
 * The fields of RDATA, one letter each:
 *   n  domain name, lower-cased in canonical form (RFC 4034 section 6.2,
 *      corrected by RFC 6840 section 5.1)
 *   N  domain name whose case counts
 *   1 2 4  number of so many bytes
 *   P  period in seconds, 4 bytes      R  time of an RRSIG, 4 bytes
 *   T  type, 2 bytes                   a  algorithm of DNSSEC, 1 byte
 *   c  type of a CERT, 2 bytes         o  scheme of a DSYNC, 1 byte
 *   A  IPv4 address   Q  IPv6 address
 *   s  character-string   S  one or more of them to the end
 *   g  a tag: a character-string of letters and digits, written bare
 *   L  one string to the end, without a length byte
 *   b  base64 to the end   x  hex to the end
 *   h  length byte and hex, "-" if empty   H  length byte and base32hex
 *   m  bitmap of types to the end   v  parameters of SVCB to the end
 *   e  EUI-48   E  EUI-64   I  64 bits as four groups of hex
 *   G  gateway of an IPSECKEY: of the kind that its second byte says
 *   !  no fields known: libldns reads and writes it
 */
struct rrtype_row {
	uint16_t type;
	const char *name;
	const char *fields;	/* NULL: only as RFC 3597's \# */
	/*
	 * Read by its name, but written as TYPEn with \#: among BIND 9.18,
	 * Knot 3.2 and NSD 4.6 one does not know the name.
	 */
	bool rare;
};

/* The row of a type, or NULL for one that has none. */
const struct rrtype_row *rrtype_find(uint16_t type);

/*
 * Reads a type's name or RFC 3597's TYPEn; letters' case does not count.
 * Returns 0 or -1.
 */
int rrtype_parse(const char *s, size_t n, uint16_t *type);

/*
 * Writes the name, or TYPEn where it is rare, without a NUL; returns the place
 * behind it.
 */
char *rrtype_write(char *out, uint16_t type);

/* The same as a string; returns OUT. */
const char *rrtype_name(uint16_t type, char out[RRTYPE_TEXT]);

/* True for types that exist in questions only (RFC 6895 section 3.1). */
bool rrtype_is_meta(uint16_t type);

/* All rows; *COUNT of them, for tests. */
const struct rrtype_row *rrtype_rows(size_t *count);

#endif
