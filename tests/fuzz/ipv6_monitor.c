/* SPDX-License-Identifier: MIT */
/* Feeds monitor_relevant() with messages. */
#include "fuzz.h"

#include "ipv6/see/monitor.c"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct v6_facts nothing;
	void *message = fuzz_copy(data, size);

	(void)monitor_relevant(message, size, &nothing);
	free(message);
	return 0;
}
