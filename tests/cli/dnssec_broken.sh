#!/bin/bash
# SPDX-License-Identifier: MIT
# Zones broken in one way each: verify refuses each and names it by the right
# check and subject; whole ones pass.
set -eu
script=$(realpath "$0")
. tests/cli/dnssec.bash

file=$zones/ents.zone zone=ents.example
key ksk $zone
key zsk $zone
for d in nsec nsec3 optout; do
	run 0 sign --keys keys --now $now --denial $d --out whole.$d "$file"
	run 0 verify --at $now whole.$d
done
zsk=$(grep -l 'DNSKEY 256' keys/*.key)
zsktag=$(echo "$zsk" | sed 's/.*+0*\([0-9]*\).key/\1/')

# broken FROM WANT…: the zone in `bad` fails exactly the checks that are named,
# each "id" or "id subject"
broken() {
	local from=$1 status=0
	shift
	! cmp -s "whole.$from" bad || die "nothing was broken for $*"
	"$tool" verify --json --zone $zone --at $now bad >out 2>err || status=$?
	[ $status != 0 ] || die "accepted, though: $*"
	python3 -c '
import json, sys
have = set()
for r in json.load(open("out"))["reports"]:
    for f in r["findings"]:
        if f["verdict"] != "pass":
            have.add((f["check"], f["subject"]))
want = set()
for w in sys.argv[1:]:
    id, _, subject = w.partition(" ")
    match = {h for h in have if h[0] == id and (not subject or h[1] == subject)}
    if not match:
        print("not found:", w)
    want |= match if subject else {h for h in have if h[0] == id}
for h in sorted(have - want):
    print("not expected:", *h)
sys.exit(have != want or any(not {h for h in have if h[0] == w.partition(" ")[0]} for w in sys.argv[1:]))
' "$@" >difference || die "$from, $*: $(cat difference)"
}

# ---- signatures ----
awk '!($1 == "ns1.ents.example." && $4 == "RRSIG" && $5 == "A")' whole.nsec >bad
broken nsec 'zone.rrsig-missing ns1.ents.example. A'
awk '!($4 == "RRSIG" && $5 == "DNSKEY")' whole.nsec >bad
broken nsec 'zone.rrsig-missing ents.example. DNSKEY'
awk '!($4 == "RRSIG" && $5 == "DS")' whole.nsec3 >bad
broken nsec3 'zone.rrsig-missing sec.mixed.ents.example. DS'
awk '!($4 == "RRSIG" && $5 == "NSEC" && $1 ~ /^ns1/)' whole.nsec >bad
broken nsec 'zone.rrsig-missing ns1.ents.example. NSEC'
awk '!($4 == "RRSIG" && $5 == "SOA")' whole.optout >bad
broken optout 'zone.rrsig-missing ents.example. SOA'
# the data was changed behind the signature
sed 's/^ns1\(.*\)	192.0.2.1$/ns1\1	192.0.2.99/' whole.nsec >bad
broken nsec 'zone.rrsig-valid ns1.ents.example. A'
sed 's/900$/901/' whole.nsec >bad
broken nsec 'zone.rrsig-valid ents.example. SOA'
# one record more, one less
{ cat whole.nsec; echo 'ns1.ents.example. 600 IN A 192.0.2.77'; } >bad
broken nsec 'zone.rrsig-valid ns1.ents.example. A'
# a bit of a signature
sed '/^ns1.*RRSIG	A /{s/example\. A/example. B/;t;s/example\. ./example. A/}' whole.nsec >bad
broken nsec 'zone.rrsig-valid ns1.ents.example. A'
# times
"$tool" sign --keys keys --now 2026-09-01T00:00:00Z --denial nsec --out old "$file" 2>err
cp old bad
broken nsec zone.rrsig-expired
"$tool" sign --keys keys --now 2027-01-01T00:00:00Z --denial nsec --out new "$file" 2>err
cp new bad
broken nsec zone.rrsig-inception
"$tool" verify --at 2026-11-24T00:00:00Z whole.nsec >out 2>err || die 'refused a day later'
status=0
"$tool" verify --at 2026-12-15T12:00:00Z whole.nsec >out 2>err || status=$?
{ [ $status = 1 ] && grep -q zone.rrsig-left out; } || die "no warning before the signatures expire: $status"
# the form of an RRSIG
sed '/^ns1.*RRSIG	A 13 3/s/A 13 3 /A 13 2 /' whole.nsec >bad
broken nsec 'zone.rrsig-form ns1.ents.example. A'
sed '/^ns1.*RRSIG	A /s/ ents.example. / example. /' whole.nsec >bad
broken nsec 'zone.rrsig-form ns1.ents.example. A'
sed '/^ns1.*RRSIG	A /s/A 13 3 600/A 13 3 601/' whole.nsec >bad
broken nsec 'zone.rrsig-form ns1.ents.example. A'
sed '/^ns1.*	A	/s/	600	/	700	/' whole.nsec >bad
broken nsec 'zone.rrsig-form ns1.ents.example. A'
# signed what must not be
sed 's/^child.mixed.*	NS	.*/&\n&/; s/\n[^	]*	\([0-9]*\)	IN	NS	.*/\nchild.mixed.ents.example.	600	IN	RRSIG	NS 13 4 600 20261220000000 20261122160000 '"$zsktag"' ents.example. AAAA/' whole.nsec >bad
broken nsec 'zone.rrsig-extra child.mixed.ents.example. NS'
{ cat whole.nsec; echo "ns1.ents.example. 600 IN RRSIG TXT 13 3 600 20261220000000 20261122160000 $zsktag ents.example. AAAA"; } >bad
broken nsec 'zone.rrsig-extra ns1.ents.example. TXT'
# an RRSIG of a key that is not there: alone, and beside a good one
sed "/^ns1.*RRSIG	A /s/ $zsktag ents/ 1 ents/" whole.nsec >bad
broken nsec 'zone.rrsig-missing ns1.ents.example. A' 'zone.rrsig-key ns1.ents.example. A'
{ cat whole.nsec; grep '^ns1.*RRSIG	A ' whole.nsec | sed "s/ $zsktag ents/ 1 ents/"; } >bad
broken nsec 'zone.rrsig-key ns1.ents.example. A'

# ---- keys ----
awk '$4 != "DNSKEY"' whole.nsec >bad
broken nsec zone.dnskey
cp "$file" bad
broken nsec zone.dnskey
sed '/	DNSKEY	256 /d' whole.nsec >bad
broken nsec zone.rrsig-missing zone.rrsig-key 'zone.rrsig-valid ents.example. DNSKEY'
sed '/	DNSKEY	256 /s/13 .*/13 AQID/' whole.nsec >bad
broken nsec zone.dnskey zone.rrsig-missing zone.rrsig-key 'zone.rrsig-valid ents.example. DNSKEY'
# one algorithm of the DNSKEYs does not sign
mkdir other
"$tool" keygen --dir other --role zsk --algorithm 15 $zone 2>err
cat whole.nsec other/*.key >bad
broken nsec zone.rrsig-missing 'zone.rrsig-valid ents.example. DNSKEY'
"$tool" keygen --dir weak --role csk $zone 2>err && die 'a folder was made up'
mkdir weak
if command -v dnssec-keygen >/dev/null; then
	dnssec-keygen -q -K weak -a RSASHA256 -b 1024 -f KSK $zone >/dev/null 2>&1
	"$tool" sign --keys weak --now $now --denial nsec --out bad "$file" 2>err || die 'a weak key does not sign at all'
	grep -q zone.algorithm err || die 'no warning of the weak key'
	broken nsec 'zone.algorithm ents.example.'
fi

# ---- NSEC ----
awk '!($1 ~ /^ns1/ && /NSEC/)' whole.nsec >bad
broken nsec 'zone.nsec-missing ns1.ents.example.'
sed '/^ns1.*	NSEC	/s/	600	/	500	/' whole.nsec >bad
broken nsec 'zone.denial-ttl ns1.ents.example. NSEC' 'zone.rrsig-form ns1.ents.example. NSEC'
awk '!/NSEC/' whole.nsec >bad
broken nsec 'zone.denial ents.example.'
# a name vanishes from the zone, the chain still names it
awk '$1 != "z.f.g.ents.example."' whole.nsec >bad
broken nsec zone.nsec-chain
# a name and all that speaks of it is added
{ cat whole.nsec; echo 'new.ents.example. 600 IN A 192.0.2.9'; } >bad
broken nsec 'zone.nsec-missing new.ents.example.' 'zone.rrsig-missing new.ents.example. A' zone.nsec-chain
sed '/^ns1.*NSEC	/s/A RRSIG/RRSIG/' whole.nsec >bad
broken nsec 'zone.nsec-bitmap ns1.ents.example.' 'zone.rrsig-valid ns1.ents.example. NSEC'
sed '/^ns1.*NSEC	/s/A RRSIG/A TXT RRSIG/' whole.nsec >bad
broken nsec 'zone.nsec-bitmap ns1.ents.example.' 'zone.rrsig-valid ns1.ents.example. NSEC'
{ cat whole.nsec; grep '^child.mixed.*	NSEC	' whole.nsec | sed 's/^[^	]*/zz.1.2.3.4.ents.example./'; } >bad
broken nsec 'zone.nsec-extra zz.1.2.3.4.ents.example.'

# ---- NSEC3 ----
first=$(awk '$4 == "NSEC3" {print $1; exit}' whole.nsec3)
awk '$1 != "'"$first"'"' whole.nsec3 >bad
broken nsec3 zone.nsec3-missing zone.nsec3-chain
awk '$4 != "NSEC3PARAM" && $5 != "NSEC3PARAM"' whole.nsec3 >bad
broken nsec3 zone.nsec3-param
awk '$4 != "NSEC3" && $5 != "NSEC3"' whole.nsec3 >bad
broken nsec3 zone.nsec3-missing
sed 's/NSEC3PARAM	1 0 0 -/NSEC3PARAM	1 0 1 -/' whole.nsec3 >bad
broken nsec3 zone.nsec3-param zone.nsec3-missing zone.nsec3-iterations 'zone.rrsig-valid ents.example. NSEC3PARAM'
sed '/	NSEC3	/s/ NS SOA/ SOA/' whole.nsec3 >bad
broken nsec3 'zone.nsec3-bitmap ents.example.' zone.rrsig-valid
sed "/	NSEC3	.* - /{s/ - \(.\)/ - v/;:a;n;ba}" whole.nsec3 >bad
broken nsec3 zone.nsec3-chain zone.rrsig-valid
# an insecure delegation left out where nothing opts out, and the reverse
sed 's/	NSEC3	1 1 /	NSEC3	1 0 /' whole.optout >bad
broken optout zone.nsec3-missing zone.rrsig-valid
# an NSEC3 of no name
{ cat whole.nsec3; grep "^$first.*	NSEC3	" whole.nsec3 | sed 's/^.\{32\}/vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv/'; } >bad
broken nsec3 zone.nsec3-extra zone.nsec3-chain zone.rrsig-missing
# an empty non-terminal forgotten: take the NSEC3 with no types out
empty=$(awk '$4 == "NSEC3" && NF == 9 {print $1; exit}' whole.nsec3)
awk '$1 != "'"$empty"'"' whole.nsec3 >bad
broken nsec3 zone.nsec3-missing zone.nsec3-chain
"$tool" verify --at $now bad >out 2>err || :
grep -q 'zone.nsec3-missing' out || die 'the forgotten empty non-terminal is not named'

# ---- what is wrong with the zone itself ----
{ cat whole.nsec; echo 'elsewhere.org. 600 IN A 192.0.2.9'; } >bad
broken nsec 'zone.in-zone elsewhere.org.'
sed '/	SOA	/p; s/	SOA	ns1\([^ ]*\) \([^ ]*\) 1 /	SOA	ns1\1 \2 2 /' whole.nsec >bad
broken nsec 'zone.soa ents.example.' 'zone.rrsig-valid ents.example. SOA'
awk '!($1 == "ents.example." && ($4 == "NS" || $5 == "NS"))' whole.nsec >bad
broken nsec 'zone.ns ents.example.' 'zone.nsec-bitmap ents.example.'
{ cat whole.nsec; echo 'ns1.ents.example. 600 IN CNAME a.'; } >bad
broken nsec 'zone.cname ns1.ents.example.' 'zone.rrsig-missing ns1.ents.example. CNAME' 'zone.nsec-bitmap ns1.ents.example.'
{ cat whole.nsec; echo 'ns1.ents.example. 600 IN DS 1 13 2 00'; } >bad
broken nsec 'zone.ds-place ns1.ents.example.' 'zone.rrsig-missing ns1.ents.example. DS' 'zone.nsec-bitmap ns1.ents.example.'
{ cat whole.nsec; echo 'f.g.ents.example. 600 IN DNAME a.'; } >bad
broken nsec zone.dname zone.nsec-missing zone.nsec-chain 'zone.rrsig-missing f.g.ents.example. DNAME'
{ cat whole.nsec; echo 'ns1.ents.example. 60 IN A 192.0.2.2'; } >bad
broken nsec 'zone.ttl ns1.ents.example. A' 'zone.rrsig-valid ns1.ents.example. A'
{ cat whole.nsec; echo 'ents.example. 600 IN CDNSKEY 257 3 13 AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0+Pw=='; } >bad
broken nsec 'zone.cds ents.example.' 'zone.rrsig-missing ents.example. CDNSKEY' 'zone.nsec-bitmap ents.example.'

# every check of a zone was seen to fail above, but the one that only warns
"$tool" checks --json >out
python3 -c '
import json, sys
for c in json.load(open("out"))["checks"]:
    if c["check"].startswith("zone."):
        print(c["check"])' | while read -r id; do
	grep -q "$id" "$script" || die "$id is not tried here"
done
