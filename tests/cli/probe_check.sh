#!/bin/bash
# SPDX-License-Identifier: MIT
# khien-probe check: one look, its verdict and exit status, on real servers.
set -eu
# shellcheck source=tests/cli/probe_world.bash
. "$(dirname "$0")/probe_world.bash"
world_up

# check STATUS ARG…: runs it, keeps what it says in $out and $err
check() {
	local wanted=$1 status=0
	shift
	"$probe" check "$@" >"$W/out" 2>"$W/err" || status=$?
	out=$(<"$W/out") err=$(<"$W/err")
	[ "$status" = "$wanted" ] ||
		fail "exit $status instead of $wanted: check $*" "$out" "$err"
}

says() {
	case $1 in *"$2"*) ;; *) fail "\"$2\" is not in: $1" ;; esac
}

# Prints "CHECK SUBJECT" of all that fails in the JSON report.
failing() {
	python3 -c '
import json, sys
for r in json.load(open(sys.argv[1]))["reports"]:
    for f in r["findings"]:
        if f["verdict"] == "fail":
            print(f["check"], f["subject"])' "$W/out" | LC_ALL=C sort | paste -sd ';'
}

# ---- misuse ----
check 3
says "$err" "no target is named"
check 3 "a b.vn"
says "$err" "is not a host name"
check 3 https://portal.vn/
says "$err" "path="
check 3 --targets "$W/none"
says "$err" "$W/none"
printf 'portal.vn\nportal.vn colour=red\n' >"$W/bad"
check 3 --targets "$W/bad"
says "$err" "$W/bad:2: unknown key"
check 3 --targets "$W/bad" portal.vn
printf '{\n  "interval": 60\n}' >"$W/bad.json"
check 3 --config "$W/bad.json" portal.vn
says "$err" "$W/bad.json:2:15"
head -c 4096 /dev/urandom >"$W/noise"
check 3 --targets "$W/noise"
check 3 --config "$W/noise" portal.vn
check 3 --config "$W/none" portal.vn
# the sample that is shipped is a good configuration, with nothing in it
check 3 --config "$(dirname "$0")/../../contrib/probe/probe.json"
says "$err" "contrib/probe/targets: there is no name in it"
for key in trust_anchor root_hints ca_file; do
	sed "s|\"$key\": \"[a-z.]*\"|\"$key\": \"missing\"|" "$config" >"$W/x.json"
	check 3 --config "$W/x.json" portal.vn
	says "$err" "$W/missing"
done

# ---- healthy ----
check 0 --config "$config" portal.vn
says "$out" "portal.vn ipv6"
says "$out" "first byte"
check 0 --config "$config"			# its own targets file
check 0 --json --config "$config" PORTAL.vn.
[ -z "$(failing)" ] || fail "healthy, but: $(failing)"
python3 - "$W/out" <<-'END' || fail "facts are not as they are"
	import json, sys
	f = json.load(open(sys.argv[1]))["reports"][0]["facts"]
	assert f["dns"]["verdict"] == "secure", f["dns"]
	assert f["dns"]["chain"][0]["zone"] == ".", f["dns"]
	v4, v6 = f["web"]["addresses"]
	assert (v4["address"], v6["address"]) == ("127.0.0.2", "fd00::2")
	for a in v4, v6:
	    ms = a["https"]["ms"]
	    assert 0 < ms["connect"] <= ms["tls"] <= ms["first_byte"] <= ms["total"]
	    assert a["tls"]["versions_accepted"] == ["TLS 1.2", "TLS 1.3"]
	    assert len(a["tls"]["versions_asked"]) == 5
	    assert a["tls"]["certificate"]["trusted"] is True
END
check 0 --format nagios --config "$config" portal.vn

# ---- time is an argument ----
check 2 --json --now "$(date -d "+200 days" +%s)" --config "$config" portal.vn
[ "$(failing)" = "dnssec.signature-current .;tls.cert-current portal.vn ipv4;tls.cert-current portal.vn ipv6" ] ||
	fail "in 200 days: $(failing)"

# ---- a portal whose DNSSEC is broken is still looked at ----
sed 's/\(.*\) 257 3 13 .*/\1 257 3 13 '"$(head -c 64 /dev/zero | base64 -w0)"'/' "$W/anchor" >"$W/anchor.x"
sed 's|"anchor"|"anchor.x"|' "$config" >"$W/x.json"
check 2 --json --config "$W/x.json" portal.vn
[ "$(failing)" = "dnssec.ds-match ." ] || fail "another anchor: $(failing)"

# ---- what is missing, and what hangs ----
check 2 --json --config "$config" nowhere.vn none.vn
[ "$(failing)" = "dns.address nowhere.vn ipv4;dns.address nowhere.vn ipv6;dns.name none.vn" ] ||
	fail "nowhere: $(failing)"
begun=$SECONDS
check 2 --json --config "$config" hung.vn portal.vn
[ "$(failing)" = "dns.address hung.vn ipv6;http.redirect hung.vn ipv4;tls.handshake hung.vn ipv4" ] ||
	fail "hung: $(failing)"
[ $((SECONDS - begun)) -le 5 ] || fail "a hung portal took $((SECONDS - begun)) s"

# ---- a name server that is gone; what only follows from it is not told ----
kill "$(<"$W/nsd.pid")"
await 5 "NSD ends" nobody_listens 127.0.0.53 53
check 2 --json --config "$config" portal.vn
failing | tr ';' '\n' >"$W/failing"
grep -q '^dns.server-answers ' "$W/failing" || fail "no name server: $(failing)"
! grep -qv '^dns.server-answers ' "$W/failing" || fail "no name server: $(failing)"

# ---- no address inside is asked unless that is allowed ----
sed 's|"allow_private": true|"allow_private": false|' "$config" >"$W/x.json"
status=0
"$probe" check --json --config "$W/x.json" portal.vn >"$W/out" 2>"$W/err" || status=$?
[ "$status" != 0 ] || fail "passed without a look"
! grep -q '"asked":true' <(tr -d ' \n' <"$W/out") || fail "an address inside was asked"
