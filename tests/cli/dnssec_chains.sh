#!/bin/bash
# SPDX-License-Identifier: MIT
# The chains of NSEC, NSEC3 and NSEC3 with opt-out are those that BIND makes of
# the same zones: same owners, same next names, same types.
set -eu
. tests/cli/dnssec.bash
need dnssec-signzone named-compilezone

# chain FILE ZONE: owner, next and types in one spelling, sorted
chain() {
	named-compilezone -q -i none -k ignore -n ignore -m ignore -r ignore -s full -o - "$2" "$1" 2>/dev/null |
		awk '$4 == "NSEC" || $4 == "NSEC3" { $1 = $1; print tolower($0) }' | LC_ALL=C sort
}

for file in "$zones"/*.zone; do
	name=$(basename "$file" .zone)
	zone=$(zone_of "$file")
	rm -rf keys
	key csk "$zone"
	for denial in nsec nsec3 optout; do
		run 0 sign --keys keys --denial $denial --out ours "$file"
		case $denial in
		nsec) how=() ;;
		nsec3) how=(-3 - -H 0) ;;
		optout) how=(-3 - -H 0 -A) ;;
		esac
		# BIND keeps what is below a DNAME and old records: give it ours
		awk '$4 !~ /^(RRSIG|NSEC|NSEC3|NSEC3PARAM|DNSKEY)$/' ours >clean
		dnssec-signzone -q -P -S -z -K keys -o "$zone" -f theirs "${how[@]}" clean >bind 2>&1 || die "$name: dnssec-signzone: $(cat bind)"
		chain ours "$zone" >a
		chain theirs "$zone" >b
		[ -s a ] || die "$name, $denial: no chain was read"
		diff a b >difference || die "$name, $denial: ours (<) and BIND's (>): $(cat difference)"
	done
done

# opt-out leaves insecure delegations out, and what is only above them
rm -rf keys
key csk ents.example
run 0 sign --keys keys --denial nsec3 --out all "$zones/ents.zone"
run 0 sign --keys keys --denial optout --out some "$zones/ents.zone"
[ "$(grep -c '	NSEC3	' all)" -gt "$(grep -c '	NSEC3	' some)" ] || die 'opt-out leaves nothing out'
