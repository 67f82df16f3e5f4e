#!/bin/bash
# SPDX-License-Identifier: MIT
# Targets of khien-probe: files, folders, list, add, import; 10,000 of them
# within a second.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
probe=$B/khien-probe

fail() { echo "$*" >&2; exit 1; }
# run STATUS COMMAND…: what it prints is in `out` and `err`
run() {
	local status=0
	"$probe" "${@:2}" >out 2>err </dev/null || status=$?
	[ "$status" = "$1" ] || fail "exit $status instead of $1: ${*:2}: $(<err)"
}
says() { grep -qF -e "$2" "$1" || fail "\"$2\" is not in: $(<"$1")"; }

# ---- a folder ----
mkdir t
printf 'b.vn path=/x\n# none\n' >t/1.targets
printf '\na.vn interval=30s\n' >t/2.targets
echo 'not a target' >t/README
run 0 list --targets t
[ "$(<out)" = $'a.vn interval=30s\nb.vn path=/x' ] || fail "list: $(<out)"
run 0 list --json --targets t
printf '{ "targets": "t" }' >probe.json
run 0 list --config probe.json
echo b.vn >>t/2.targets
run 3 list --targets t
says err "t/2.targets:3: b.vn is there already, in 1.targets, line 1"
printf 'x y\n' >t/2.targets
run 3 list --targets t
says err "t/2.targets:1: "
run 3 list --targets none
run 3 list

# ---- add ----
printf 'a.vn' >targets
run 0 add --targets targets B.vn. interval=1m
[ "$(<targets)" = $'a.vn\nB.vn.  interval=1m' ] || fail "add: $(<targets)"
cp targets before
for wrong in a.vn 10.0.0.1 'c.vn x=1' $'c.vn\nd'; do
	# shellcheck disable=SC2086
	run 3 add --targets targets $wrong
	cmp -s targets before || fail "$wrong changed the file"
done

# ---- import ----
printf '\xef\xbb\xbfname,owner\r\nB.vn,"x"\r\n"https://a.vn:443/tra-cuu?x=1",y\r\n\r\n10.0.0.1;z\r\nb.vn\r\nhai ba.vn\r\n' >list.csv
run 0 import --csv list.csv
[ "$(<out)" = $'a.vn path=/tra-cuu?x=1\nb.vn' ] || fail "csv: $(<out)"
says err "list.csv:5: left out: "
says err "list.csv:7: left out: "
! grep -q 'csv:1' err || fail "the heads are taken for a name"
cat >zone <<-'END'
	$ORIGIN dongnai.gov.vn.
	$TTL 300
	@ SOA ns1 a 1 7200 3600 1209600 3600
	@ NS ns1
	@ A 192.0.2.1
	ns1 AAAA 2001:db8::1
	portal CNAME @
	* A 192.0.2.2
	_dmarc TXT x
	sub NS ns.sub
	ns.sub A 192.0.2.3
	mail MX 10 portal
END
run 0 import --zone zone
[ "$(<out)" = $'dongnai.gov.vn\nns1.dongnai.gov.vn\nportal.dongnai.gov.vn' ] || fail "zone: $(<out)"
says err "*.dongnai.gov.vn is no host name"
cp out again
run 0 list --targets again
: >empty
run 3 import --csv empty
run 3 import
run 3 import --csv list.csv --zone zone

# ---- 10,000 within a second ----
seq -f 'portal-%05g.province.gov.vn path=/trang-chu interval=60s' 1 10000 >many
begun=$(date +%s%N)
run 0 list --targets many
took=$((($(date +%s%N) - begun) / 1000000))
[ "$(wc -l <out)" = 10000 ] || fail "not all of them"
[ "$took" -lt 1000 ] || fail "10,000 targets took $took ms"
[ -z "${SHOW:-}" ] || echo "10,000 targets: $took ms"
