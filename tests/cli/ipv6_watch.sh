#!/bin/bash
# SPDX-License-Identifier: MIT
#
# khien-ipv6 watch in a network namespace: each change is told once, with its
# cause; what changes nothing (a refreshed advertisement, 20,000 routes) is not
# told at all; lost announcements lead to one resync.

set -eu
: "${B:=build/plain}"
tool=$(realpath "$B")/khien-ipv6
schema=$(realpath "$(dirname "$0")/../../policy/schema/ipv6-event.schema.json")
if [ -z "${INSIDE-}" ]; then
	here=$(realpath "$0")
	B=$(realpath "$B") INSIDE=1 exec "$(dirname "$here")/../in_namespaces" "$here" "$@"
fi
mount -t tmpfs none /run
temp=$(mktemp -d /run/watch.XXXXXX)
events=$temp/events
pid=
trap '[ -z "$pid" ] || kill -9 "$pid" 2>/dev/null || :' EXIT

bad() { echo "$*"; echo 'events:'; cat "$events"; cat "$temp/err"; exit 1; }
h() { ip -n h "$@"; }
in_h() { nsenter --net=/run/netns/h "$@"; }
in_r() { nsenter --net=/run/netns/r "$@"; }
set_h() { in_h sh -c 'echo "$2" >/proc/sys/net/ipv6/conf/$1' - "$1" "$2"; }

until_true() {
	local i
	for ((i = 0; i < 200; i++)); do
		"$@" >/dev/null 2>&1 && return 0
		sleep 0.05
	done
	bad "never came true: $*"
}

# words: one event a line, "kind check subject"
words() {
	sed -nE '/"event":"(started|state|stopped|resync)"/ { s/.*"event":"([a-z]*)".*/\1/p; d }
		s/.*"event":"([a-z]*)".*"check":"([^"]*)","subject":"([^"]*)".*/\1 \2 \3/p' "$events"
}
told() { words | grep -qxF -- "$1"; }
count() { words | grep -cxF -- "$1" || :; }
lines() { wc -l <"$events"; }

# start ARGUMENTS…: watch h until stop
start() {
	: >"$events"
	"$tool" watch --netns h --every 1s "$@" >"$events" 2>"$temp/err" &
	pid=$!
	until_true told started
}
stop() {
	local status=0
	kill -TERM "$pid"
	wait "$pid" || status=$?
	pid=
	[ $status = 0 ] || bad "SIGTERM ends it with status $status"
	told stopped || bad 'it did not say that it ends'
	python3 - "$schema" "$events" <<-'PY' || bad 'an event is not as its schema has it'
		import json, sys
		try:
		    from jsonschema import Draft202012Validator
		except ImportError:
		    sys.exit(0)
		v = Draft202012Validator(json.load(open(sys.argv[1])))
		for number, line in enumerate(open(sys.argv[2]), 1):
		    event = json.loads(line)
		    assert event["sequence"] == number, line
		    for e in v.iter_errors(event):
		        sys.exit("%s: %s" % (line, e.message[:200]))
	PY
}

advertise() {
	in_r python3 - <<-'PY'
		import socket, struct, sys
		prefix = socket.inet_pton(socket.AF_INET6, "2a0f:1234:5678:1::")
		ra = struct.pack("!BBHBBHII", 134, 0, 0, 64, 0, 1800, 0, 0)
		ra += struct.pack("!BBBBIII16s", 3, 4, 64, 0xc0, 7200, 3600, 0, prefix)
		s = socket.socket(socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_ICMPV6)
		s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_HOPS, 255)
		s.sendto(ra, ("ff02::1", 0, 0, socket.if_nametoindex("eth0")))
	PY
}

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
ip -n r link set eth0 up
h addr add 198.18.0.2/24 dev eth0
h -6 addr add 2a0f:1234:5678:1::2/64 dev eth0 nodad
h route add default via 198.18.0.1
h -6 route add default via fe80::1 dev eth0
until_true eval 'h -6 addr show dev eth0 | grep -q fe80::'

# ---- each change once, with its cause ----

start
[ "$(lines)" = 1 ] || bad 'more than one event at the start'
grep -q '"verdict":"pass","standing":\[\]' "$events" || bad 'a healthy host has problems'

h -6 route del default
until_true told 'appeared route.default host'
grep '"appeared"' "$events" | grep -q '"cause":\["routes .*dst ::/0 .*gateway fe80::1: gone"\]' || bad 'the cause is not told'
h -6 route add default via fe80::1 dev eth0
until_true told 'cleared route.default host'
h link set eth0 mtu 1279
until_true told 'appeared link.mtu eth0'
[ "$(count 'appeared addr.global host')" = 0 ] || bad 'what follows from the MTU is told as well'
h link set eth0 mtu 1500
until_true told 'cleared link.mtu eth0'
until_true told 'appeared addr.global host'
h -6 addr add 2a0f:1234:5678:1::2/64 dev eth0 nodad
h -6 route add default via fe80::1 dev eth0
until_true told 'cleared addr.global host'

# what the kernel does not announce is read now and then
before=$(count 'appeared ra.redirects eth0')
set_h eth0/accept_redirects 1
until_true eval '[ "$(count "appeared ra.redirects eth0")" -gt '"$before"' ]'
grep 'ra.redirects' "$events" | grep appeared | tail -n 1 | grep -q 'accept_redirects 0 -> 1' || bad 'the setting is not told as the cause'
set_h eth0/accept_redirects 0
until_true told 'cleared ra.redirects eth0'

# detection that is under way is no event, its failure is
set_h eth0/accept_dad 1
n=$(lines)
h -6 addr add 2a0f:1234:5678:1::3/64 dev eth0
sleep 3
[ "$(lines)" = "$n" ] || bad 'detection that ended well is told'

# a gateway that does not answer, told when the kernel finds out
in_h python3 -c 'import socket; socket.socket(socket.AF_INET6, socket.SOCK_DGRAM).sendto(b"x", ("2a0f:9999::1", 9))'
until_true told 'appeared route.gw-failed eth0 fe80::1'
ip -n r -6 addr add fe80::1/64 dev eth0 nodad
in_h python3 -c 'import socket; socket.socket(socket.AF_INET6, socket.SOCK_DGRAM).sendto(b"x", ("2a0f:9999::1", 9))'
until_true told 'cleared route.gw-failed eth0 fe80::1'

kill -USR1 "$pid"
until_true told state
stop

# what differs from an expected state
"$tool" baseline --netns h "$temp/expected" 2>/dev/null
start --baseline "$temp/expected"
h -6 addr add 2a0f:1234:5678:1::4/64 dev eth0 nodad
until_true told 'appeared baseline.address eth0 2a0f:1234:5678:1::4/64'
h -6 addr del 2a0f:1234:5678:1::4/64 dev eth0
until_true told 'cleared baseline.address eth0 2a0f:1234:5678:1::4/64'
stop

# ---- what is no event ----

set_h eth0/accept_ra 1
h -6 route del default
h -6 addr flush dev eth0 scope global
advertise
until_true eval 'h -6 route | grep -q "proto ra"'
until_true eval 'h -6 addr show dev eth0 | grep -q "dynamic" && ! h -6 addr show dev eth0 | grep -q tentative'
start
for _ in 1 2 3 4 5; do
	advertise
	sleep 0.4
done
sleep 1
[ "$(lines)" = 1 ] || bad 'a refreshed advertisement is told'

# 20,000 routes: the filter keeps them away
awk 'BEGIN { for (i = 0; i < 20000; i++) printf "route add 2a0e:%x:%x::/48 via fe80::1 dev eth0\n", i / 4096, i % 4096 }' >"$temp/routes"
ticks() { awk '{ print $14 + $15 }' "/proc/$pid/stat"; }
used=$(ticks)
in_h ip -6 -batch "$temp/routes"
sed 's/ add / del /' "$temp/routes" | in_h ip -6 -batch -
sleep 1
used=$(($(ticks) - used))
[ "$(lines)" = 1 ] || bad '20,000 routes are told'
[ "$used" -le 20 ] || bad "40,000 changes of routes cost $used ticks"

# idle: nothing to be measured
used=$(ticks)
sleep 3
used=$(($(ticks) - used))
[ "$used" -le 2 ] || bad "idle for 3 s it used $used ticks"
[ "$(awk '/VmHWM/ { print $2 }' "/proc/$pid/status")" -le 8192 ] || { [[ $B = *san* ]] || bad "it takes $(grep VmHWM "/proc/$pid/status")"; }

# announcements that are lost: one resync, and nothing that matters is missed
kill -STOP "$pid"
awk 'BEGIN { for (i = 0; i < 4000; i++) printf "addr add 10.%d.%d.1/32 dev lo\n", i / 250, i % 250 }' >"$temp/addresses"
for _ in 1 2 3; do
	in_h ip -batch "$temp/addresses"
	sed 's/ add / del /' "$temp/addresses" | in_h ip -batch -
done
h -6 route del default
kill -CONT "$pid"
until_true told resync
until_true told 'appeared route.default host'
sleep 1
[ "$(count resync)" = 1 ] || bad "$(count resync) resyncs"
stop

# ---- to whom it is told ----

cat >"$temp/hook" <<'END'
#!/bin/sh
{ echo "$KHIEN_EVENT $KHIEN_CHECK $KHIEN_SUBJECT $KHIEN_VERDICT"; cat; } >>"${0%/*}/hooked"
END
chmod 755 "$temp/hook"
python3 - "$temp/notify" >"$temp/notified" <<'PY' &
import socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1])
while True:
    m = s.recv(4096).decode()
    print(m, flush=True)
    if "STOPPING=1" in m:
        break
PY
until_true test -S "$temp/notify"
NOTIFY_SOCKET=$temp/notify WATCHDOG_USEC=400000 start --exec "$temp/hook" --textfile "$temp/khien.prom"
until_true grep -q READY=1 "$temp/notified"
until_true grep -q WATCHDOG=1 "$temp/notified"
grep -q '^khien_check_success{check="route.default",.*} 0$' "$temp/khien.prom" || bad 'the text file does not tell of route.default'
h -6 route add default via fe80::1 dev eth0
until_true told 'cleared route.default host'
until_true grep -q '^khien_check_success{check="route.default",.*} 1$' "$temp/khien.prom"
until_true grep -q '^cleared route.default host pass$' "$temp/hooked"
# that it can no longer be written is said, and is no reason to stop
rm "$temp/khien.prom"
mkdir "$temp/khien.prom"
h -6 route del default
until_true told 'appeared route.default host'
until_true grep -qF "$temp/khien.prom" "$temp/err"
grep -q '"event":"cleared"' "$temp/hooked" || bad 'the hook did not get the event'
stop
until_true grep -q STOPPING=1 "$temp/notified"

# ---- what is wrong is said before the first event ----

fault() {
	local says=$1 status=0
	shift
	"$tool" watch "$@" >"$temp/out" 2>"$temp/err" || status=$?
	[ $status = 3 ] || { echo "watch $*: status $status"; exit 1; }
	grep -qF -- "$says" "$temp/err" || { echo "watch $*: $(cat "$temp/err")"; exit 1; }
}
fault "$temp/absent" --exec "$temp/absent"
fault --every --every 0s
fault "$temp/no/such" --textfile "$temp/no/such/file"
fault /run/netns/absent --netns absent
NOTIFY_SOCKET=nonsense fault NOTIFY_SOCKET
status=0
"$tool" watch >/dev/full 2>"$temp/err" || status=$?
[ $status = 3 ] || { echo "nothing can be written, and yet status $status"; exit 1; }
