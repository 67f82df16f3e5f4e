#!/bin/bash
# SPDX-License-Identifier: MIT
# Hard zones signed in all three ways are accepted by BIND, by Knot and by our
# own verifier, and what went in comes out: BIND reads the same records.
set -eu
. tests/cli/dnssec.bash
need dnssec-verify kzonecheck named-compilezone

# flat FILE ZONE: its records as BIND reads them, without those of DNSSEC,
# owners in lower case, sorted
flat() {
	named-compilezone -q -i none -k ignore -n ignore -m ignore -r ignore -s full -o - "$2" "$1" 2>/dev/null |
		awk '!/^;/ && $4 !~ /^(RRSIG|NSEC|NSEC3|DNSKEY|NSEC3PARAM|ZONEMD)$/ { $1 = tolower($1); print }' |
		LC_ALL=C sort
}

for file in "$zones"/*.zone; do
	name=$(basename "$file" .zone)
	zone=$(zone_of "$file")
	rm -rf keys
	key csk "$zone"
	for denial in nsec nsec3 optout; do
		run 0 sign --keys keys --denial $denial --out "$name.$denial" "$file"
		judged "$name.$denial" "$zone" z
		case $name in dname|ttls) continue ;; esac	# changed on purpose
		flat "$file" "$zone" >before
		flat "$name.$denial" "$zone" >after
		[ -s before ] || die "$name: no records were read"
		diff before after >difference || die "$name, $denial: $(cat difference)"
	done
done

# what is said of what was changed
rm -rf keys
key csk dname.example
run 0 sign --keys keys --out x "$zones/dname.zone"
grep -q 'below.old.dname.example. is left out' err || die 'no word of what is below the DNAME'
! grep -q '^below.old' x || die 'what is below the DNAME is still there'
key csk ttls.example
run 0 sign --keys keys --out x "$zones/ttls.zone"
grep -q 'ns1.ttls.example. A has records with different TTLs' err || die 'no word of TTLs'
[ "$(awk '$1 == "ns1.ttls.example." && $4 == "A" {print $2}' x | sort -u)" = 300 ] || die 'not the lowest TTL'
key csk old.example
run 0 sign --keys keys --out x "$zones/old.zone"
grep -q '2 old RRSIG left out, the first in line 5' err || die 'no word of old RRSIGs'
! grep -qE '^only-nsec|ZONEMD|AABBCCDD' x || die 'old DNSSEC records are still there'
