#!/bin/bash
# SPDX-License-Identifier: MIT
# Every --json output is valid by its published schema (policy/schema), and the
# two published policies are valid by the schema that the tools print.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -c 'import jsonschema' 2>/dev/null || { echo 'python3-jsonschema is not installed'; exit 77; }
cd "$(dirname "$0")/../.."
B=$(realpath "$B")
: >"$dir/list"

# add SCHEMA COMMAND…: keeps what COMMAND prints, to be validated by SCHEMA
add() {
	local schema=$1 status=0
	shift
	"$@" >"$dir/$(wc -l <"$dir/list").json" 2>"$dir/err" || status=$?
	[ $status -le 3 ] || { echo "$*: status $status"; exit 1; }
	echo "$schema $*" >>"$dir/list"
}

t=2026-11-23T00:00:00Z
"$B/khien-tlsconf" policy --schema >"$dir/policy.schema.json"
for tool in tlsconf dnssec ipv6 probe; do
	add checks "$B/khien-$tool" checks --json
	add checks "$B/khien-$tool" checks --json --policy strict
	add error "$B/khien-$tool" nonsense --json
	add "$dir/policy.schema.json" "$B/khien-$tool" policy --json
done
add "$dir/policy.schema.json" cat policy/tt32-2017.json
add "$dir/policy.schema.json" cat policy/strict.json
add "$dir/policy.schema.json" "$B/khien" policy --json --policy strict
add all-checks "$B/khien" checks --json

add result "$B/khien-tlsconf" key --json --out "$dir/k.pem"
add error "$B/khien-tlsconf" key --json --out "$dir/k.pem"
add result "$B/khien-tlsconf" csr --json --key "$dir/k.pem" --name portal.example.vn --out "$dir/r.csr"
add report "$B/khien-tlsconf" csr --json --check "$dir/r.csr"
echo portal.example.vn >"$dir/portals"
add result "$B/khien-tlsconf" csr --json --portals "$dir/portals" --out-dir "$dir" --new-key p256
add result "$B/khien-tlsconf" emit nginx --json --name portal.example.vn --cert "$dir/c" --key "$dir/k.pem" --root /srv --server-version 1.22.1 --out "$dir/site"
add report "$B/khien-tlsconf" inspect --json --now $t "$dir/k.pem" "$dir/r.csr"
openssl req -x509 -key "$dir/k.pem" -subj /CN=portal.example.vn -addext subjectAltName=DNS:portal.example.vn -days 90 -out "$dir/c.pem" 2>/dev/null
add report "$B/khien-tlsconf" inspect --json "$dir/k.pem" "$dir/c.pem"
if PATH=$PATH:/usr/sbin command -v nginx >/dev/null; then
	add report "$B/khien-tlsconf" prove nginx --json --name a.example.vn --cert "$dir/c.pem" --key "$dir/k.pem" --root "$dir"
fi
add error "$B/khien-tlsconf" inspect --json "$dir/absent"

mkdir "$dir/keys"
add result "$B/khien-dnssec" keygen --json --dir "$dir/keys" --role csk example.vn
printf '$ORIGIN example.vn.\n$TTL 3600\n@ SOA ns1 a 1 7200 3600 1209600 3600\n@ NS ns1\nns1 A 192.0.2.1\n' >"$dir/zone"
add result "$B/khien-dnssec" sign --json --now $t --keys "$dir/keys" --out "$dir/signed" --zone example.vn "$dir/zone"
add report "$B/khien-dnssec" verify --json --now $t --zone example.vn "$dir/signed"
add report "$B/khien-dnssec" verify --json --at 2030-01-01 --zone example.vn "$dir/signed"
add error "$B/khien-dnssec" sign --json --keys "$dir/keys" --out "$dir/s2" "$dir/k.pem"

add report "$B/khien-ipv6" check --json
"$B/khien-ipv6" snapshot --out "$dir/snapshot" 2>/dev/null
add ipv6-snapshot cat "$dir/snapshot"
add report "$B/khien-ipv6" check --json --from "$dir/snapshot"
add result "$B/khien-ipv6" snapshot --json --out "$dir/snapshot"
add result "$B/khien-ipv6" baseline --json "$dir/baseline"
add ipv6-baseline cat "$dir/baseline"
add report "$B/khien-ipv6" check --json --baseline "$dir/baseline"
add report "$B/khien-ipv6" without-v4 --json
add ipv6-plan "$B/khien-ipv6" plan --json
add report "$B/khien-probe" check --json portal.invalid.
printf 'a.example.vn interval=30s\nb.example.vn path=/x\n' >"$dir/many"
add target-list "$B/khien-probe" list --json --targets "$dir/many"
add target-list "$B/khien-probe" import --json --csv "$dir/many"
add result "$B/khien-probe" add --json --targets "$dir/many" c.example.vn
add error "$B/khien-probe" status --json --at 127.0.0.1:1 a.example.vn
if command -v sqlite3 >/dev/null; then	# a store of one closed day
	: >"$dir/targets"
	echo '{ "targets": "targets", "listen": [], "lines": "lines", "store": "store" }' >"$dir/probe.json"
	timeout -s TERM 2 "$B/khien-probe" run --config "$dir/probe.json" || [ $? = 124 ]
	sqlite3 "$dir/store" "INSERT INTO targets VALUES(1, 'portal.example.vn');
		INSERT INTO rollups VALUES(86400, 1793750400, 1, 9, 60, 0, 50, 10, 60, 0, 50, 10, 9, 900, 200, 0, 0, 0)"
	timeout -s TERM 2 "$B/khien-probe" run --config "$dir/probe.json" || [ $? = 124 ]
	add availability "$B/khien-probe" report --json --store "$dir/store" --month 2026-11
	add ledger "$B/khien-probe" ledger verify --json --store "$dir/store"
	add ledger "$B/khien-probe" ledger show --json --store "$dir/store"
	add result "$B/khien-probe" backup --json --store "$dir/store" "$dir/copy"
	add error "$B/khien-probe" report --json --store "$dir/absent" --month 2026-11
fi

python3 - "$dir" <<'END'
import json, re, sys
from jsonschema import Draft202012Validator
dir, bad, seen = sys.argv[1], 0, 0
for number, line in enumerate(open(dir + "/list")):
    schema, command = line.rstrip("\n").split(" ", 1)
    path = schema if "/" in schema else "policy/schema/%s.schema.json" % schema
    try:
        document = json.load(open("%s/%d.json" % (dir, number)))
        documents = [(path, document)]
        if schema == "all-checks":
            documents += [("policy/schema/checks.schema.json", d) for d in document["tools"]]
        for p, d in documents:
            wanted = json.load(open(p))
            Draft202012Validator.check_schema(wanted)
            for e in Draft202012Validator(wanted).iter_errors(d):
                raise ValueError("%s: %s" % (list(e.absolute_path), e.message[:300]))
        seen += 1
    except (ValueError, KeyError) as e:
        print("%s\n    by %s: %s" % (command, path, e))
        bad += 1
sys.exit(1 if bad or seen < 25 else 0)
END
