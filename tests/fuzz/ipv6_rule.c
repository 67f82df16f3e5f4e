/* SPDX-License-Identifier: MIT */
/* Feeds rule_parse() with messages. */
#include "fuzz.h"

#include "ipv6/see/rule.c"
#include "ipv6/see/netlink.c"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	void *message = fuzz_copy(data, size);
	struct v6_rule out;

	/* the type is not what is to be found */
	if (size >= sizeof(struct nlmsghdr)) {
		((struct nlmsghdr *)message)->nlmsg_type = RTM_NEWRULE;
		((struct nlmsghdr *)message)->nlmsg_len = (uint32_t)size;
	}
	rule_parse(message, size, &out);
	free(message);
	return 0;
}
