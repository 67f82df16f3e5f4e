#!/bin/bash
# SPDX-License-Identifier: MIT
# What is ready-made in contrib/ fits the program: every metric, label, check,
# option and page that it names is one that there is; and promtool tries every
# alert.
set -u
bad=0
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
say() { printf '%s\n' "$1"; bad=1; }
python3 -c 'import yaml' 2>/dev/null || { echo 'python3-yaml is not installed'; exit 77; }

emitted=$(grep -rhoE '"(portal|portalprobe|process)_[a-z0-9_]+"' probe/publish | tr -d '"' | sort -u)
[ "$(wc -l <<<"$emitted")" -ge 25 ] || say "only these metrics were seen: $emitted"
for f in contrib/prometheus/khien-probe.rules.yml contrib/prometheus/khien-probe-rules.test.yml contrib/grafana/portals.json; do
	used=$(grep -oE '\b(portal|portalprobe|process|probe)_[a-z0-9_]+' "$f" | sort -u)
	[ -n "$used" ] || say "$f names no metric"
	for m in $used; do
		grep -qx "$m" <<<"$emitted" || say "$f: the probe does not emit $m"
	done
done
for c in $(grep -ohE '\b(https?|tls|dns|dnssec|dualstack|portal)\.[a-z][a-z-]+' contrib/prometheus/khien-probe.rules.yml | sort -u); do
	grep -q "\"$c\":" policy/tt32-2017.json || say "khien-probe.rules.yml: there is no check $c"
done
python3 - <<'END' || bad=1
import json, re, sys, yaml
rules = yaml.safe_load(open("contrib/prometheus/khien-probe.rules.yml"))
test = yaml.safe_load(open("contrib/prometheus/khien-probe-rules.test.yml"))
alerts = {r["alert"] for g in rules["groups"] for r in g["rules"]}
fired = {t["alertname"] for x in test["tests"] for t in x["alert_rule_test"] if t.get("exp_alerts")}
bad = ["alert %s is never seen to fire" % a for a in sorted(alerts - fired)]
router = yaml.safe_load(open("contrib/prometheus/alertmanager.yml"))
named = set()
for rule in router["inhibit_rules"]:
    for m in rule["source_matchers"] + rule["target_matchers"]:
        named |= set(re.split(r"\|", re.search('"(.*)"', m).group(1)))
bad += ["alertmanager.yml: there is no alert %s" % a for a in sorted(named - alerts)]
receivers = {r["name"] for r in router["receivers"]}
bad += ["alertmanager.yml: no receiver %s" % r["receiver"] for r in router["route"]["routes"] + [router["route"]] if r["receiver"] not in receivers]
yaml.safe_load(open("contrib/prometheus/scrape.yml"))
api = json.load(open("probe/publish/openapi.json"))
z = yaml.safe_load(open("contrib/zabbix/khien-probe.yaml"))["zabbix_export"]["templates"][0]
items = z["items"] + z["discovery_rules"]
keys = {i["key"] for i in z["items"]}
for i in items:
    if "url" in i and re.sub(r"^{\$KHIEN.URL}|\?.*", "", i["url"]) not in api["paths"]:
        bad.append("khien-probe.yaml: no page %s" % i["url"])
prototypes = z["discovery_rules"][0]["item_prototypes"]
keys |= {p["key"] for p in prototypes}
line = api["components"]["schemas"]["Line"]["properties"]
for p in prototypes:
    field = re.search(r"\)\]\.(\w+)\.first", p["preprocessing"][0]["parameters"][0]).group(1)
    if field not in line or p["master_item"]["key"] not in keys:
        bad.append("khien-probe.yaml: %s takes what there is not" % p["key"])
    for t in p["trigger_prototypes"]:
        if re.search(r"/khien-probe/([^,]*\[.*?\])", t["expression"]).group(1) not in keys:
            bad.append("khien-probe.yaml: %s" % t["expression"])
uuids = re.findall(r"uuid: (\S+)", open("contrib/zabbix/khien-probe.yaml").read())
if len(set(uuids)) != len(uuids) or not all(re.fullmatch("[0-9a-f]{12}4[0-9a-f]{3}8[0-9a-f]{15}", u) for u in uuids):
    bad.append("khien-probe.yaml: a uuid is none, or there twice")
board = json.load(open("contrib/grafana/portals.json"))
ids = [p["id"] for p in board["panels"]]
if len(ids) < 10 or len(set(ids)) != len(ids):
    bad.append("portals.json: panels")
if bad:
    print("\n".join(bad))
sys.exit(bool(bad))
END
for o in $(grep -oE '"--[a-z]+"' contrib/icinga/khien-probe.conf | tr -d '"' | sort -u); do
	"$B/khien-probe" status --help | grep -qe "$o\b" || say "khien-probe.conf: status has no $o"
done
grep -q '"/usr/bin/khien-probe", "status"' contrib/icinga/khien-probe.conf || say 'khien-probe.conf asks no status'
if command -v promtool >/dev/null; then
	(cd contrib/prometheus && promtool check rules khien-probe.rules.yml && promtool test rules khien-probe-rules.test.yml) >"$dir/out" 2>&1 ||
		say "$(<"$dir/out")"
	# every expression of the dashboard is one that Prometheus can read
	python3 - >"$dir/out" <<-'END'
		import json
		print("groups: [{name: g, rules: [")
		for p in json.load(open("contrib/grafana/portals.json"))["panels"]:
		    for t in p["targets"]:
		        print("  {record: x, expr: %s}," % json.dumps(t["expr"].replace("$target", ".*")))
		print("]}]")
	END
	awk '/record: x/ { sub(/record: x/, "record: x" NR) } { print }' "$dir/out" >"$dir/board.yml"
	promtool check rules "$dir/board.yml" >"$dir/out" 2>&1 || say "portals.json: $(<"$dir/out")"
fi
exit $bad
