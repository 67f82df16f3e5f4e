/* SPDX-License-Identifier: MIT */
/* Feeds the readers of resolv.conf, gai.conf and sysctl.conf with text. */
#include "fuzz.h"

#include "ipv6/see/resolv.c"

/* DATA as text: in a block of just its size and the NUL behind it. */
static char *as_text(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);

	if (text == NULL)
		abort();
	memcpy(text, data, size);
	text[size] = '\0';
	return text;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct v6_facts f = { 0 };
	char *text = as_text(data, size);
	bool stub = false;

	resolv_parse(text, &f, &stub);
	free(text);
	text = as_text(data, size);
	resolv_parse_gai(text, &f.files);
	free(text);
	text = as_text(data, size);
	resolv_parse_sysctl(text, &f.files);
	free(text);
	free(f.resolvers);
	return 0;
}
