#!/bin/bash
# SPDX-License-Identifier: MIT
#
# States of a host, made for real in network namespaces (no root needed), each
# with exactly the findings that khien-ipv6 check has to report: what failed or
# warned, as "check subject" lines. `h` is the host, `r` the router beside it.
#
# ipv6_states.sh [STATE…]: only these, or all.

set -eu
: "${B:=build/plain}"
tool=$(realpath "$B")/khien-ipv6

if [ -z "${INSIDE-}" ]; then
	here=$(realpath "$0")
	B=$(realpath "$B") INSIDE=1 exec "$(dirname "$here")/../in_namespaces" "$here" "$@"
fi
mount -t tmpfs none /run
temp=$(mktemp -d /run/states.XXXXXX)
jobs_of_state=()
trap 'stop_jobs' EXIT

net=2a0f:1234:5678:1
in_h() { nsenter --net=/run/netns/h "$@"; }
in_r() { nsenter --net=/run/netns/r "$@"; }
h() { ip -n h "$@"; }
r() { ip -n r "$@"; }
set_h() { in_h sh -c 'echo "$2" >/proc/sys/net/ipv6/conf/$1' - "$1" "$2"; }

stop_jobs() {
	local p
	for p in ${jobs_of_state[@]+"${jobs_of_state[@]}"}; do
		kill "$p" 2>/dev/null || :
		wait "$p" 2>/dev/null || :
	done
	jobs_of_state=()
}

# until COMMAND…: at most 5 seconds
until_true() {
	local i
	for ((i = 0; i < 100; i++)); do
		"$@" >/dev/null 2>&1 && return 0
		sleep 0.05
	done
	echo "state $current: never came true: $*"
	return 1
}

# listen FAMILY ADDRESS PORT [V6ONLY [FREEBIND]]: in h, until the state ends
listen() {
	in_h python3 - "$@" "$temp/ready" <<-'PY' &
		import signal, socket, sys
		family, address, port = sys.argv[1], sys.argv[2], int(sys.argv[3])
		s = socket.socket(socket.AF_INET6 if family == "6" else socket.AF_INET)
		s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
		if family == "6":
		    s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, int(sys.argv[4]))
		    if len(sys.argv) > 6:
		        s.setsockopt(socket.IPPROTO_IPV6, 78, 1)  # IPV6_FREEBIND
		s.bind((address, port))
		s.listen()
		open(sys.argv[-1], "w").close()
		signal.pause()
	PY
	jobs_of_state+=($!)
	until_true test -e "$temp/ready"
	rm "$temp/ready"
}

# advertise LIFETIME [PREFIX [MTU]]: one router advertisement from r
advertise() {
	in_r python3 - "$@" <<-'PY'
		import socket, struct, sys
		lifetime = int(sys.argv[1])
		ra = struct.pack("!BBHBBHII", 134, 0, 0, 64, 0, lifetime, 0, 0)
		if len(sys.argv) > 2:
		    prefix = socket.inet_pton(socket.AF_INET6, sys.argv[2])
		    ra += struct.pack("!BBBBIII16s", 3, 4, 64, 0xc0, 7200, 3600, 0, prefix)
		if len(sys.argv) > 3:
		    ra += struct.pack("!BBHI", 5, 1, 0, int(sys.argv[3]))
		s = socket.socket(socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_ICMPV6)
		s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_HOPS, 255)
		s.sendto(ra, ("ff02::1", 0, 0, socket.if_nametoindex("eth0")))
	PY
}

has_address() { h -6 addr show dev eth0 | grep -q "$1"; }
has_route() { h -6 route show table all | grep -q "$1"; }

# ---- building blocks ----

# a link h–r with carrier and link-local addresses, no more
wire() {
	ip netns add h
	ip netns add r
	for ns in h r; do
		ip -n $ns link set lo up
		nsenter --net=/run/netns/$ns sh -c '
			cd /proc/sys/net/ipv6/conf/default
			echo 0 >accept_dad; echo 0 >accept_redirects; echo 0 >accept_ra'
	done
	ip link add eth0 netns h type veth peer name eth0 netns r
	h link set eth0 up
	r link set eth0 up
	until_true has_address fe80::
	until_true eval 'r -6 addr show dev eth0 | grep -q fe80::'
}

addresses() {
	h addr add 198.18.0.2/24 dev eth0
	h -6 addr add $net::2/64 dev eth0 nodad
}

routes() {
	h route add default via 198.18.0.1
	h -6 route add default via fe80::1 dev eth0
}

services() {
	listen 6 :: 80 0
	listen 6 :: 443 0
}

network() { wire; addresses; routes; }
healthy() { network; services; }

# ---- the states ----

# state NAME: its function says how to make it, its here-document what follows
states=()
state() { states+=("$1"); expected[${#states[@]} - 1]=$(cat); }
expected=()

make_healthy() { healthy; }
state healthy <<E
E

make_only_loopback() { wire; h link del eth0; }
state only_loopback <<E
link.present host
E

make_all_switched_off() { wire; h link set eth0 down; }
state all_switched_off <<E
link.present host
E

make_link_down() { healthy; h link set eth0 down; }
state link_down <<E
link.down eth0
E

make_no_carrier() { healthy; r link set eth0 down; }
state no_carrier <<E
link.down eth0
E

make_mtu() { healthy; h link set eth0 mtu 1279; }
state mtu <<E
link.mtu eth0
E

# an instant below 1280 takes addresses, routes and settings with it
make_mtu_dip() { healthy; h link set eth0 mtu 1279; h link set eth0 mtu 1500; until_true has_address fe80::; }
state mtu_dip <<E
addr.global host
route.default host
E

make_disabled() { healthy; set_h eth0/disable_ipv6 1; }
state disabled <<E
link.disabled eth0
E

make_disabled_everywhere() { healthy; set_h all/disable_ipv6 1; }
state disabled_everywhere <<E
link.disabled eth0
E

make_disabled_without_v4() {
	wire
	h -6 addr add $net::2/64 dev eth0 nodad
	h -6 route add default via $net::1
	set_h eth0/disable_ipv6 1
}
state disabled_without_v4 <<E
link.disabled eth0
E

make_disabled_by_dad() {
	healthy
	h link set eth0 down
	h link set eth0 address 02:00:00:00:00:07
	r link set eth0 down
	r link set eth0 address 02:00:00:00:00:07
	r link set eth0 up
	set_h eth0/accept_dad 2
	h link set eth0 up
	h route add default via 198.18.0.1
	until_true in_h grep -q 1 /proc/sys/net/ipv6/conf/eth0/disable_ipv6
}
state disabled_by_dad <<E
link.disabled-by-dad eth0
E

make_no_linklocal() {
	network
	h -6 addr flush dev eth0 scope link
}
state no_linklocal <<E
link.no-linklocal eth0
E

make_dad_failed() {
	wire
	r -6 addr add $net::2/64 dev eth0 nodad
	set_h eth0/accept_dad 1
	h addr add 198.18.0.2/24 dev eth0
	h -6 addr add $net::2/64 dev eth0
	routes
	until_true has_address dadfailed
}
state dad_failed <<E
addr.dad-failed eth0 $net::2/64
E

# a second address is in order: only the one has failed
make_dad_failed_one_of_two() {
	make_dad_failed
	h -6 addr add $net::3/64 dev eth0 nodad
}
state dad_failed_one_of_two <<E
addr.dad-failed eth0 $net::2/64
E

make_tentative() {
	wire
	set_h eth0/accept_dad 1
	set_h eth0/dad_transmits 60
	h addr add 198.18.0.2/24 dev eth0
	h -6 addr add $net::2/64 dev eth0
	routes
}
state tentative <<E
addr.tentative eth0 $net::2/64
E

# detection that has only begun is waited for
make_settles() {
	wire
	set_h eth0/accept_dad 1
	h addr add 198.18.0.2/24 dev eth0
	h -6 addr add $net::2/64 dev eth0
	routes
}
state settles <<E
E

make_no_address() { wire; h addr add 198.18.0.2/24 dev eth0; routes; }
state no_address <<E
addr.global host
E

make_only_v4() { wire; h addr add 198.18.0.2/24 dev eth0; h route add default via 198.18.0.1; services; }
state only_v4 <<E
addr.global host
route.default host
E

make_ula() {
	wire
	h addr add 198.18.0.2/24 dev eth0
	h -6 addr add fd00:1::2/64 dev eth0 nodad
	routes
}
state ula <<E
addr.only-ula host
E

make_documentation() {
	wire
	h addr add 198.18.0.2/24 dev eth0
	h -6 addr add 2001:db8::2/64 dev eth0 nodad
	routes
}
state documentation <<E
addr.bad-prefix eth0 2001:db8::2/64
E

make_sixtofour_beside() { network; h -6 addr add 2002:c612:2::2/64 dev eth0 nodad; }
state sixtofour_beside <<E
addr.bad-prefix eth0 2002:c612:2::2/64
E

make_sitelocal_and_ula() {
	make_ula
	h -6 addr add fec0::2/64 dev eth0 nodad
}
state sitelocal_and_ula <<E
addr.bad-prefix eth0 fec0::2/64
addr.only-ula host
E

make_deprecated() { network; h -6 addr change $net::2/64 dev eth0 preferred_lft 0; }
state deprecated <<E
addr.deprecated eth0 $net::2/64
E

make_deprecated_second() { network; h -6 addr add $net::3/64 dev eth0 nodad preferred_lft 0; }
state deprecated_second <<E
E

make_temporary() {
	network
	set_h eth0/use_tempaddr 2
	h -6 addr change $net::2/64 dev eth0 mngtmpaddr
	until_true has_address temporary
	address=$(h -6 -o addr show dev eth0 temporary | sed -n 's/.*inet6 \([^ ]*\) .*/\1/p')
}
state temporary <<E
addr.temporary eth0 @
E

make_lifetime() { network; h -6 addr change $net::2/64 dev eth0 valid_lft 400 preferred_lft 300; }
state lifetime <<E
addr.lifetime eth0 $net::2/64
E

make_no_default() { wire; addresses; h route add default via 198.18.0.1; }
state no_default <<E
route.default host
E

# no default of either family: the link with the addresses is the one
make_no_default_at_all() { wire; addresses; }
state no_default_at_all <<E
route.default host
E

make_unreachable() { wire; addresses; h -6 route add unreachable default; }
state unreachable <<E
route.default-unreachable host
E

make_blackhole_first() { network; h -6 route add blackhole default metric 10; }
state blackhole_first <<E
route.default-unreachable host
E

make_unreachable_last() { network; h -6 route add unreachable default metric 4096; }
state unreachable_last <<E
E

make_expired() {
	wire
	addresses
	h -6 route add default via $net::1 dev eth0 expires 1
	until_true has_route 'expires -'
}
state expired <<E
route.default-expired host
E

make_other_table() {
	wire
	addresses
	h -6 route add default via $net::1 dev eth0 table 70000
	h -6 rule add from $net::/64 table 70000
}
state other_table <<E
E

make_global_unicast_route() { wire; addresses; h -6 route add 2000::/3 via $net::1 dev eth0; }
state global_unicast_route <<E
E

make_nexthop_object() {
	wire
	addresses
	in_h sh -c 'echo 0 >/proc/sys/net/ipv4/nexthop_compat_mode'
	h nexthop add id 7 via $net::1 dev eth0
	h nexthop add id 8 group 7
	h -6 route add default nhid 8
}
state nexthop_object <<E
E

make_two_links() {
	network
	ip link add eth1 netns h type veth peer name eth1 netns r
	h link set eth1 up
	r link set eth1 up
	h -6 addr add ${net%1}2::2/64 dev eth1 nodad
	h -6 route append default via ${net%1}2::1 dev eth1
}
state two_links <<E
E

make_two_links_one_dead() { make_two_links; r link set eth1 down; }
state two_links_one_dead <<E
link.down eth1
E

make_autoconf() {
	wire
	set_h eth0/accept_ra 1
	h addr add 198.18.0.2/24 dev eth0
	h route add default via 198.18.0.1
	advertise 1800 $net::
	until_true has_address "$net:"
	until_true has_route 'proto ra'
}
state autoconf <<E
E

# forwarding, as a container engine switches it on, ends autoconfiguration
make_forwarding() {
	make_autoconf
	set_h all/forwarding 1
	until_true eval '! has_route "proto ra"'
}
state forwarding <<E
ra.ignored-forwarding eth0
E

make_forwarding_hybrid() {
	make_autoconf
	set_h all/forwarding 1
	set_h eth0/accept_ra 2
	advertise 1800 $net::
	until_true has_route 'proto ra'
}
state forwarding_hybrid <<E
E

make_forwarding_static() { network; set_h all/forwarding 1; set_h eth0/accept_ra 1; }
state forwarding_static <<E
E

# what audits look at is `all`, what counts is the interface
make_accept_ra() { network; set_h all/accept_ra 0; set_h eth0/accept_ra 1; }
state accept_ra <<E
ra.accepted-static eth0
E

make_redirects() { network; set_h eth0/accept_redirects 1; }
state redirects <<E
ra.redirects eth0
E

make_v4_only() { network; listen 6 :: 80 0; listen 4 0.0.0.0 443; }
state v4_only <<E
sock.v4-only tcp/443
E

make_v4_mapped() { network; listen 6 ::ffff:198.18.0.2 443 0; }
state v4_mapped <<E
sock.v4-only tcp/443
E

make_v6_only() { network; listen 6 :: 443 1; }
state v6_only <<E
sock.v6-only tcp/443
E

make_two_sockets() { network; listen 6 :: 443 1; listen 4 0.0.0.0 443; }
state two_sockets <<E
E

make_loopback_only() { network; listen 6 ::1 443 1; listen 4 0.0.0.0 443; }
state loopback_only <<E
sock.loopback-only tcp/443
E

make_local_service() { network; listen 6 ::1 443 1; listen 4 127.0.0.1 443; }
state local_service <<E
E

make_ghost() {
	network
	h -6 addr add $net::9/64 dev eth0 nodad
	listen 6 $net::9 443 1
	listen 4 0.0.0.0 443
	h -6 addr del $net::9/64 dev eth0
}
state ghost <<E
sock.ghost tcp/443
E

# the service is bound to what the link lost: the link is the cause
make_ghost_of_link() {
	network
	listen 6 $net::2 443 1
	listen 4 0.0.0.0 443
	set_h eth0/disable_ipv6 1
}
state ghost_of_link <<E
link.disabled eth0
E

# a whole prefix is local by a route, carried by no interface
make_local_by_route() {
	network
	h -6 route add local ${net%1}9::/64 dev lo
	listen 6 ${net%1}9::7 443 1 1
	listen 4 198.18.0.2 443
}
state local_by_route <<E
E

make_two_causes() { network; listen 4 0.0.0.0 443; set_h eth0/disable_ipv6 1; }
state two_causes <<E
link.disabled eth0
sock.v4-only tcp/443
E

# ---- the packet filter ----

filter() { in_h nft -f -; }

# what a good filter for a portal looks like
filter_good() {
	filter <<-'NFT'
		table inet filter {
			set ports { type inet_service; flags interval; elements = { 80, 440-450 } }
			chain input {
				type filter hook input priority filter; policy drop;
				iif lo accept
				ct state vmap { established : accept, related : accept, invalid : drop }
				icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert, nd-router-advert } ip6 hoplimit 255 accept
				icmpv6 type echo-request limit rate 10/second accept
				tcp dport @ports ct state new accept
				counter log prefix "dropped " reject
			}
		}
	NFT
}

make_filter_good() { healthy; filter_good; }
state filter_good <<E
E

# as firewalld and others write it: reverse path, jumps, marks, concatenations
make_filter_elaborate() {
	healthy
	filter <<-'NFT'
		table inet fw {
			set allowed { type inet_proto . inet_service; flags interval; elements = { tcp . 80, tcp . 443-444 } }
			set bad { type ipv6_addr; flags interval; elements = { 2001:db8::/32, 2001:500::-2001:500:ffff:: } }
			chain raw {
				type filter hook prerouting priority raw; policy accept;
				icmpv6 type { nd-router-advert, nd-neighbor-solicit } accept
				meta nfproto ipv6 fib saddr . mark . iif oif missing log prefix "rpfilter " drop
			}
			chain services {
				ip6 saddr @bad drop
				meta l4proto . th dport @allowed meta mark set 0x7 accept
			}
			chain control {
				icmpv6 type < 128 accept
				icmpv6 type >= 133 icmpv6 type <= 136 ip6 hoplimit 255 goto yes
				return
			}
			chain yes { accept; }
			chain input {
				type filter hook input priority 10; policy drop;
				ct state established,related accept
				ct state invalid counter drop
				meta l4proto ipv6-icmp jump control
				tcp flags & (fin | syn | rst | ack) == syn jump services
				add @flood { ip6 saddr limit rate over 10/second } drop
				exthdr rt exists drop
			}
			set flood { type ipv6_addr; flags dynamic; size 100; timeout 1m; }
		}
	NFT
}
state filter_elaborate <<E
E

make_ptb_dropped() { healthy; filter_good; in_h nft insert rule inet filter input icmpv6 type packet-too-big counter drop; }
state ptb_dropped <<E
fw.ptb-dropped host
E

# without `related` nothing of the filter lets it in
make_ptb_not_related() {
	healthy
	filter <<-'NFT'
		table ip6 filter {
			chain input {
				type filter hook input priority 0; policy drop;
				ct state established accept
				icmpv6 type { 133-136 } accept
				tcp dport { 80, 443 } accept
			}
		}
	NFT
}
state ptb_not_related <<E
fw.ptb-dropped host
E

# what is not tracked is not related either
make_ptb_untracked() {
	healthy
	filter_good
	in_h nft add table inet early
	in_h nft add chain inet early pre '{ type filter hook prerouting priority raw; }'
	in_h nft add rule inet early pre meta l4proto icmpv6 notrack
}
state ptb_untracked <<E
fw.ptb-dropped host
E

make_ndp_dropped() {
	healthy
	filter <<-'NFT'
		table inet filter {
			chain input {
				type filter hook input priority 0; policy drop;
				ct state established,related accept
				tcp dport { 80, 443 } accept
			}
		}
	NFT
}
state ndp_dropped <<E
fw.ndp-dropped host
E

# only what comes over a router is dropped: neighbours are not
make_ndp_hops() { healthy; filter_good; in_h nft insert rule inet filter input ip6 hoplimit != 255 icmpv6 type 135-136 drop; }
state ndp_hops <<E
E

make_parity_closed() {
	healthy
	filter <<-'NFT'
		table ip filter { chain input { type filter hook input priority 0; policy drop; tcp dport { 80, 443 } accept; }; }
		table ip6 filter { chain input { type filter hook input priority 0; policy drop; ct state related accept; icmpv6 type 135-136 accept; tcp dport 80 accept; }; }
	NFT
}
state parity_closed <<E
fw.parity-closed tcp/443
E

make_parity_open() {
	healthy
	listen 6 :: 5432 0
	filter <<-'NFT'
		table ip filter { chain input { type filter hook input priority 0; policy drop; tcp dport { 80, 443 } accept; }; }
	NFT
}
state parity_open <<E
fw.parity-open tcp/5432
E

# a table that sleeps does nothing; one that looks at another device neither
make_filter_elsewhere() {
	healthy
	filter <<-'NFT'
		table inet asleep { flags dormant; chain input { type filter hook input priority 0; policy drop; }; }
		table netdev other { chain in { type filter hook ingress device "lo" priority 0; policy drop; }; }
		table inet out { chain output { type filter hook output priority 0; policy drop; }; }
		table inet here { chain input { type filter hook input priority 0; iifname != "eth0" drop; }; }
	NFT
}
state filter_elsewhere <<E
E

make_filter_ingress() {
	healthy
	filter <<-'NFT'
		table netdev early { chain in { type filter hook ingress device "eth0" priority 0; ether type ip6 icmpv6 type packet-too-big drop; }; }
	NFT
}
state filter_ingress <<E
fw.ptb-dropped host
E

# a rule that hangs on what is not known: neither passed nor failed
make_filter_unknown() { healthy; filter_good; in_h nft insert rule inet filter input meta cgroup 7 icmpv6 type packet-too-big drop; }
state filter_unknown <<E
fw.ptb-dropped host
E

# a container engine hands the port on before the filter of input sees it
make_handed_on() {
	healthy
	filter <<-'NFT'
		table ip nat {
			chain there { ip daddr != 127.0.0.0/8 tcp dport 443 dnat to 172.17.0.2:8443; }
			chain pre { type nat hook prerouting priority dstnat; fib daddr type local jump there; }
		}
		table ip filter { chain input { type filter hook input priority 0; policy drop; tcp dport 80 accept; }; }
	NFT
}
state handed_on <<E
E

make_exposed() { network; listen 6 :: 5432 1; listen 4 127.0.0.1 5432; }
state exposed <<E
sock.exposed-v6-only tcp/5432
E

make_exposed_but_filtered() { make_exposed; filter_good; }
state exposed_but_filtered <<E
E

make_near_alone() { network; listen 6 ::1 5432 1; listen 4 127.0.0.1 5432; }
state near_alone <<E
E

# ---- gateways ----

# poke ADDRESS: a packet goes there, so that it is looked for, quickly
poke() {
	in_h sh -c 'echo 200 >/proc/sys/net/ipv6/neigh/eth0/retrans_time_ms'
	in_h python3 - "$1" <<-'PY'
		import socket, sys
		socket.socket(socket.AF_INET6, socket.SOCK_DGRAM).sendto(b"x", (sys.argv[1], 9))
	PY
}

# gateway_answers FORWARDING: r is the gateway, and h has just asked for it
gateway_answers() {
	wire
	addresses
	r -6 addr add $net::1/64 dev eth0 nodad
	in_r sh -c "echo $1 >/proc/sys/net/ipv6/conf/all/forwarding"
	h route add default via 198.18.0.1
	h -6 route add default via $net::1 dev eth0
	poke $net::1
	until_true eval 'h -6 neigh show $net::1 dev eth0 | grep -q REACHABLE'
	services
}

make_gateway_answers() { gateway_answers 1; }
state gateway_answers <<E
E

make_gateway_no_router() { gateway_answers 0; }
state gateway_no_router <<E
route.gw-not-router eth0 $net::1
E

make_gateway_failed() {
	wire
	addresses
	h route add default via 198.18.0.1
	h -6 route add default via $net::7 dev eth0
	poke $net::7
	until_true eval 'h -6 neigh show $net::7 dev eth0 | grep -q FAILED'
}
state gateway_failed <<E
route.gw-failed eth0 $net::7
E

# no answer comes in because of the filter: that is the cause
make_gateway_filtered() {
	gateway_answers 1
	h -6 neigh flush dev eth0
	filter <<-'NFT'
		table ip6 f { chain i { type filter hook input priority 0; icmpv6 type { 135, 136 } drop; }; }
	NFT
	poke $net::1
	until_true eval 'h -6 neigh show $net::1 dev eth0 | grep -q FAILED'
}
state gateway_filtered <<E
fw.ndp-dropped host
E

make_dead_leg() {
	gateway_answers 1
	h -6 route del default
	h -6 route add default nexthop via $net::1 dev eth0 nexthop via $net::7 dev eth0
	poke $net::7
	until_true eval 'h -6 neigh show $net::7 dev eth0 | grep -q FAILED'
}
state dead_leg <<E
route.ecmp-dead-leg eth0 $net::7
E

make_dead_leg_of_object() {
	gateway_answers 1
	h -6 route del default
	in_h sh -c 'echo 0 >/proc/sys/net/ipv4/nexthop_compat_mode'
	h nexthop add id 1 via $net::1 dev eth0
	h nexthop add id 2 via $net::7 dev eth0
	h nexthop add id 3 group 1/2
	h -6 route add default nhid 3
	poke $net::7
	until_true eval 'h -6 neigh show $net::7 dev eth0 | grep -q FAILED'
}
state dead_leg_of_object <<E
route.ecmp-dead-leg eth0 $net::7
E

# ---- router advertisements ----

make_ra_missing() {
	wire
	h addr add 198.18.0.2/24 dev eth0
	h route add default via 198.18.0.1
	set_h eth0/accept_ra 1
	h link set eth0 down
	h link set eth0 up
	h route replace default via 198.18.0.1
	sleep 7
}
state ra_missing <<E
ra.missing eth0
E

router_of() { r -6 -o addr show dev eth0 scope link | sed -n 's/.*inet6 \([^/]*\).*/\1/p'; }

make_ra_expected() { make_autoconf; options=(--expect-router "$(router_of)"); }
state ra_expected <<E
E

make_ra_rogue() { make_autoconf; address=$(router_of); options=(--expect-router fe80::1); }
state ra_rogue <<E
ra.rogue eth0 @
E

# RA and MTU: of the router's telling
make_ra_mtu() {
	wire
	set_h eth0/accept_ra 1
	h addr add 198.18.0.2/24 dev eth0
	h route add default via 198.18.0.1
	advertise 1800 $net:: 1280
	until_true has_address "$net:"
	until_true has_route 'proto ra'
}
state ra_mtu <<E
link.ra-mtu-low eth0
E

make_all_only() { make_autoconf; set_h all/accept_ra 0; }
state all_only <<E
ra.all-only eth0
E

make_all_only_in_files() {
	make_autoconf
	mkdir -p "$temp/sysctl.d"
	printf '# hardening\n-net/ipv6/conf/all/accept_ra = 0\n' >"$temp/sysctl.d/99-cis.conf"
	options=(--sysctl-dir "$temp/sysctl.d")
}
state all_only_in_files <<E
ra.all-only eth0
E

# ---- sources and providers ----

make_source_ula() {
	wire
	addresses
	h -6 addr add fd00:1::2/64 dev eth0 nodad
	h route add default via 198.18.0.1
	h -6 route add default via fe80::1 dev eth0 src fd00:1::2
}
state source_ula <<E
addr.src-choice host
E

# eth1 is a second provider's; nothing says which packets go there
make_two_providers() {
	network
	ip link add eth1 netns h type veth peer name eth1 netns r
	h link set eth1 up
	r link set eth1 up
	h -6 addr add 2a10:9:9:9::2/64 dev eth1 nodad
	until_true eval 'h -6 addr show dev eth1 | grep -q fe80::'
	h -6 route add default via fe80::9 dev eth1 metric 2048
}
state two_providers <<E
mh.source-leaves-wrong-provider eth1 2a10:9:9:9::2/64
E

make_two_providers_ruled() {
	make_two_providers
	h -6 route add default via fe80::9 dev eth1 table 200
	h -6 rule add from 2a10:9:9:9::/64 table 200
}
state two_providers_ruled <<E
E

make_two_providers_empty_table() {
	make_two_providers
	h -6 rule add from 2a10:9:9:9::/64 table 200
}
state two_providers_empty_table <<E
mh.rule-empty-table host
E

# two routers on one link, told apart by their prefixes
make_two_providers_one_link() {
	wire
	addresses
	h -6 addr add 2a10:9:9:9::2/64 dev eth0 nodad
	h route add default via 198.18.0.1
	h -6 route add default via $net::1 dev eth0
	h -6 route add default via 2a10:9:9:9::1 dev eth0 metric 2048
}
state two_providers_one_link <<E
mh.source-leaves-wrong-provider eth0 2a10:9:9:9::2/64
E

# ---- names ----

resolv() { printf 'nameserver %s\n' "$@" >"$temp/resolv.conf"; options=(--resolv-conf "$temp/resolv.conf"); }

make_resolver_v4() { healthy; resolv 198.18.0.53 127.0.0.1; }
state resolver_v4 <<E
dns.no-v6-resolver host
E

make_resolver_both() { healthy; resolv 198.18.0.53 2001:4860:4860::8888; }
state resolver_both <<E
E

make_resolver_stub() {
	healthy
	mkdir -p /run/systemd/resolve
	resolv 198.18.0.53
	mv "$temp/resolv.conf" /run/systemd/resolve/resolv.conf
	resolv 127.0.0.53
}
state resolver_stub <<E
dns.no-v6-resolver host
E

make_gai() {
	healthy
	printf 'precedence ::ffff:0:0/96  100 # as on the web\n' >"$temp/gai.conf"
	options=(--gai-conf "$temp/gai.conf")
}
state gai <<E
dns.gai-prefers-v4 host
E

# portal_is ADDRESS: the name leads there; /etc/hosts of this mount namespace
portal_is() {
	umount /etc/hosts 2>/dev/null || :
	printf '127.0.0.1 localhost\n%s portal.test\n' "$1" >"$temp/hosts"
	mount --bind "$temp/hosts" /etc/hosts
	options=(--name portal.test)
}

make_name_here() { healthy; portal_is $net::2; }
state name_here <<E
E

make_name_elsewhere() { healthy; portal_is $net::9; }
state name_elsewhere <<E
addr.aaaa-mismatch portal.test
E

make_name_deprecated() { healthy; h -6 addr add $net::3/64 dev eth0 nodad preferred_lft 0; portal_is $net::3; }
state name_deprecated <<E
addr.aaaa-mismatch portal.test
E

make_name_without() { healthy; portal_is 198.18.0.2; }
state name_without <<E
dns.aaaa-missing portal.test
E

# ---- the path ----

# small packets pass, large ones vanish without a word
make_blackhole() {
	gateway_answers 1
	in_r nft -f - <<-'NFT'
		table ip6 f { chain i { type filter hook prerouting priority -300; meta length > 1300 drop; }; }
	NFT
	in_r python3 - "$temp/up" <<-'PY' &
		import socket, sys
		s = socket.create_server(("::", 7000), family=socket.AF_INET6)
		open(sys.argv[1], "w").close()
		c, _ = s.accept()
		while c.recv(65536): pass
	PY
	jobs_of_state+=($!)
	until_true test -e "$temp/up"
	rm "$temp/up"
	in_h python3 - $net::1 <<-'PY' &
		import socket, sys, time
		s = socket.create_connection((sys.argv[1], 7000))
		s.sendall(b"x" * 20000)
		time.sleep(60)
	PY
	jobs_of_state+=($!)
	until_true eval 'in_h ss -6tin dport = :7000 | grep -q "backoff:[3-9]"'
}
state blackhole <<E
sock.blackhole-signs host
E

make_specific() { network; listen 6 $net::2 443 1; h -6 addr add $net::3/64 dev eth0 nodad; listen 4 0.0.0.0 443; }
state specific <<E
sock.specific-addr tcp/443
E

make_specific_all() { network; listen 6 $net::2 443 1; listen 4 0.0.0.0 443; }
state specific_all <<E
E

# ---- running them ----

# failed and warned findings of check ARGUMENTS…, one "check subject" a line
findings() {
	"$tool" check --json "$@" >"$temp/report" || :
	python3 - "$temp/report" <<-'PY'
		import json, sys
		for f in json.load(open(sys.argv[1]))["reports"][0]["findings"]:
		    if f["verdict"] in ("fail", "warn") or (f["verdict"] == "unknown" and "because" not in f):
		        print(f["check"], f["subject"])
	PY
}

run_state() {
	local got elsewhere want=$2
	current=$1 address='' options=()
	"make_$1" || { echo "state $1 could not be made"; return 1; }
	got=$(findings --netns h ${options[@]+"${options[@]}"} | sort)
	"$tool" snapshot --netns h ${options[@]+"${options[@]}"} --out "$temp/snapshot" 2>/dev/null
	elsewhere=$(findings --from "$temp/snapshot" | sort)
	want=$(printf '%s' "${want//@/$address}" | sort)
	stop_jobs
	ip netns del h
	ip netns del r
	[ "$got" = "$elsewhere" ] || { printf 'state %s: its snapshot is judged otherwise:\n%s\n' "$1" "$elsewhere"; return 1; }
	[ "$got" = "$want" ] && return 0
	printf 'state %s: wanted:\n%s\ngot:\n%s\n' "$1" "${want:-nothing}" "${got:-nothing}"
	return 1
}

wrong=0
for i in "${!states[@]}"; do
	[ $# = 0 ] || [[ " $* " = *" ${states[i]} "* ]] || continue
	run_state "${states[i]}" "${expected[i]}" || wrong=$((wrong + 1))
	for ns in h r; do [ ! -e /run/netns/$ns ] || ip netns del $ns; done
	stop_jobs
done
[ $wrong = 0 ] || { echo "$wrong of ${#states[@]} states were judged wrongly"; exit 1; }
