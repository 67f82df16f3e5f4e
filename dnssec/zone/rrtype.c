/* SPDX-License-Identifier: MIT */
/* rrtype: see rrtype.h. Facts from IANA's registry of RR types. */
#include "dnssec/zone/rrtype.h"

#include <string.h>
#include <strings.h>

#include "dnssec/zone/decode.h"
#include "dnssec/zone/encode.h"

/* Those that fill zones come first: reading looks from the top. */
static const struct rrtype_row rows[] = {
	{ 1, "A", "A", false },
	{ 2, "NS", "n", false },
	{ 28, "AAAA", "Q", false },
	{ 46, "RRSIG", "Ta14RR2nb", false },
	{ 47, "NSEC", "Nm", false },
	{ 50, "NSEC3", "112hHm", false },
	{ 15, "MX", "2n", false },
	{ 16, "TXT", "S", false },
	{ 5, "CNAME", "n", false },
	{ 43, "DS", "2a1x", false },
	{ 12, "PTR", "n", false },
	{ 33, "SRV", "222n", false },
	{ 6, "SOA", "nn4PPPP", false },
	{ 257, "CAA", "1gL", false },
	{ 52, "TLSA", "111x", false },
	{ 65, "HTTPS", "2Nv", false },
	{ 64, "SVCB", "2Nv", false },
	{ 48, "DNSKEY", "21ab", false },
	{ 35, "NAPTR", "22sssn", false },
	{ 44, "SSHFP", "11x", false },
	{ 39, "DNAME", "n", false },
	{ 59, "CDS", "2a1x", false },
	{ 60, "CDNSKEY", "21ab", false },
	{ 51, "NSEC3PARAM", "112h", false },
	{ 63, "ZONEMD", "411x", false },
	{ 62, "CSYNC", "42m", false },
	{ 3, "MD", "n", true },
	{ 4, "MF", "n", true },
	{ 7, "MB", "n", true },
	{ 8, "MG", "n", true },
	{ 9, "MR", "n", true },
	{ 10, "NULL", NULL, true },
	{ 11, "WKS", "!", true },
	{ 13, "HINFO", "ss", false },
	{ 14, "MINFO", "nn", false },
	{ 17, "RP", "nn", false },
	{ 18, "AFSDB", "2n", false },
	{ 19, "X25", "s", true },
	{ 20, "ISDN", "S", true },
	{ 21, "RT", "2n", false },
	{ 22, "NSAP", "!", true },
	{ 23, "NSAP-PTR", "N", true },
	{ 24, "SIG", "Ta14RR2nb", true },
	{ 25, "KEY", "21ab", false },
	{ 26, "PX", "2nn", true },
	{ 27, "GPOS", "sss", true },
	{ 29, "LOC", "!", false },
	{ 30, "NXT", NULL, true },
	{ 31, "EID", "x", true },
	{ 32, "NIMLOC", "x", true },
	{ 34, "ATMA", "!", true },
	{ 36, "KX", "2n", false },
	{ 37, "CERT", "c2ab", false },
	{ 38, "A6", NULL, true },
	{ 40, "SINK", NULL, true },
	{ 42, "APL", "!", false },
	{ 45, "IPSECKEY", "111Gb", false },
	{ 49, "DHCID", "b", false },
	{ 53, "SMIMEA", "111x", false },
	{ 55, "HIP", NULL, true },
	{ 56, "NINFO", "S", true },
	{ 57, "RKEY", "21ab", true },
	{ 58, "TALINK", "NN", true },
	{ 61, "OPENPGPKEY", "b", false },
	{ 66, "DSYNC", "To2N", true },
	{ 99, "SPF", "S", false },
	{ 104, "NID", "2I", false },
	{ 105, "L32", "2A", false },
	{ 106, "L64", "2I", false },
	{ 107, "LP", "2N", false },
	{ 108, "EUI48", "e", false },
	{ 109, "EUI64", "E", false },
	{ 256, "URI", "22L", false },
	{ 258, "AVC", "S", true },
	{ 259, "DOA", NULL, true },
	{ 260, "AMTRELAY", NULL, true },
	{ 261, "RESINFO", "S", true },
	{ 262, "WALLET", "S", true },
	{ 263, "CLA", "S", true },
	{ 264, "IPN", NULL, true },
	{ 32768, "TA", "2a1x", true },
	{ 32769, "DLV", "2a1x", true },
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

	if (!r || r->rare)
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
