#!/bin/bash
# SPDX-License-Identifier: MIT
# Every check: a clause, a fix, a sample that passes and one that fails in the
# unit tests, an entry in its tool's man page; what it needs exists; and the
# published policy names exactly the checks that there are.
set -u
bad=0
say() { printf '%s\n' "$1"; bad=1; }
rows=$(mktemp)
trap 'rm -f "$rows"' EXIT
for t in tlsconf dnssec ipv6 probe; do
	"$B/khien-$t" checks --json | python3 -c '
import json, sys
for c in json.load(sys.stdin)["checks"]:
    print(sys.argv[1], c["check"], c["clause"] or "-", len(c["fix"]))' "$t" || say "khien-$t checks --json failed"
done >"$rows"
[ "$(wc -l <"$rows")" -ge 40 ] || say "only $(wc -l <"$rows") checks were seen"
while read -r tool id clause fix; do
	[ "$clause" != - ] || say "$id has no clause"
	[ "$fix" -gt 0 ] || say "$id has no fix"
	grep -q "^\.It Cm $id\$" "man/khien-$tool.1" || say "man/khien-$tool.1 has no entry for $id"
	grep -qE "(^|[\"' \t=(])$id([\"' :)]|$)" tests/unit/"$tool"_*.c tests/cli/"$tool"_* || say "$id has no sample in the tests of $tool"
done <"$rows"
sort -k2,2 "$rows" | awk '{print $2}' | uniq -d | while read -r id; do echo "$id is there twice"; done | grep . && bad=1
awk '{print $2}' "$rows" | sort >"$rows.have"
python3 -c 'import json; print("\n".join(sorted(json.load(open("policy/tt32-2017.json"))["checks"])))' | LC_ALL=C sort >"$rows.policy"
LC_ALL=C sort -o "$rows.have" "$rows.have"
diff "$rows.policy" "$rows.have" >"$rows.diff" || say "policy/tt32-2017.json (<) and the tools (>) differ:
$(cat "$rows.diff")"
rm -f "$rows".*
exit $bad
