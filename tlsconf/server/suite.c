/* SPDX-License-Identifier: MIT */
/* suite: see suite.h. Registry: IANA, TLS Cipher Suites and Groups. */
#include "tlsconf/server/suite.h"

#include <stddef.h>
#include <stdio.h>
#include <strings.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const struct {
	uint16_t id;
	const char *openssl, *iana;
} suites[] = {
	{ 0x1301, "TLS_AES_128_GCM_SHA256",
	  "TLS_AES_128_GCM_SHA256" },
	{ 0x1302, "TLS_AES_256_GCM_SHA384",
	  "TLS_AES_256_GCM_SHA384" },
	{ 0x1303, "TLS_CHACHA20_POLY1305_SHA256",
	  "TLS_CHACHA20_POLY1305_SHA256" },
	{ 0x1304, "TLS_AES_128_CCM_SHA256",
	  "TLS_AES_128_CCM_SHA256" },
	{ 0xc02b, "ECDHE-ECDSA-AES128-GCM-SHA256",
	  "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256" },
	{ 0xc02f, "ECDHE-RSA-AES128-GCM-SHA256",
	  "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256" },
	{ 0xc02c, "ECDHE-ECDSA-AES256-GCM-SHA384",
	  "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384" },
	{ 0xc030, "ECDHE-RSA-AES256-GCM-SHA384",
	  "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384" },
	{ 0xcca9, "ECDHE-ECDSA-CHACHA20-POLY1305",
	  "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256" },
	{ 0xcca8, "ECDHE-RSA-CHACHA20-POLY1305",
	  "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256" },
	{ 0x009e, "DHE-RSA-AES128-GCM-SHA256",
	  "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256" },
	{ 0x009f, "DHE-RSA-AES256-GCM-SHA384",
	  "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384" },
	{ 0xccaa, "DHE-RSA-CHACHA20-POLY1305",
	  "TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256" },
	{ 0xc0ac, "ECDHE-ECDSA-AES128-CCM",
	  "TLS_ECDHE_ECDSA_WITH_AES_128_CCM" },
	{ 0xc0ad, "ECDHE-ECDSA-AES256-CCM",
	  "TLS_ECDHE_ECDSA_WITH_AES_256_CCM" },
	{ 0xc023, "ECDHE-ECDSA-AES128-SHA256",
	  "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256" },
	{ 0xc027, "ECDHE-RSA-AES128-SHA256",
	  "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256" },
	{ 0xc024, "ECDHE-ECDSA-AES256-SHA384",
	  "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384" },
	{ 0xc028, "ECDHE-RSA-AES256-SHA384",
	  "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384" },
	{ 0x0067, "DHE-RSA-AES128-SHA256",
	  "TLS_DHE_RSA_WITH_AES_128_CBC_SHA256" },
	{ 0x006b, "DHE-RSA-AES256-SHA256",
	  "TLS_DHE_RSA_WITH_AES_256_CBC_SHA256" },
	{ 0x009c, "AES128-GCM-SHA256",
	  "TLS_RSA_WITH_AES_128_GCM_SHA256" },
	{ 0x009d, "AES256-GCM-SHA384",
	  "TLS_RSA_WITH_AES_256_GCM_SHA384" },
	{ 0x003c, "AES128-SHA256",
	  "TLS_RSA_WITH_AES_128_CBC_SHA256" },
	{ 0x003d, "AES256-SHA256",
	  "TLS_RSA_WITH_AES_256_CBC_SHA256" },
	{ 0xc009, "ECDHE-ECDSA-AES128-SHA",
	  "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA" },
	{ 0xc013, "ECDHE-RSA-AES128-SHA",
	  "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA" },
	{ 0xc00a, "ECDHE-ECDSA-AES256-SHA",
	  "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA" },
	{ 0xc014, "ECDHE-RSA-AES256-SHA",
	  "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA" },
	{ 0x0033, "DHE-RSA-AES128-SHA",
	  "TLS_DHE_RSA_WITH_AES_128_CBC_SHA" },
	{ 0x0039, "DHE-RSA-AES256-SHA",
	  "TLS_DHE_RSA_WITH_AES_256_CBC_SHA" },
	{ 0x0032, "DHE-DSS-AES128-SHA",
	  "TLS_DHE_DSS_WITH_AES_128_CBC_SHA" },
	{ 0x0038, "DHE-DSS-AES256-SHA",
	  "TLS_DHE_DSS_WITH_AES_256_CBC_SHA" },
	{ 0x002f, "AES128-SHA",
	  "TLS_RSA_WITH_AES_128_CBC_SHA" },
	{ 0x0035, "AES256-SHA",
	  "TLS_RSA_WITH_AES_256_CBC_SHA" },
	{ 0x0041, "CAMELLIA128-SHA",
	  "TLS_RSA_WITH_CAMELLIA_128_CBC_SHA" },
	{ 0x0084, "CAMELLIA256-SHA",
	  "TLS_RSA_WITH_CAMELLIA_256_CBC_SHA" },
	{ 0xc008, "ECDHE-ECDSA-DES-CBC3-SHA",
	  "TLS_ECDHE_ECDSA_WITH_3DES_EDE_CBC_SHA" },
	{ 0xc012, "ECDHE-RSA-DES-CBC3-SHA",
	  "TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA" },
	{ 0x0016, "DHE-RSA-DES-CBC3-SHA",
	  "TLS_DHE_RSA_WITH_3DES_EDE_CBC_SHA" },
	{ 0x000a, "DES-CBC3-SHA",
	  "TLS_RSA_WITH_3DES_EDE_CBC_SHA" },
	{ 0xc007, "ECDHE-ECDSA-RC4-SHA",
	  "TLS_ECDHE_ECDSA_WITH_RC4_128_SHA" },
	{ 0xc011, "ECDHE-RSA-RC4-SHA",
	  "TLS_ECDHE_RSA_WITH_RC4_128_SHA" },
	{ 0x0005, "RC4-SHA",
	  "TLS_RSA_WITH_RC4_128_SHA" },
	{ 0x0004, "RC4-MD5",
	  "TLS_RSA_WITH_RC4_128_MD5" },
	{ 0x0015, "EDH-RSA-DES-CBC-SHA",
	  "TLS_DHE_RSA_WITH_DES_CBC_SHA" },
	{ 0x0009, "DES-CBC-SHA",
	  "TLS_RSA_WITH_DES_CBC_SHA" },
	{ 0x0003, "EXP-RC4-MD5",
	  "TLS_RSA_EXPORT_WITH_RC4_40_MD5" },
	{ 0x0006, "EXP-RC2-CBC-MD5",
	  "TLS_RSA_EXPORT_WITH_RC2_CBC_40_MD5" },
};

static const struct {
	uint16_t id;
	const char *name;
} groups[] = {
	{ 0x11ec, "X25519MLKEM768" }, { 0x11eb, "SecP256r1MLKEM768" },
	{ 0x11ed, "SecP384r1MLKEM1024" }, { 0x001d, "X25519" },
	{ 0x001e, "X448" }, { 0x0016, "secp256k1" }, { 0x0017, "secp256r1" },
	{ 0x0018, "secp384r1" }, { 0x0019, "secp521r1" },
	{ 0x0100, "ffdhe2048" }, { 0x0101, "ffdhe3072" },
};

const char *suite_name(uint16_t id, char buffer[SUITE_TEXT])
{
	for (size_t i = 0; i < COUNT(suites); i++)
		if (suites[i].id == id)
			return suites[i].openssl;
	snprintf(buffer, SUITE_TEXT, "0x%04x", id);
	return buffer;
}

const char *suite_iana(const char *name)
{
	for (size_t i = 0; i < COUNT(suites); i++)
		if (!strcasecmp(suites[i].openssl, name) ||
		    !strcasecmp(suites[i].iana, name))
			return suites[i].iana;
	return NULL;
}

const char *suite_group(uint16_t id, char buffer[SUITE_TEXT])
{
	for (size_t i = 0; i < COUNT(groups); i++)
		if (groups[i].id == id)
			return groups[i].name;
	snprintf(buffer, SUITE_TEXT, "0x%04x", id);
	return buffer;
}
