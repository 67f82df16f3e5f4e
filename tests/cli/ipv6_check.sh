#!/bin/bash
# SPDX-License-Identifier: MIT
#
# khien-ipv6 as a user types it, on whatever host this is: it has a verdict, it
# needs no privilege, its options say what is wrong with them.

set -eu
: "${B:=build/plain}"
tool=$(realpath "$B")/khien-ipv6
temp=$(mktemp -d)
trap 'rm -rf "$temp"' EXIT
bad() { echo "$*"; exit 1; }

# run WANTED-STATUSES COMMAND…: its output is in $temp/out and $temp/err
run() {
	local wanted=$1 status=0
	shift
	"$@" >"$temp/out" 2>"$temp/err" || status=$?
	[[ " $wanted " = *" $status "* ]] || bad "$*: exit $status instead of $wanted: $(cat "$temp/err")"
}

# says TEXT: the fault names it, and nothing was printed as data
says() {
	grep -qF -- "$1" "$temp/err" || bad "the fault does not say \"$1\": $(cat "$temp/err")"
	[ ! -s "$temp/out" ] || bad "a fault, and yet: $(cat "$temp/out")"
}

run '0 1 2 3' "$tool" check
[ ! -s "$temp/err" ] || bad "check prints on stderr: $(cat "$temp/err")"
run '0 1 2 3' "$tool" check --json
python3 - "$temp/out" <<'PY'
import json, sys
d = json.load(open(sys.argv[1]))
assert d["tool"] == "khien-ipv6" and d["command"] == "check", d
facts = d["reports"][0]["facts"]
assert [l for l in facts["links"] if l["ifname"] == "lo"], facts
for key in "addresses", "routes", "listeners", "sysctl", "netns", "inet6":
    assert key in facts, key
checks = {f["check"] for f in d["reports"][0]["findings"]}
assert {"kern.no-ipv6", "link.present", "route.default", "addr.global"} <= checks, checks
PY
run 0 "$tool" show
grep -q '^lo:' "$temp/out" || bad 'show does not show lo'
run 0 "$tool" show --json
python3 -c 'import json,sys; assert json.load(open(sys.argv[1]))["links"]' "$temp/out"

for ports in '' ',' '80,' 0 65536 99999999999 http '80,,443' ' 80' -1; do
	run 3 "$tool" check --ports="$ports"
	says --ports
done
run '0 1 2 3' "$tool" check --ports 22,8080
run 3 "$tool" check --netns no-such-namespace
says /run/netns/no-such-namespace
run 3 "$tool" check --netns /dev/null
says /dev/null
run 3 "$tool" check eth0
says eth0
run 3 "$tool" check --nonsense
says --nonsense

for router in '' 192.0.2.1 fe80::1/64 fe80::1%lo router; do
	run 3 "$tool" check --expect-router "$router"
	says --expect-router
done
for name in '' 'a b' 2001:db8::1 a/b "$(printf 'a%.0s' {1..254})"; do
	run 3 "$tool" check --name "$name"
	says --name
done

# files of the resolver, of the next boot, and one that is not there
printf 'nameserver 198.18.0.53\nnameserver 2a0f::53\n' >"$temp/resolv.conf"
printf 'precedence ::ffff:0:0/96 100\n' >"$temp/gai.conf"
mkdir "$temp/sysctl.d"
echo 'net.ipv6.conf.all.accept_ra = 0' >"$temp/sysctl.d/10-a.conf"
run 0 "$tool" show --json --resolv-conf "$temp/resolv.conf" --gai-conf "$temp/gai.conf" --sysctl-dir "$temp/sysctl.d" --expect-router fe80::1 --expect-router fe80::2 --name localhost
python3 - "$temp/out" <<'PY'
import json, sys
d = json.load(open(sys.argv[1]))
assert [r["address"] for r in d["resolvers"]] == ["198.18.0.53", "2a0f::53"], d["resolvers"]
assert d["sysctl"]["gai.precedence4"] == 100 and d["sysctl"]["gai.precedence6"] == 40, d["sysctl"]
assert d["sysctl"]["written.conf.all.accept_ra"] == 0, d["sysctl"]
assert [r["address"] for r in d["routers"]] == ["fe80::1", "fe80::2"], d["routers"]
assert d["names"][0]["name"] == "localhost", d["names"]
PY
run '0 1 2 3' "$tool" check --json --resolv-conf "$temp/nowhere"
python3 - "$temp/out" <<'PY'
import json, sys
f = [f for f in json.load(open(sys.argv[1]))["reports"][0]["findings"] if f["check"] == "dns.no-v6-resolver"]
assert f[0]["verdict"] == "unknown" and "nowhere" in f[0]["observed"], f
PY

# a policy that weakens one rule switches off just that one
cat >"$temp/policy.json" <<'E'
{ "profile": "local", "extends": "tt32-2017",
  "checks": { "route.default": { "severity": "off", "clause": "ipv6.own" } } }
E
run '0 1 2 3' "$tool" check --json --policy "$temp/policy.json"
! grep -q '"route.default"' "$temp/out" || bad 'route.default is judged though the policy switches it off'

# settings below another folder
mkdir -p "$temp/proc/sys/net/ipv6"
echo 1 >"$temp/proc/sys/net/ipv6/bindv6only"
run 0 "$tool" show --json --proc-dir "$temp/proc"
python3 -c 'import json,sys; assert json.load(open(sys.argv[1]))["sysctl"] == {"bindv6only": 1}' "$temp/out"

# the same without any privilege, where this is not so anyway
if [ "$(id -u)" = 0 ] && command -v setpriv >/dev/null; then
	nobody() { setpriv --reuid 65534 --regid 65534 --clear-groups --no-new-privs "$@"; }
	if nobody test -x "$tool"; then
		run 0 nobody "$tool" show --json
		python3 -c 'import json,sys; d=json.load(open(sys.argv[1])); assert d["links"] and d["listeners"] is not None and d["walks"] is None' "$temp/out"
		# what only root may see is unknown, counts as a warning, and never passes
		run '0 1 2 3' nobody "$tool" check --json
		python3 - "$temp/out" <<-'PY'
			import json, sys
			f = [f for f in json.load(open(sys.argv[1]))["reports"][0]["findings"] if f["check"].startswith("fw.")]
			assert len(f) >= 3 and all(x["verdict"] == "unknown" for x in f), f
		PY
		run 3 nobody "$tool" check --netns /proc/self/ns/net
		says /proc/self/ns/net
	fi
fi

# a full disk
if [ -e /dev/full ]; then
	status=0
	"$tool" check --json >/dev/full 2>"$temp/err" || status=$?
	[ $status = 3 ] || bad "standard output could not be written, and yet exit $status"
fi
