#!/bin/bash
# SPDX-License-Identifier: MIT
#
# khien-ipv6 plan: the steps in their order, the configuration for each network
# manager, the letter in both languages; all from a snapshot, and shown only.

set -eu
: "${B:=build/plain}"
tool=$(realpath "$B")/khien-ipv6
temp=$(mktemp -d)
trap 'rm -rf "$temp"' EXIT
bad() { echo "$*"; exit 1; }

# a host with IPv4 alone, which takes redirects
cat >"$temp/host.py" <<'PY'
import json, sys
conf = dict.fromkeys("accept_dad accept_ra accept_ra_defrtr accept_redirects autoconf dad_transmits disable_ipv6 forwarding use_tempaddr".split(), 0)
conf.update(mtu=1500, accept_redirects=1)
up = ["UP", "RUNNING", "LOWER_UP"]
link = dict(ifindex=2, ifname="eth0", flags=up, kind=sys.argv[1], mtu=1500, inet6=True, ra_seen=False, ra_asked=True, conf=conf)
address = dict(family="inet", ifindex=2, local="198.18.0.2", prefixlen=24, scope=0, flags=["permanent"])
local = dict(family="inet6", ifindex=2, local="fe80::2", prefixlen=64, scope=253, flags=["permanent"])
route = dict(family="inet", prefixlen=0, type="unicast", protocol="static", table=254, metric=0, nexthop_count=1,
    nexthops=[dict(ifindex=2, family="inet", gateway="198.18.0.1", flags=[])])
listener = dict(family="inet", port=443, local="0.0.0.0", uid=0)
print(json.dumps({"schema": "khien.ipv6-snapshot/1", "version": "0", "time": "2026-11-23T08:00:00Z", "host": "portal1",
    "facts": {"inet6": True, "sysctl": {}, "ports": [443], "links": [link], "addresses": [address, local],
    "routes": [route], "listeners": [listener]}}))
PY
python3 "$temp/host.py" veth >"$temp/host.json"
mkdir "$temp/root"
plan() { "$tool" plan --from "$temp/host.json" --root "$temp/root" "$@"; }

plan --json >"$temp/out"
python3 - "$temp/out" <<'PY'
import json, sys
d = json.load(open(sys.argv[1]))
assert d["schema"] == "khien.ipv6-plan/1" and d["host"] == "portal1" and d["manager"] == "none", d
steps = [s["check"] for s in d["steps"]]
for early, late in ("addr.global", "route.default"), ("route.default", "ra.redirects"), ("ra.redirects", "sock.v4-only"):
    assert steps.index(early) < steps.index(late), steps
files = {f["path"]: f["text"] for f in d["files"]}
assert files["/etc/sysctl.d/90-ipv6.conf"] == "net.ipv6.conf.eth0.accept_redirects = 0\n", files
assert "ip -6 address add ADDRESS/64 dev eth0\n" in files[""], files
PY
[ -z "$(ls -A "$temp/root")" ] || bad 'plan wrote something'

# wanted MANAGER PATH, then on standard input what is to be in the file
wanted() {
	cat >"$temp/want"
	plan --json --address 2a0f::2/64 --gateway fe80::1 --dns 2a0f::53 --dns 2a0f::54 >"$temp/out"
	python3 - "$temp/out" "$temp/want" "$1" "$2" <<-'PY'
		import json, sys
		d = json.load(open(sys.argv[1]))
		assert d["manager"] == sys.argv[3], d["manager"]
		f = d["files"][-1]
		assert f["path"] == sys.argv[4], f["path"]
		assert f["text"] == open(sys.argv[2]).read(), f["text"]
	PY
}

mkdir -p "$temp/root/etc/network"
printf 'auto lo\niface lo inet loopback\nsource /etc/network/interfaces.d/*\n' >"$temp/root/etc/network/interfaces"
wanted ifupdown /etc/network/interfaces.d/eth0-ipv6 <<END
iface eth0 inet6 static
	address 2a0f::2/64
	gateway fe80::1
	accept_ra 0
	autoconf 0
	privext 0
	dns-nameservers 2a0f::53 2a0f::54
END

mkdir -p "$temp/root/etc/systemd/network"
: >"$temp/root/etc/systemd/network/10-lan.network"
networkd='[Match]
Name=eth0

[Network]
IPv6AcceptRA=no
IPv6PrivacyExtensions=no
DNS=2a0f::53
DNS=2a0f::54

[Address]
Address=2a0f::2/64

[Route]
Gateway=fe80::1'
wanted networkd /etc/systemd/network/90-eth0.network <<<"$networkd"
mkdir -p "$temp/root/run/systemd/netif/links"
printf 'ADMIN_STATE=configured\nNETWORK_FILE=/etc/systemd/network/10-lan.network\nDNS=\n' >"$temp/root/run/systemd/netif/links/2"
wanted networkd /etc/systemd/network/10-lan.network.d/90-ipv6.conf <<<"$networkd"

connections=$temp/root/etc/NetworkManager/system-connections
mkdir -p "$temp/root/run/NetworkManager" "$connections"
printf '[connection]\nid=Other\ninterface-name=eth01\n' >"$connections/Other.nmconnection"
wanted networkmanager /etc/NetworkManager/system-connections/CONNECTION.nmconnection <<END
[ipv6]
method=manual
address1=2a0f::2/64,fe80::1
ip6-privacy=0
dns=2a0f::53;2a0f::54;
END
printf '[connection]\nid=Wired\ninterface-name=eth0\n' >"$connections/Wired 1.nmconnection"
plan --json --address 2a0f::2/64 | grep -q '"/etc/NetworkManager/system-connections/Wired 1.nmconnection"' || bad 'the connection of the link was not found'

mkdir -p "$temp/root/etc/netplan"
: >"$temp/root/etc/netplan/50-cloud-init.yaml"
wanted netplan /etc/netplan/90-ipv6.yaml <<END
network:
  version: 2
  ethernets:
    eth0:
      accept-ra: false
      ipv6-privacy: false
      addresses: ["2a0f::2/64"]
      routes:
        - to: "::/0"
          via: "fe80::1"
      nameservers:
        addresses: ["2a0f::53", "2a0f::54"]
END
python3 "$temp/host.py" bridge >"$temp/host.json"
plan --address 2a0f::2/64 | grep -q '^ *bridges:$' || bad 'a bridge is no ethernet'
plan --manager networkd | grep -q IPv6AcceptRA=no || bad '--manager does not decide'

# ---- the letter ----

plan --letter vi >"$temp/out"
grep -q 'ngày 23/11/2026' "$temp/out" || bad 'no Vietnamese date'
grep -q 'Địa chỉ IPv4: 198.18.0.2/24$' "$temp/out" || bad 'IPv4 is not filled in'
grep -q 'Địa chỉ IPv6: chưa có$' "$temp/out" || bad 'IPv6 is not filled in'
grep -q 'ip6.arpa' "$temp/out" || bad 'no reverse zone'
plan --letter en >"$temp/out"
grep -q '^\[Place\], 2026-11-23$' "$temp/out" || bad 'no English date'
grep -q 'host: portal1$' "$temp/out" || bad 'the host is not named'
plan --letter vi --independent | grep -q 'ASN' || bad 'no AS number is asked for'
plan --letter en --independent | grep -q 'VNNIC' || bad 'the letter does not go to VNNIC'
for l in vi en; do
	for k in '' --independent; do
		# shellcheck disable=SC2086
		! plan --letter $l $k | grep '[{}]' || bad "letter $l $k: not filled in"
	done
done

# ---- what is wrong on the command line ----

fault() {
	local says=$1 status=0
	shift
	"$tool" plan --root "$temp/root" "$@" >"$temp/out" 2>"$temp/err" || status=$?
	[ $status = 3 ] || bad "plan $*: status $status"
	grep -qF -- "$says" "$temp/err" || bad "plan $*: $(cat "$temp/err")"
	[ ! -s "$temp/out" ] || bad "plan $*: a fault, and yet output"
}
fault --address --address 2a0f::2
fault --address --address 198.18.0.2/24
fault --address --address 2a0f::2/129
fault --address --address 2a0f::2/64x
fault 'RFC 3849' --address 2001:db8::2/64
fault --gateway --gateway 198.18.0.1
fault --dns --dns nonsense
fault --manager --manager wicked
fault --letter --letter fr
fault --letter --independent
fault "$temp/absent" --from "$temp/absent"
