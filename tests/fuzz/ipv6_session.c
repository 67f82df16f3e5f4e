/* SPDX-License-Identifier: MIT */
/* Feeds session_parse() with messages. */
#include "fuzz.h"

#include "ipv6/see/session.c"
#include "ipv6/see/netlink.c"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	void *message = fuzz_copy(data, size);
	struct session out;

	/* the type is not what is to be found */
	if (size >= sizeof(struct nlmsghdr)) {
		((struct nlmsghdr *)message)->nlmsg_type = SOCK_DIAG_BY_FAMILY;
		((struct nlmsghdr *)message)->nlmsg_len = (uint32_t)size;
	}
	session_parse(message, size, &out);
	free(message);
	return 0;
}
