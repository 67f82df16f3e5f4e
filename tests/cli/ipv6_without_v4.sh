#!/bin/bash
# SPDX-License-Identifier: MIT
#
# khien-ipv6 without-v4: exactly what depends on IPv4 is listed, with process
# and place: v4.listener, v4.session, v4.resolver, v4.route, v4.file.

set -eu
: "${B:=build/plain}"
tool=$(realpath "$B")/khien-ipv6
if [ -z "${INSIDE-}" ]; then
	here=$(realpath "$0")
	B=$(realpath "$B") INSIDE=1 exec "$(dirname "$here")/../in_namespaces" "$here" "$@"
fi
temp=$(mktemp -d)
trap 'rm -rf "$temp"' EXIT
bad() { echo "$*"; exit 1; }

# expect STATUS, then on standard input what is listed
expect() {
	local status=0 want
	want=$(sort)
	"$tool" without-v4 --json --root "$temp/root" >"$temp/out" 2>"$temp/err" || status=$?
	python3 - "$temp/out" "$temp" >"$temp/got" <<-'PY'
		import json, re, sys
		for f in json.load(open(sys.argv[1]))["reports"][0]["findings"]:
		    if f["verdict"] != "pass":
		        s = re.sub(r"\[\d+\]", "[]", f["subject"]).replace(sys.argv[2] + "/root", "")
		        print(*filter(None, [f["check"], s, f["check"] == "v4.file" and f["observed"]]))
	PY
	got=$(sort "$temp/got")
	[ "$got" = "$want" ] || bad "wanted:
$want
got:
$got
$(cat "$temp/err")"
	[ $status = "$1" ] || bad "status $status instead of $1"
}

ip link set lo up
ip link add eth0 type veth peer name eth1
ip link set eth0 up
ip link set eth1 up
ip addr add 198.18.0.2/24 dev eth0
ip -6 addr add 2a0f::2/64 dev eth0 nodad
ip -6 route add default via fe80::1 dev eth0
mkdir -p "$temp/root/etc/apt/sources.list.d" "$temp/root/etc/chrony"
echo 'nameserver 2a0f::53' >"$temp/root/etc/resolv.conf"
printf '127.0.0.1 localhost\n::1 localhost\n' >"$temp/root/etc/hosts"

expect 0 <<E
E

cat >"$temp/root/etc/resolv.conf" <<E
; nameserver 2a0f::53
nameserver 198.51.100.53 # theirs
E
cat >"$temp/root/etc/hosts" <<E
127.0.0.1 localhost
198.51.100.1 both.example.vn both
2a0f::1 BOTH.example.vn	both
198.51.100.2	old.example.vn both	# 198.51.100.3
E
cat >"$temp/root/etc/chrony/chrony.conf" <<E
# server 198.51.100.9
server 198.51.100.10 iburst
pool ntp.example.vn
allow 127.0.0.0/8
bindaddress 0.0.0.0
E
echo 'deb [signed-by=/usr/share/k.1.2.3.4] http://198.51.100.11:3142/debian trixie main' >"$temp/root/etc/apt/sources.list.d/local.list"
ip -6 route del default
python3 - "$temp/ready" <<'PY' &
import signal, socket, sys
def sock(family, kind, address, port, v6only=0):
    s = socket.socket(family, kind)
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if family == socket.AF_INET6:
        s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, v6only)
    s.bind((address, port))
    if kind == socket.SOCK_STREAM:
        s.listen()
    return s
T, U, I4, I6 = socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.AF_INET, socket.AF_INET6
kept = [
    sock(I4, T, "0.0.0.0", 25),               # IPv4 alone
    sock(I4, T, "127.0.0.1", 5432),           # only for this host
    sock(I4, T, "0.0.0.0", 80), sock(I6, T, "::", 80, 1),   # both
    sock(I6, T, "::", 443),                   # both by one socket
    sock(I4, U, "198.18.0.2", 123),           # UDP alone
    sock(I4, U, "0.0.0.0", 50000),            # waits for an answer
    sock(I6, T, "::ffff:198.18.0.2", 993),    # IPv4 in an IPv6 socket
]
def call(family, kind, address, port):
    s = socket.socket(family, kind)
    s.connect((address, port))
    kept.append(s)
for _ in range(3):
    call(I4, U, "198.18.0.77", 514)
call(I6, U, "::ffff:198.18.0.78", 514)
call(I6, U, "2a0f::78", 514)
call(I4, U, "127.0.0.1", 515)
call(I4, T, "198.18.0.2", 443)                # a client of our own service
open(sys.argv[1], "w").close()
signal.pause()
PY
server=$!
for _ in $(seq 100); do [ ! -e "$temp/ready" ] || break; sleep 0.05; done

expect 1 <<E
v4.resolver host
v4.route host
v4.listener tcp 0.0.0.0:25 (python3[])
v4.listener tcp 198.18.0.2:993 (python3[])
v4.listener udp 198.18.0.2:123 (python3[])
v4.session tcp 198.18.0.2:443 (python3[])
v4.session udp 198.18.0.77:514 (python3[])
v4.session udp 198.18.0.78:514 (python3[])
v4.file /etc/hosts:4 old.example.vn
v4.file /etc/chrony/chrony.conf:2 198.51.100.10
v4.file /etc/apt/sources.list.d/local.list:1 198.51.100.11
E
kill "$server"
wait "$server" 2>/dev/null || :

# a stub resolver alone says nothing about whom it asks
echo 'nameserver 127.0.0.53' >"$temp/root/etc/resolv.conf"
rm "$temp/root/etc/hosts" "$temp/root/etc/chrony/chrony.conf" "$temp/root/etc/apt/sources.list.d/local.list"
ip -6 route add default via fe80::1 dev eth0
expect 3 <<E
v4.resolver host
E
mkdir -p "$temp/root/run/systemd/resolve"
echo 'nameserver 2a0f::53%eth0' >"$temp/root/run/systemd/resolve/resolv.conf"
expect 0 <<E
E
