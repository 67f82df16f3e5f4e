/* SPDX-License-Identifier: MIT */
/* rrtype: see rrtype.h. Facts from IANA's registry of RR types. */
#include "dnssec/zone/rrtype.h"

#include <string.h>
#include <strings.h>

#include "dnssec/zone/decode.h"
#include "dnssec/zone/encode.h"

/* Those that fill zones come first: reading looks from the top. */
static const struct rrtype_row rows[] = {
	{ 1, "A", "A" },
	{ 2, "NS", "n" },
	{ 28, "AAAA", "Q" },
	{ 46, "RRSIG", "Ta14RR2nb" },
	{ 47, "NSEC", "Nm" },
	{ 50, "NSEC3", "112hHm" },
	{ 15, "MX", "2n" },
	{ 16, "TXT", "S" },
	{ 5, "CNAME", "n" },
	{ 43, "DS", "2a1x" },
	{ 12, "PTR", "n" },
	{ 33, "SRV", "222n" },
	{ 6, "SOA", "nn4PPPP" },
	{ 257, "CAA", "1gL" },
	{ 52, "TLSA", "111x" },
	{ 65, "HTTPS", "!" },
	{ 64, "SVCB", "!" },
	{ 48, "DNSKEY", "21ab" },
	{ 35, "NAPTR", "22sssn" },
	{ 44, "SSHFP", "11x" },
	{ 39, "DNAME", "n" },
	{ 59, "CDS", "2a1x" },
	{ 60, "CDNSKEY", "21ab" },
	{ 51, "NSEC3PARAM", "112h" },
	{ 63, "ZONEMD", "411x" },
	{ 62, "CSYNC", "42m" },
	{ 3, "MD", "n" },
	{ 4, "MF", "n" },
	{ 7, "MB", "n" },
	{ 8, "MG", "n" },
	{ 9, "MR", "n" },
	{ 10, "NULL", NULL },
	{ 11, "WKS", "!" },
	{ 13, "HINFO", "ss" },
	{ 14, "MINFO", "nn" },
	{ 17, "RP", "nn" },
	{ 18, "AFSDB", "2n" },
	{ 19, "X25", "s" },
	{ 20, "ISDN", "S" },
	{ 21, "RT", "2n" },
	{ 22, "NSAP", "!" },
	{ 23, "NSAP-PTR", "N" },
	{ 24, "SIG", "Ta14RR2nb" },
	{ 25, "KEY", "21ab" },
	{ 26, "PX", "2nn" },
	{ 27, "GPOS", "sss" },
	{ 29, "LOC", "!" },
	{ 30, "NXT", NULL },
	{ 31, "EID", "x" },
	{ 32, "NIMLOC", "x" },
	{ 34, "ATMA", "!" },
	{ 36, "KX", "2n" },
	{ 37, "CERT", "c2ab" },
	{ 38, "A6", NULL },
	{ 40, "SINK", NULL },
	{ 42, "APL", "!" },
	{ 45, "IPSECKEY", "!" },
	{ 49, "DHCID", "b" },
	{ 53, "SMIMEA", "111x" },
	{ 55, "HIP", "!" },
	{ 56, "NINFO", "S" },
	{ 57, "RKEY", "21ab" },
	{ 58, "TALINK", "NN" },
	{ 61, "OPENPGPKEY", "b" },
	{ 66, "DSYNC", "T12N" },
	{ 99, "SPF", "S" },
	{ 104, "NID", "2I" },
	{ 105, "L32", "2A" },
	{ 106, "L64", "2I" },
	{ 107, "LP", "2N" },
	{ 108, "EUI48", "e" },
	{ 109, "EUI64", "E" },
	{ 256, "URI", "22L" },
	{ 258, "AVC", "S" },
	{ 259, "DOA", NULL },
	{ 260, "AMTRELAY", NULL },
	{ 261, "RESINFO", "S" },
	{ 262, "WALLET", "S" },
	{ 263, "CLA", "S" },
	{ 264, "IPN", NULL },
	{ 32768, "TA", "2a1x" },
	{ 32769, "DLV", "2a1x" },
};

#define ROWS (sizeof(rows) / sizeof(rows[0]))

const struct rrtype_row *rrtype_find(uint16_t type)
{
	for (size_t i = 0; i < ROWS; i++)
		if (rows[i].type == type)
			return &rows[i];
	return NULL;
}

int rrtype_parse(const char *s, size_t n, uint16_t *type)
{
	uint32_t v;

	for (size_t i = 0; i < ROWS; i++) {
		const char *name = rows[i].name;

		if ((name[0] ^ s[0]) & ~32)
			continue;
		if (!strncasecmp(name, s, n) && !name[n]) {
			*type = rows[i].type;
			return 0;
		}
	}
	if (n < 5 || strncasecmp(s, "TYPE", 4) ||
	    decode_number(s + 4, n - 4, UINT16_MAX, &v))
		return -1;
	*type = (uint16_t)v;
	return 0;
}

char *rrtype_write(char *out, uint16_t type)
{
	const struct rrtype_row *r = rrtype_find(type);
	size_t n;

	if (!r)
		return encode_number((char *)memcpy(out, "TYPE", 4) + 4, type);
	n = strlen(r->name);
	memcpy(out, r->name, n);
	return out + n;
}

const char *rrtype_name(uint16_t type, char out[RRTYPE_TEXT])
{
	*rrtype_write(out, type) = '\0';
	return out;
}

bool rrtype_is_meta(uint16_t type)
{
	return type == 0 || type == 41 || (type >= 128 && type <= 255);
}

const struct rrtype_row *rrtype_rows(size_t *count)
{
	*count = ROWS;
	return rows;
}
