#!/bin/bash
# SPDX-License-Identifier: MIT
# What khien-probe run serves beside /metrics: the JSON API as its description
# has it, /probe as blackbox_exporter's, Zabbix, gzip, shards, a Unix socket,
# and a bound on connections.
set -eu
# shellcheck source=tests/cli/probe_world.bash
. "$(dirname "$0")/probe_world.bash"
python3 -c 'import jsonschema' 2>/dev/null || { echo 'python3-jsonschema is not installed'; exit 77; }
world_up
url=http://127.0.0.1:9810
printf 'portal.vn\nhung.vn\nnone.vn\n' >"$W/targets"
world_config '"interval": "1s"' '"dns_interval": "1s"'
sed -i 's|"\[::1\]:9810"|"[::1]:9810", "unix:api.sock"|' "$config"
: >"$W/lines"
"$probe" run --config "$config" 2>"$W/probe.err" &
pid=$!
await 5 "the probe answers" curl -sf -o /dev/null "$url/healthz"
get() { curl -sf "$url$1"; }
http() { curl -s -o "$W/out" -w '%{http_code}' "$@"; }
has() { get "$1" | grep -qF -e "$2"; }

# ---- the API is as its description says ----
await 15 "the portal is up" has /api/v1/targets '"target":"portal.vn","verdict":"pass","failing":0,"time":'
await 15 "the hung one is down" has '/api/v1/targets?after=gov.vn&limit=1' '"target":"hung.vn","verdict":"fail"'
curl -sf --unix-socket "$W/api.sock" http://x/healthz | grep -q ^ok || fail "the Unix socket does not answer"
[ "$(stat -c %a "$W/api.sock")" = 770 ] || [ "$(stat -c %a "$W/api.sock")" = 760 ] || fail "others may use the socket: $(stat -c %a "$W/api.sock")"
await 10 "events come" has /api/v1/events '"check":"dns.name"'
cat >"$W/validate" <<-'END'
	import json, re, sys, urllib.request
	from jsonschema import Draft202012Validator
	url = sys.argv[1]
	def get(path):
	    with urllib.request.urlopen(url + path) as r:
	        assert r.headers["Content-Type"] == "application/json", path
	        return json.load(r)
	api = get("/api/v1/openapi.json")
	assert api == json.load(open("probe/publish/openapi.json"))
	def schema(name):
	    s = dict(api["components"]["schemas"][name])
	    s["components"] = api["components"]
	    Draft202012Validator.check_schema(s)
	    return Draft202012Validator(s)
	def valid(name, path):
	    d = get(path)
	    for e in schema(name).iter_errors(d):
	        sys.exit("%s: %s: %s" % (path, list(e.absolute_path), e.message[:300]))
	    return d
	t = valid("Targets", "/api/v1/targets")
	assert [x["target"] for x in t["targets"]] == ["hung.vn", "none.vn", "portal.vn"] and not t["more"] and t["count"] == 3
	t = valid("Targets", "/api/v1/targets?limit=1&after=hung.vn")
	assert [x["target"] for x in t["targets"]] == ["none.vn"] and t["more"]
	for name in "hung.vn", "none.vn", "portal.vn":
	    valid("Target", "/api/v1/targets/" + name)
	p = get("/api/v1/targets/portal.vn")
	assert p["ipv6"]["state"] == "up" and p["ipv6"]["address"] == "fd00::2" and p["zones"] == ["."]
	assert any(c["check"] == "dnssec.ds-match" and c["subject"] == "." for c in p["checks"])
	n = [c for c in get("/api/v1/targets/none.vn")["checks"] if c["check"] == "dns.name"][0]
	assert n["verdict"] == "fail" and n["observed"] and n["fix"] and n["since"], n
	e = valid("Events", "/api/v1/events?since=2026-01-01")
	assert e["events"] and e["last"] == e["events"][-1]["id"]
	assert [x["id"] for x in e["events"]] == sorted(x["id"] for x in e["events"])
	assert valid("Events", "/api/v1/events?after=%d" % e["last"])["last"] >= e["last"]
	assert len(valid("Events", "/api/v1/events?limit=1")["events"]) == 1
	assert all(x["target"] == "none.vn" for x in valid("Events", "/api/v1/events?target=none.vn")["events"])
	assert valid("Events", "/api/v1/events?since=2099-01-01")["events"] == []
	d = valid("Discovery", "/api/v1/zabbix/discovery")
	assert {"{#TARGET}": "portal.vn"} in d
	served = urllib.request.urlopen(url + "/").read().decode().split("\n")[1:-1]
	assert sorted(served) == sorted(re.sub("{.*}", "", p) for p in api["paths"]), served
END
cd "$(dirname "$0")/../.."
python3 "$W/validate" "$url" || fail "the API is not as described"
for bad in '/api/v1/targets?limit=0' '/api/v1/targets?limit=x' '/api/v1/events?since=x' '/api/v1/events?after=-1' \
	'/metrics?shard=0/2' '/metrics?shard=3/2' '/metrics?shard=1/2/3' '/metrics?shard=' /probe '/probe?target=portal.vn&family=5'; do
	[ "$(http "$url$bad")" = 400 ] || fail "$bad is taken"
done
for none in /api/v1/targets/ /api/v1/targets/x.vn '/api/v1/targets/../x' '/probe?target=x.vn' '/probe?target=%00' /api/v2; do
	[ "$(http --path-as-is "$url$none")" = 404 ] || fail "$none is there"
done

# ---- Zabbix ----
await 10 "the sender's input has the portal" has /api/v1/zabbix/sender '- khien.up[portal.vn,ipv6] '
! get /api/v1/zabbix/sender | grep -qvE '^- khien\.(verdict\[[a-z.]+\]|(up|status|seconds|not_after)\[[a-z.]+,ipv[46]\]) [0-9]+ [0-9.]+$' ||
	fail "not as zabbix_sender reads it"

# ---- /probe ----
probed() { get "/probe?target=$1" | awk -v s="$2" 'index($0, s) == 1 { print $NF }'; }
[ "$(probed portal.vn probe_success)" = 1 ] || fail "probe_success is not 1"
[ "$(probed 'https://portal.vn/x' 'probe_ip_protocol')" = 6 ] || fail "not over IPv6"
[ "$(probed 'portal.vn&family=ipv4&module=http_2xx' 'probe_ip_protocol')" = 4 ] || fail "not over IPv4"
[ "$(probed hung.vn probe_success)" = 0 ] || fail "probe_success of the hung one is not 0"
[ -z "$(probed hung.vn probe_http_status_code)" ] || fail "a status that was not seen"
[ "$(probed portal.vn probe_ssl_earliest_cert_expiry)" -gt "$(date +%s)" ] || fail "no end of the certificate"
if command -v promtool >/dev/null; then
	get '/probe?target=portal.vn' | promtool check metrics || fail "promtool objects to /probe"
fi

# ---- gzip and shards ----
get /metrics | sed 's/ .*//' | sort -u >"$W/whole"
curl -sf -H 'Accept-Encoding: gzip' -D "$W/head" "$url/metrics" | gunzip | sed 's/ .*//' | sort -u >"$W/packed"
grep -qi '^content-encoding: gzip' "$W/head" || fail "it is not packed"
diff <(grep -c . "$W/whole") <(grep -c . "$W/packed") || fail "packed it is another page"
for k in 1 2 3; do get "/metrics?shard=$k/3" >"$W/shard$k"; done
cat "$W"/shard? | grep -v '^#' | grep -o 'target="[a-z.]*"' | sort -u | wc -l | grep -qx 3 || fail "targets are missing in the shards"
cat "$W"/shard? | sed -n 's/^\(portal_check_runs_total{[^ ]*\) .*/\1/p' | sort | uniq -d | grep . && fail "a target is in two shards"
[ "$(cat "$W"/shard? | grep -c '^portalprobe_targets ')" = 1 ] || fail "the probe's figures are not there once"

# ---- status: what plug-ins ask ----
status() {
	local status=0
	"$probe" status "${@:2}" >"$W/out" 2>"$W/err" || status=$?
	[ "$status" = "$1" ] || fail "exit $status instead of $1: status ${*:2} $(<"$W/out") $(<"$W/err")"
}
status 0 --format nagios PORTAL.vn.
grep -qE "^OK - [1-9][0-9]* checks \| 'pass'=[1-9]" "$W/out" || fail "not as Nagios reads it: $(<"$W/out")"
status 2 --format nagios --at "unix:$W/api.sock" portal.vn none.vn
grep -q '^CRITICAL - dns.name none.vn: .*(since 20' "$W/out" || fail "not the cause: $(<"$W/out")"
status 2 --json --config "$config" hung.vn
python3 - "$W/out" <<-'END' || fail "status --json is not valid"
	import json, sys
	from jsonschema import Draft202012Validator
	d = json.load(open(sys.argv[1]))
	Draft202012Validator(json.load(open("policy/schema/report.schema.json"))).validate(d)
	assert any(f["check"] == "tls.handshake" and f["verdict"] == "fail" for f in d["reports"][0]["findings"])
END
status 3 x.vn
grep -q 'not among' "$W/err" || fail "$(<"$W/err")"
status 3 --now 2099-01-01 portal.vn
status 3 --at 127.0.0.1:1 portal.vn
status 3 --at nonsense portal.vn

# ---- connections are bounded, and come free again ----
python3 - <<-'END' || fail "connections are not bounded"
	import socket, time
	def connect(request):
	    s = socket.create_connection(("127.0.0.1", 9810), timeout=3)
	    if request:
	        s.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
	    return s
	held = [connect(i % 2 == 0) for i in range(256)]
	assert b"200 OK" in held[0].recv(100)
	more = connect(True)
	try:
	    more.settimeout(1)
	    more.recv(100)
	    raise SystemExit("one more was answered")
	except socket.timeout:
	    pass
	held.pop().close()	# one that asked nothing
	more.settimeout(3)
	assert b"200 OK" in more.recv(100)
	for s in held: s.close()
	time.sleep(0.2)
	for i in range(600):	# each leaves its place
	    s = connect(True)
	    assert b"200 OK" in s.recv(100), i
	    s.close()
END
kill -TERM "$pid"
wait "$pid" || fail "it did not end well"
[ ! -e "$W/api.sock" ] || fail "the socket is left behind"
