/* SPDX-License-Identifier: MIT */
/* Feeds addr_parse() with messages. */
#include "fuzz.h"

#include "ipv6/see/addr.c"
#include "ipv6/see/netlink.c"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	void *message = fuzz_copy(data, size);
	struct v6_address out;

	/* the type is not what is to be found */
	if (size >= sizeof(struct nlmsghdr)) {
		((struct nlmsghdr *)message)->nlmsg_type = RTM_NEWADDR;
		((struct nlmsghdr *)message)->nlmsg_len = (uint32_t)size;
	}
	addr_parse(message, size, 1e6, &out);
	free(message);
	return 0;
}
