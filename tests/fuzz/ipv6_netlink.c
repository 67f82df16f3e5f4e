/* SPDX-License-Identifier: MIT */
/* Feeds netlink_read() with datagrams. */
#include "fuzz.h"

#include "ipv6/see/netlink.c"

static int take(const void *message, size_t length, void *data)
{
	const uint8_t *last = (const uint8_t *)message + length - 1;

	/* what is handed on must be there */
	*(volatile uint8_t *)data = *last;
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t seen;
	const struct netlink_query q = { .dump = true, .take = take,
					 .data = &seen };
	struct netlink_reply r = { .query = &q };
	void *datagram = fuzz_copy(data, size);

	netlink_read(&r, datagram, size);
	free(datagram);
	return 0;
}
