#!/bin/bash
# SPDX-License-Identifier: MIT
# khien-probe run: the daemon, its pages, events, reload and end.
set -eu
# shellcheck source=tests/cli/probe_world.bash
. "$(dirname "$0")/probe_world.bash"
world_up
url=http://127.0.0.1:9810

# Starts the daemon and waits until it is ready.
begin() {
	: >"$W/lines"
	"$probe" run --config "$config" 2>"$W/probe.err" &
	pid=$!
	await 5 "the probe answers" curl -sf -o /dev/null "$url/healthz"
}

# finish STATUS SIGNAL
finish() {
	local status=0 begun=$SECONDS
	kill -"$2" "$pid"
	wait "$pid" || status=$?
	[ "$status" = "$1" ] || fail "exit $status instead of $1 after SIG$2"
	[ $((SECONDS - begun)) -le 2 ] || fail "it took its time to end"
}

# sample TEXT: the value of the one sample that begins so
sample() {
	curl -sf "$url/metrics" | awk -v s="$1" 'index($0, s) == 1 { print $NF }'
}

is() { [ "$(sample "$1")" = "$2" ]; }
more() {
	local value
	value=$(sample "$1")
	[ "${value:-0}" -gt "$2" ]
}

# told CHECK SUBJECT FROM TO
told() {
	grep -q "\"check\":\"$1\",\"subject\":\"$2\",\"from\":\"$3\",\"to\":\"$4\"" "$W/lines"
}

# ---- what cannot begin ----
refused() {
	local status=0
	"$probe" run "${@:2}" >"$W/out" 2>"$W/err" </dev/null || status=$?
	[ "$status" = 3 ] || fail "exit $status instead of 3: run ${*:2}"
	grep -qF "$1" "$W/err" || fail "\"$1\" is not in: $(<"$W/err")"
}
refused "config"
refused "$W/none" --config "$W/none"
echo 'x y z' >"$W/bad"
sed 's|"targets": "targets"|"targets": "bad"|' "$config" >"$W/x.json"
refused "$W/bad:1: " --config "$W/x.json"
sed 's|"targets": "targets",||' "$config" >"$W/x.json"
refused "names no targets" --config "$W/x.json"
sed 's|"lines": "lines"|"lines": "no/such/folder"|' "$config" >"$W/x.json"
refused "no/such/folder" --config "$W/x.json"

# ---- pages ----
printf 'portal.vn\nnone.vn\n' >"$W/targets"
begin
refused "cannot listen on 127.0.0.1:9810" --config "$config"
[ "$(sed -n 's/^Threads:\t//p' "/proc/$pid/status")" = 1 ] || fail "there are threads"
await 10 "both portals were looked at" more 'portal_check_runs_total{target="none.vn",look="web"}' 0
await 10 "the portal was looked at" more 'portal_check_runs_total{target="portal.vn",look="web"}' 0
is 'portal_check_success{target="portal.vn",family="ipv6",check="https.connect"}' 1 ||
	fail "https.connect over IPv6 is not 1"
is 'portal_check_success{target="none.vn",check="dns.name"}' 0 || fail "dns.name is not 0"
is 'portal_dnssec_status{target="portal.vn",status="secure"}' 1 || fail "not secure"
is 'portalprobe_targets' 2 || fail "not two targets"
[ -z "$(sample 'portal_check_success{target="none.vn",family="ipv4",check="https.connect"}')" ] ||
	fail "what was not observed has a sample"
if command -v promtool >/dev/null; then
	curl -sf "$url/metrics" | promtool check metrics || fail "promtool objects"
fi
curl -sf "$url/metrics" | tail -n 1 | grep -qx '# EOF' || fail "no # EOF"
curl -sf -H 'Accept: application/openmetrics-text;version=1.0.0' -D "$W/head" "$url/metrics" >"$W/page"
grep -qi '^content-type: application/openmetrics-text; version=1.0.0' "$W/head" || fail "not OpenMetrics"
grep -qx '# TYPE portal_check_runs counter' "$W/page" || fail "a counter's family ends in _total"
curl -sfI 'http://[::1]:9810/metrics' | grep -q '^HTTP/1.1 200' || fail "no HEAD over IPv6"
http() { curl -s -o /dev/null -w '%{http_code}' "$@"; }
[ "$(http "$url/")" = 200 ] || fail "no list of pages"
[ "$(http "$url/etc/passwd")" = 404 ] || fail "a page that is not there"
[ "$(http -X DELETE "$url/metrics")" != 200 ] || fail "DELETE is taken"
[ "$(http -d x "$url/metrics")" != 200 ] || fail "POST is taken"
[ "$(http -H "X: $(head -c 20000 /dev/zero | tr '\0' a)" "$url/metrics")" != 200 ] || fail "large headers are taken"
await 5 "it is still well" curl -sf -o /dev/null "$url/healthz"
[ "$(ss -Hltnp | grep -c "pid=$pid,")" = 2 ] || fail "it listens elsewhere, too"

# ---- changes: one cause, one event ----
world_nginx 127.0.0.2
await 10 "IPv6 is told dead" told https.connect 'portal.vn ipv6' pass fail
await 5 "and has no sample of HSTS" is 'portal_check_failing{target="portal.vn",family="ipv6",check="https.connect",verdict="fail",reason="refused",who="portal"}' 1
[ "$(grep -c 'portal.vn ipv6' "$W/lines")" = 1 ] || fail "more than one event: $(<"$W/lines")"
python3 - "$W/lines" <<-'END' || fail "lines are not as they are"
	import json, sys
	for line in open(sys.argv[1]):
	    e = json.loads(line)
	    print(line)
	    assert e["type"] == "event" and e["time"].endswith("Z")
	    if e["to"] != "fail":
	        continue	# a busy machine may be told to be slow
	    assert e["cause"] == e["check"] and e["observed"] and e["who"] and e["fix"]
END
age=60 world_nginx 127.0.0.2 '[fd00::2]'
await 10 "IPv6 is told well" told https.connect 'portal.vn ipv6' fail pass
await 10 "a lowered HSTS is told" told http.hsts 'portal.vn ipv6' pass warn

# ---- a signature runs out: one cause, and no echo once it is mended ----
world_sign -s now-3d -e now-1d
await 10 "an expired signature is told" told dnssec.signature-current . pass fail
sleep 6	# libunbound finds the key bad, and keeps that for a minute
world_sign
await 10 "it is told mended" told dnssec.signature-current . fail pass
verdicts='portal_check_runs_total{target="portal.vn",look="dns"}'
before=$(sample "$verdicts")
await 15 "more looks follow" more "$verdicts" $((before + 2))
! grep '"check":"dnssec.secure"' "$W/lines" || fail "an old bad key is told as new"
is 'portal_dnssec_status{target="portal.vn",status="secure"}' 1 || fail "not secure again"

# ---- IPv6 is dead on this side: nobody else is blamed ----
for n in 2 53 54; do ip addr del "fd00::$n/128" dev lo; done
lost=$(wc -l <"$W/lines")
await 15 "the own IPv6 is told lost" is 'portalprobe_vantage_up{family="ipv6"}' 0
is 'portalprobe_vantage_up{family="ipv4"}' 1 || fail "IPv4 is told lost, too"
before=$(sample "$verdicts")
await 15 "more looks follow" more "$verdicts" $((before + 2))
! tail -n "+$((lost + 1))" "$W/lines" | grep '"to":"fail"' || fail "others are blamed"
grep -q 'this machine has lost IPv6' "$W/probe.err" || fail "the log does not say it"
for n in 2 53 54; do ip addr add "fd00::$n/128" dev lo; done
await 15 "it is told back" is 'portalprobe_vantage_up{family="ipv6"}' 1
await 10 "IPv6 is looked at again" is 'portal_check_success{target="portal.vn",family="ipv6",check="https.connect"}' 1

# ---- reload ----
runs='portal_check_runs_total{target="portal.vn",look="web"}'
before=$(sample "$runs")
printf 'portal.vn\nnew.vn path=/x\n?\n' >"$W/targets"
kill -HUP "$pid"
await 5 "a broken file is told" is portalprobe_config_last_reload_successful 0
grep -qF "$W/targets:3: \"?\" is not a host name" "$W/probe.err" || fail "it does not say where"
is portalprobe_targets 2 || fail "a broken file has an effect"
printf 'portal.vn interval=1s\nnew.vn path=/x\n' >"$W/targets"
mv "$W/lines" "$W/lines.old"
kill -HUP "$pid"
await 5 "a good file is told" is portalprobe_config_last_reload_successful 1
await 5 "the new target is looked at" told dns.name new.vn none fail
[ "$(sample "$runs")" -ge "$before" ] || fail "what was known is forgotten"
[ -z "$(sample 'portal_check_success{target="none.vn"')" ] || fail "an old target stays"
! told http.hsts 'portal.vn ipv6' none warn || fail "an old state is told as new"
: >"$W/targets"
kill -HUP "$pid"
await 5 "no target at all is fine" is portalprobe_targets 0
await 5 "zones go with their portals" [ -z "$(sample portal_dns_soa_serial)" ]
finish 0 TERM

# ---- a hung portal holds up no other; SIGINT ends it while it hangs ----
printf 'portal.vn\nhung.vn\n' >"$W/targets"
timeout=30s world_config '"interval": "1s"' '"dns_interval": "1s"'
begin
await 10 "a look hangs" is portalprobe_inflight_checks 1
await 10 "the other goes on" more "$runs" 3
finish 0 INT

# ---- nobody reads: the probe goes on, and drops lines rather than wait ----
echo portal.vn >"$W/targets"
lines=- world_config '"interval": "1s"' '"dns_interval": "1s"' '"results": true'
mkfifo "$W/pipe"
exec 8<>"$W/pipe"
"$probe" run --config "$config" >"$W/pipe" 2>"$W/probe.err" 8<&- &
pid=$!
await 5 "the probe answers" curl -sf -o /dev/null "$url/healthz"
await 20 "it goes on" more "$runs" 4
finish 0 TERM
