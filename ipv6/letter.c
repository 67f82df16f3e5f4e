/* SPDX-License-Identifier: MIT */
/*
 * letter: see letter.h. The texts stand here in both languages, not in po/:
 * the letter's language is that of its reader, not that of the user.
 */
#include "letter.h"

#include <stddef.h>
#include <string.h>
#include <sys/socket.h>

#include "clock.h"
#include "prefix.h"
#include "roles.h"

/* Words in braces are filled in; those in brackets are for the writer. */
static const char provider_en[] =
"[Name of the agency]\n"
"[Place], {date}\n"
"\n"
"To: [Internet or hosting provider]\n"
"Subject: request for IPv6 on the connection of {host}\n"
"\n"
"Under Circular 32/2017/TT-BTTTT, article 15(4), our portal must be reachable\n"
"over IPv6. We ask you to provide IPv6 on the existing connection beside IPv4.\n"
"\n"
"What we have today\n"
"- host: {host}\n"
"- IPv4 addresses: {v4}\n"
"- IPv6 addresses: {v6}\n"
"- default route for IPv6: {route}\n"
"\n"
"What we ask for\n"
"1. One static /64 for the link between your router and ours, with the address\n"
"   of the gateway (fe80::1 is welcome) and the address of this host.\n"
"2. One static prefix routed to us: /56, or /48 where we have several sites.\n"
"3. At least two name servers that can be asked over IPv6.\n"
"4. Delegation of the reverse zone (ip6.arpa) of these prefixes, or PTR records.\n"
"5. Where you host our zone: name servers with AAAA records of their own, and\n"
"   the AAAA record of the portal.\n"
"6. An MTU of 1500 octets, and no filtering of ICMPv6 Packet Too Big (RFC 4890).\n"
"7. No router advertisements other than those of your gateway on our segment.\n"
"\n"
"Please tell us the addresses, the date of activation and a contact for tests.\n"
"\n"
"[Name, function, signature]\n"
"[Telephone, e-mail]\n";

static const char provider_vi[] =
"[Tên cơ quan, đơn vị]\n"
"[Địa danh], ngày {date}\n"
"\n"
"Kính gửi: [Nhà cung cấp dịch vụ Internet hoặc dịch vụ lưu trữ]\n"
"V/v đề nghị cung cấp kết nối IPv6 cho máy chủ {host}\n"
"\n"
"Thực hiện khoản 4 Điều 15 Thông tư 32/2017/TT-BTTTT về việc cổng thông tin điện\n"
"tử phải hỗ trợ IPv6, chúng tôi đề nghị Quý đơn vị cung cấp IPv6 song song với\n"
"IPv4 trên đường truyền hiện có.\n"
"\n"
"Hiện trạng\n"
"- Máy chủ: {host}\n"
"- Địa chỉ IPv4: {v4}\n"
"- Địa chỉ IPv6: {v6}\n"
"- Tuyến mặc định IPv6: {route}\n"
"\n"
"Nội dung đề nghị\n"
"1. Một dải /64 tĩnh cho liên kết giữa bộ định tuyến của Quý đơn vị và của chúng\n"
"   tôi, kèm địa chỉ cổng (nên là fe80::1) và địa chỉ của máy chủ này.\n"
"2. Một tiền tố tĩnh được định tuyến về phía chúng tôi: /56, hoặc /48 nếu có nhiều\n"
"   địa điểm.\n"
"3. Ít nhất hai máy chủ tên miền (DNS) truy vấn được qua IPv6.\n"
"4. Ủy quyền vùng tên miền ngược (ip6.arpa) của các tiền tố trên, hoặc bản ghi PTR.\n"
"5. Trường hợp Quý đơn vị quản lý tên miền: máy chủ tên miền có bản ghi AAAA, và\n"
"   bản ghi AAAA của cổng thông tin.\n"
"6. MTU 1500 byte, không chặn gói ICMPv6 Packet Too Big (RFC 4890).\n"
"7. Không có quảng bá định tuyến (RA) nào khác ngoài của cổng trên phân đoạn mạng\n"
"   của chúng tôi.\n"
"\n"
"Đề nghị Quý đơn vị cho biết các địa chỉ, ngày kích hoạt và đầu mối phối hợp thử\n"
"nghiệm.\n"
"\n"
"[Họ tên, chức vụ, chữ ký]\n"
"[Điện thoại, thư điện tử]\n";

static const char independent_en[] =
"[Name of the agency]\n"
"[Place], {date}\n"
"\n"
"To: Viet Nam Internet Network Information Center (VNNIC)\n"
"Subject: request for independent IPv4, IPv6 addresses and an AS number\n"
"\n"
"Our portal is to be reached through several providers at the same time.\n"
"Addresses of one provider cannot be announced by another, so we ask for\n"
"resources of our own, as the guidance 1778/BTTTT-THH, section 8a, provides.\n"
"\n"
"What we have today\n"
"- host: {host}\n"
"- IPv4 addresses (of a provider): {v4}\n"
"- IPv6 addresses: {v6}\n"
"- default route for IPv6: {route}\n"
"\n"
"What we ask for\n"
"1. One IPv6 prefix /48, provider-independent.\n"
"2. One IPv4 prefix /24, provider-independent.\n"
"3. One AS number (32 bits).\n"
"4. Delegation of the reverse zones, and registration of route objects and ROA\n"
"   (RPKI) for both prefixes.\n"
"\n"
"Providers that are to announce them: [provider 1], [provider 2]\n"
"\n"
"[Name, function, signature]\n"
"[Telephone, e-mail]\n";

static const char independent_vi[] =
"[Tên cơ quan, đơn vị]\n"
"[Địa danh], ngày {date}\n"
"\n"
"Kính gửi: Trung tâm Internet Việt Nam (VNNIC)\n"
"V/v đề nghị cấp địa chỉ IPv4, IPv6 và số hiệu mạng (ASN) độc lập\n"
"\n"
"Cổng thông tin của chúng tôi kết nối đồng thời qua nhiều nhà cung cấp. Địa chỉ của\n"
"nhà cung cấp này không quảng bá được qua nhà cung cấp khác, vì vậy chúng tôi đề\n"
"nghị được cấp tài nguyên độc lập theo mục 8a văn bản 1778/BTTTT-THH.\n"
"\n"
"Hiện trạng\n"
"- Máy chủ: {host}\n"
"- Địa chỉ IPv4 (của nhà cung cấp): {v4}\n"
"- Địa chỉ IPv6: {v6}\n"
"- Tuyến mặc định IPv6: {route}\n"
"\n"
"Nội dung đề nghị\n"
"1. Một tiền tố IPv6 /48 độc lập.\n"
"2. Một tiền tố IPv4 /24 độc lập.\n"
"3. Một số hiệu mạng ASN (32 bit).\n"
"4. Ủy quyền các vùng tên miền ngược, đăng ký route object và ROA (RPKI) cho cả hai\n"
"   tiền tố.\n"
"\n"
"Các nhà cung cấp sẽ quảng bá: [nhà cung cấp 1], [nhà cung cấp 2]\n"
"\n"
"[Họ tên, chức vụ, chữ ký]\n"
"[Điện thoại, thư điện tử]\n";

static const struct {
	const char *language;
	const char *texts[2];		/* by enum letter_kind */
	const char *none;
} letters[] = {
	{ "en", { provider_en, independent_en }, "none" },
	{ "vi", { provider_vi, independent_vi }, "chưa có" },
};

/* ---- what is filled in ---- */

static void put_addresses(const struct v6_facts *f, int family,
			  const char *none, struct text *out)
{
	char address[PREFIX_TEXT];
	bool any = false;
	size_t i;

	for (i = 0; i < f->address_count; i++) {
		const struct v6_address *a = &f->addresses[i];
		const struct v6_link *l = roles_link(f, a->ifindex);

		if (a->family != family || l == NULL ||
		    (l->flags & IFF_LOOPBACK) ||
		    (family == AF_INET6 && !roles_address_wide(a)))
			continue;
		text_printf(out, "%s%s/%u", any ? ", " : "",
			    prefix_format(&a->address, address), a->length);
		any = true;
	}
	if (!any)
		text_add(out, none);
}

static void put_route(const struct v6_facts *f, const char *none,
		      struct text *out)
{
	char gateway[PREFIX_TEXT];
	size_t i;

	for (i = 0; i < f->route_count; i++) {
		const struct v6_route *r = &f->routes[i];

		if (r->family != AF_INET6 || !roles_route_usable(f, r))
			continue;
		if (r->leg_count > 0 && r->legs[0].family != AF_UNSPEC)
			text_printf(out, "%s", prefix_format(
					&r->legs[0].gateway, gateway));
		else
			text_add(out, "::/0");
		return;
	}
	text_add(out, none);
}

/* Vietnamese letters write the day first. */
static void put_date(int64_t time, const char *language, struct text *out)
{
	char when[CLOCK_TEXT];

	clock_format(time, when);
	if (strcmp(language, "vi") == 0)
		text_printf(out, "%.2s/%.2s/%.4s", when + 8, when + 5, when);
	else
		text_printf(out, "%.10s", when);
}

int letter_write(enum letter_kind kind, const char *language,
		 const struct v6_facts *f, const char *host, int64_t time,
		 struct text *out)
{
	const char *s = NULL, *none = NULL;
	size_t i, n;

	for (i = 0; i < sizeof(letters) / sizeof(letters[0]); i++)
		if (strcmp(letters[i].language, language) == 0) {
			s = letters[i].texts[kind];
			none = letters[i].none;
		}
	if (s == NULL)
		return -1;
	for (; *s != '\0'; s += n) {
		n = strcspn(s, "{");
		text_add_bytes(out, s, n);
		if (s[n] == '\0')
			break;
		s += n;
		if (strncmp(s, "{host}", 6) == 0)
			text_add(out, host);
		else if (strncmp(s, "{date}", 6) == 0)
			put_date(time, language, out);
		else if (strncmp(s, "{v4}", 4) == 0)
			put_addresses(f, AF_INET, none, out);
		else if (strncmp(s, "{v6}", 4) == 0)
			put_addresses(f, AF_INET6, none, out);
		else
			put_route(f, none, out);
		n = strcspn(s, "}") + 1;
	}
	return 0;
}
