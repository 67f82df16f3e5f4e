#!/bin/bash
# SPDX-License-Identifier: MIT
# A zone of some two thousand names: the same input, keys and time give the same
# zone byte for byte, with any number of threads and in any order of the file;
# all of it is accepted by both judges; --now, validity and jitter are kept.
set -eu
. tests/cli/dnssec.bash
need dnssec-verify kzonecheck

key csk 15 many.example
awk 'BEGIN {
	print "many.example. 3600 SOA ns1.many.example. h.many.example. 1 7200 3600 1209600 300"
	print "many.example. 3600 NS ns1.many.example."
	print "ns1.many.example. 3600 A 192.0.2.1"
	for (i = 0; i < 1000; i++) {
		n = sprintf("h%x.g%d.many.example.", (i * 7919) % 65536, i % 13)
		print n, 300, "A", "192.0.2." i % 250
		if (i % 3 == 0) print n, 300, "AAAA", "2001:db8::" i
		if (i % 7 == 0) print "d" i ".many.example.", 300, "NS", "ns" i % 5 ".d" i ".many.example."
		if (i % 7 == 0) print "ns" i % 5 ".d" i ".many.example.", 300, "A", "192.0.2.1"
		if (i % 21 == 0) print "d" i ".many.example.", 300, "DS 1 13 2 00112233445566778899AABBCCDDEEFF00112233445566778899AABBCCDDEEFF"
	}
}' >zone
{ head -n 1 zone; sed 1d zone | shuf --random-source=<(yes); } >shuffled
for d in nsec nsec3 optout; do
	run 0 sign --keys keys --now $now --denial $d --threads 1 --out one zone
	for t in 2 7; do
		run 0 sign --keys keys --now $now --denial $d --threads $t --out more zone
		cmp one more || die "$d: $t threads give another zone"
	done
	run 0 sign --keys keys --now $now --denial $d --out more shuffled
	cmp one more || die "$d: the order of the file counts"
	run 0 sign --keys keys --now $now --denial $d --out more one
	cmp one more || die "$d: signing what is signed gives another zone"
	run 0 sign --keys keys --denial $d --out signed shuffled
	judged signed many.example z
	# canonical order, as BIND sorts
	run 0 verify --at $now --threads 3 one
done

# times: inception 8 h back, 30 d validity, up to 3 d of jitter, none on SOA
# and DNSKEY; the same name and type have the same in every run
awk '$4 == "RRSIG" {
	if ($10 != 20261122160000) { print "inception", $0; exit 1 }
	if ($9 < 20261220000000 || $9 > 20261223000000) { print "expiration", $0; exit 1 }
	if (($5 == "SOA" || $5 == "DNSKEY") && $9 != 20261223000000) { print "jitter", $0; exit 1 }
	seen[$9]++; n++
}
END { for (t in seen) k++; if (k * 2 < n) { print "hardly any jitter:", k, "of", n; exit 1 } }' one >bad || die "$(cat bad)"

# NSEC3 TTL is the lower of SOA TTL and MINIMUM (RFC 9077); DNSKEY the policy's
[ "$(awk '$4 == "NSEC3" {print $2}' one | sort -u)" = 300 ] || die 'TTL of NSEC3'
[ "$(awk '$4 == "DNSKEY" {print $2}' one | sort -u)" = 3600 ] || die 'TTL of DNSKEY'

# 10,000 records in one RRset, 20,000 names under one label: in linear time
awk 'BEGIN {
	print "many.example. 3600 SOA ns1.many.example. h.many.example. 1 7200 3600 1209600 300"
	print "many.example. 3600 NS ns1.many.example."
	for (i = 9999; i >= 0; i--) printf "big.many.example. 300 A 10.%d.%d.%d\n", i / 65536, i / 256 % 256, (i * 77) % 256
}' >zone
timeout 20 "$tool" sign --keys keys --out signed zone 2>err || die 'a big RRset takes too long'
