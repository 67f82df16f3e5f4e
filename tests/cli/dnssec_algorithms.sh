#!/bin/bash
# SPDX-License-Identifier: MIT
# All algorithms, with a CSK and with a KSK and ZSK; several at once; keys of
# BIND and ours in BIND; who signs what.
set -eu
. tests/cli/dnssec.bash
need dnssec-verify kzonecheck dnssec-keygen dnssec-signzone

file=$zones/ents.zone zone=ents.example.
sign() { run 0 sign --keys keys --denial "$1" --out signed "$file"; }

for algorithm in 8 10 13 14 15 ED448; do
	rm -rf keys
	key csk $algorithm $zone
	sign nsec
	judged signed $zone z
	rm -rf keys
	key ksk $algorithm $zone
	key zsk $algorithm $zone
	sign nsec3
	judged signed $zone
done

# the KSK signs the DNSKEYs and nothing else, the ZSK all but them
ksk=$(grep -l 'DNSKEY 257' keys/*.key | sed 's/.*+0*\([0-9]*\).key/\1/')
zsk=$(grep -l 'DNSKEY 256' keys/*.key | sed 's/.*+0*\([0-9]*\).key/\1/')
[ "$(awk '$4 == "RRSIG" && $11 == "'"$ksk"'" {print $5}' signed)" = DNSKEY ] || die 'the KSK does not sign the DNSKEYs alone'
awk '$4 == "RRSIG" && $11 == "'"$zsk"'" {print $5}' signed | grep -qx DNSKEY && die 'the ZSK signs the DNSKEYs'

# several algorithms sign everything, each
key csk 13 $zone
key csk 15 $zone
sign optout
judged signed $zone z
[ "$(grep -c 'RRSIG	SOA' signed)" = 3 ] || die 'not every algorithm signs the SOA'

# CDS and CDNSKEY at the apex are the KSK's (RFC 7344 section 4.1)
rm -rf keys
key ksk 13 $zone
key zsk 13 $zone
run 0 ds --keys keys $zone
sed 's/ DS / CDS /' out >cds
sed -n 's/ DNSKEY 257 / CDNSKEY 257 /p' keys/*.key >>cds
cat "$file" cds >with-cds
run 0 sign --keys keys --out signed with-cds
judged signed $zone
ksk=$(grep -l 'DNSKEY 257' keys/*.key | sed 's/.*+0*\([0-9]*\).key/\1/')
[ "$(awk '$4 == "RRSIG" && $5 == "CDS" {print $11}' signed)" = "$ksk" ] || die 'the CDS is not signed by the KSK alone'
# one of another key would lead the parent astray
sed 's/CDS [0-9]*/CDS 1/' cds | cat "$file" - >bad-cds
run 2 sign --keys keys --out other bad-cds
grep -q 'zone.cds' err || die 'the wrong CDS was not named'
[ ! -e other ] || die 'a refused zone was written'

# keys of BIND sign here, ours sign there
rm -rf keys theirs
mkdir keys
for a in 8 13 15; do
	dnssec-keygen -q -K keys -a $a ${a/8/-b 2048} -f KSK $zone >/dev/null 2>&1 || dnssec-keygen -q -K keys -a $a -b 2048 -f KSK $zone >/dev/null
	dnssec-keygen -q -K keys -a $a -b 2048 $zone >/dev/null 2>&1 || dnssec-keygen -q -K keys -a $a $zone >/dev/null
done
run 0 sign --keys keys --now "$now" --out signed "$file"
run 0 verify --at "$now" signed
run 0 sign --keys keys --out signed "$file"
judged signed $zone
rm -rf keys
key ksk 13 $zone
key zsk 8 $zone
key ksk 8 $zone
key zsk 13 $zone
dnssec-signzone -q -P -S -K keys -o $zone -f theirs "$file" >bind 2>&1 || die "BIND does not sign with our keys: $(cat bind)"
run 0 verify --zone $zone theirs
if command -v ldns-signzone >/dev/null; then
	# shellcheck disable=SC2046
	(cd keys && ldns-signzone -f ../theirs -o $zone "$file" $(basename -s .private K*.private)) >ldns 2>&1 || die "ldns does not sign with our keys: $(cat ldns)"
	run 0 verify --zone $zone theirs
fi

# DS: as BIND makes it
run 0 ds --keys keys $zone
for k in $(grep -l 'DNSKEY 257' keys/*.key); do dnssec-dsfromkey -2 "$k"; done | sort >theirs
sort out | diff theirs - >difference || die "DS: $(cat difference)"
