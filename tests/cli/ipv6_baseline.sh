#!/bin/bash
# SPDX-License-Identifier: MIT
#
# khien-ipv6 baseline, and check --baseline: exactly what differs is reported
# (baseline.router, baseline.prefix, baseline.address, baseline.port), and a
# router that is not in it and advertises itself is ra.rogue. From snapshots, so
# no privilege is needed.

set -eu
: "${B:=build/plain}"
tool=$(realpath "$B")/khien-ipv6
temp=$(mktemp -d)
trap 'rm -rf "$temp"' EXIT
bad() { echo "$*"; exit 1; }

# the host, and what PYTHON on the command line does to it
cat >"$temp/host.py" <<'PY'
import json, sys
conf = dict.fromkeys("accept_dad accept_ra accept_ra_defrtr accept_redirects autoconf dad_transmits disable_ipv6 forwarding use_tempaddr".split(), 0)
conf.update(mtu=1500)
link = dict(ifindex=2, ifname="eth0", flags=["UP", "RUNNING", "LOWER_UP"], mtu=1500, inet6=True, ra_seen=False, ra_asked=True, conf=conf)
def address(family, local, length, scope=0, *flags):
    return dict(family=family, ifindex=2, local=local, prefixlen=length, scope=scope, flags=list(flags) or ["permanent"])
def route(family, gateway, protocol="static"):
    return dict(family=family, prefixlen=0, type="unicast", protocol=protocol, table=254, metric=1024, nexthop_count=1,
        nexthops=[dict(ifindex=2, family=family, gateway=gateway, flags=[])])
def listener(local, port):
    return dict(family="inet6" if ":" in local else "inet", port=port, local=local, uid=0)
addresses = [address("inet", "198.18.0.2", 24), address("inet6", "2a0f::2", 64), address("inet6", "fe80::2", 64, 253)]
routes = [route("inet", "198.18.0.1"), route("inet6", "fe80::1")]
listeners = [listener("::", 443), listener("127.0.0.1", 25)]
facts = {"inet6": True, "sysctl": {}, "ports": [443], "links": [link], "addresses": addresses, "routes": routes, "listeners": listeners}
exec(sys.argv[1])
print(json.dumps({"schema": "khien.ipv6-snapshot/1", "version": "0", "time": "2026-11-23T08:00:00Z", "host": "portal1", "facts": facts}))
PY

python3 "$temp/host.py" '' >"$temp/host.json"
"$tool" baseline --from "$temp/host.json" "$temp/expected.json" 2>/dev/null
python3 - "$temp/expected.json" <<'PY'
import json, sys
d = json.load(open(sys.argv[1]))
assert d["routers"] == ["eth0 fe80::1"] and d["prefixes"] == ["eth0 2a0f::/64"], d
assert d["addresses"] == ["eth0 2a0f::2/64"] and d["ports"] == ["tcp/443 inet", "tcp/443 inet6"], d
PY

# differs PYTHON, then on standard input what is reported of it
differs() {
	local got want status=0
	want=$(sort)
	python3 "$temp/host.py" "$1" >"$temp/now.json"
	"$tool" check --json --baseline "$temp/expected.json" --from "$temp/now.json" >"$temp/out" 2>"$temp/err" || status=$?
	got=$(python3 - "$temp/out" <<-'PY' | sort
		import json, sys
		for f in json.load(open(sys.argv[1]))["reports"][0]["findings"]:
		    if f["check"].startswith(("baseline.", "ra.rogue")) and f["verdict"] != "pass":
		        print(f["check"], f["verdict"], f["subject"])
	PY
	)
	[ "$got" = "$want" ] || bad "$1: wanted:
$want
got:
$got
$(cat "$temp/err")"
}

differs '' </dev/null
differs 'addresses.reverse(); listeners.reverse()' </dev/null
differs 'addresses.append(address("inet6", "2a0f::77", 64, 0, "temporary"))' </dev/null
differs 'addresses.append(address("inet6", "2a0f::3", 64))' <<END
baseline.address warn eth0 2a0f::3/64
END
differs 'addresses[1]["local"] = "2a0f:1::2"' <<END
baseline.address warn eth0 2a0f:1::2/64
baseline.address warn eth0 2a0f::2/64
baseline.prefix warn eth0 2a0f:1::/64
baseline.prefix warn eth0 2a0f::/64
END
differs 'routes[1] = route("inet6", "fe80::9")' <<END
baseline.router warn eth0 fe80::1
baseline.router warn eth0 fe80::9
END
# a router that advertises itself beside the right one
differs 'routes.append(route("inet6", "fe80::bad", "ra"))' <<END
ra.rogue fail eth0 fe80::bad
END
differs 'routes[1] = route("inet6", "fe80::1", "ra")' </dev/null
differs 'listeners.append(listener("::", 6379)); listeners[-1]["v6only"] = True' <<END
baseline.port warn tcp/6379 inet6
END
differs 'listeners[0] = listener("0.0.0.0", 443)' <<END
baseline.port warn tcp/443 inet6
END
differs 'facts["routes"] = None' <<END
baseline.router unknown host
END

# ---- files that are none ----

fault() {
	local says=$1 status=0
	"$tool" check --from "$temp/host.json" --baseline "$temp/bad.json" >"$temp/out" 2>"$temp/err" || status=$?
	[ $status = 3 ] || bad "status $status: $(cat "$temp/bad.json")"
	grep -qF -- "bad.json:$says" "$temp/err" || bad "$(cat "$temp/err")"
}
echo '{' >"$temp/bad.json"
fault 2:
sed 's/baseline.1/snapshot\/1/' "$temp/expected.json" >"$temp/bad.json"
fault 2:13
sed 's/"eth0 fe80::1"/7/' "$temp/expected.json" >"$temp/bad.json"
fault 7:
sed 's/"ports"/"posts"/' "$temp/expected.json" >"$temp/bad.json"
fault '15:12: unknown key "posts"'
sed 's/"eth0 fe80::1"/"fe80::1"/' "$temp/expected.json" >"$temp/bad.json"
status=0
"$tool" check --from "$temp/host.json" --baseline "$temp/bad.json" >/dev/null 2>"$temp/err" || status=$?
[ $status = 3 ] || bad "a router without a link is taken: status $status"
