#!/bin/bash
# SPDX-License-Identifier: MIT
# Bad input: file, line, what was expected; exit 3 and nothing written. Garbage
# never crashes; a full disk or an unwritable folder leaves the old zone whole;
# keys are never overwritten and private keys are proved.
set -eu
if [ "${1-}" = full ]; then	# inside namespaces of its own
	tool=$2 dir=$3
	mkdir "$dir/disk"
	mount -t tmpfs -o size=256k none "$dir/disk"
	cd "$dir"
	echo old >disk/signed
	head -c 200000 /dev/zero >disk/filler
	status=0
	"$tool" sign --keys keys --out disk/signed big.zone 2>err || status=$?
	[ $status = 3 ] || { echo "full disk: sign gave $status"; exit 1; }
	grep -q 'No space left' err || { echo "full disk: $(cat err)"; exit 1; }
	[ "$(cat disk/signed)" = old ] || { echo 'full disk: the old zone is gone'; exit 1; }
	[ "$(cd disk && find . -type f | wc -l)" = 2 ] || { echo "full disk: left $(ls -A disk)"; exit 1; }
	cat /dev/zero >disk/rest 2>/dev/null || :
	mkdir disk/k 2>/dev/null || :
	status=0
	"$tool" keygen --dir disk --role csk x.example 2>err || status=$?
	[ $status = 3 ] || { echo "full disk: keygen gave $status"; exit 1; }
	[ -z "$(find disk -name 'K*')" ] || { echo "full disk: keygen left $(ls -A disk)"; exit 1; }
	exit 0
fi
here=$(realpath "$0")
. tests/cli/dnssec.bash
key csk example
key csk x.example

# refused ZONE-TEXT WORDS-OF-THE-MESSAGE [HEAD-LINES-BEFORE]
head='$TTL 300
@ SOA ns h 1 2 3 4 5
@ NS ns
ns A 192.0.2.1'
refused() {
	printf '%s\n%b\n' "$head" "$1" >zone
	rm -f signed
	run 3 sign --keys keys --zone example --out signed zone
	grep -qF -- "$2" err || die "for '$1' it does not say '$2'"
	[ ! -e signed ] || die "written, though $1"
	[ -z "$(find . -name '.*' -type f)" ] || die "a temporary file is left after $1"
}
refused 'www A 192.0.2' 'zone:5: A: expected an IPv4 address, not "192.0.2"'
refused 'www A 192.0.2.256' 'zone:5: A: expected an IPv4 address'
refused 'www AAAA 2001:db8:::1' 'zone:5: AAAA: expected an IPv6 address'
refused 'www A' 'zone:5: A: fields are missing'
refused 'www A 192.0.2.1 192.0.2.2' 'zone:5: A: more fields than the type has, not "192.0.2.2"'
refused 'www MX ten mail' 'zone:5: MX: expected a number from 0 to 65535, not "ten"'
refused 'www MX 65536 mail' 'zone:5: MX: expected a number from 0 to 65535'
refused 'www QQQ 1' 'zone:5: expected a record type that is known, not "QQQ"'
refused 'www' 'zone:5: a record without a type'
refused 'www CH TXT a' 'zone:5: only class IN can be signed'
refused 'www TYPE255 a' 'zone:5: a type that is for questions only'
refused 'www 1x A 192.0.2.1' 'zone:5: expected a TTL'
refused 'www 2147483648 A 192.0.2.1' 'zone:5: expected a TTL up to 2147483647'
refused 'a..b A 192.0.2.1' 'zone:5: an empty label in a name, not "a..b"'
refused "$(printf 'a%.0s' {1..64}) A 192.0.2.1" 'zone:5: a label is longer than 63 bytes'
refused "$(printf 'abcdefg.%.0s' {1..32}) A 192.0.2.1" 'zone:5: the name is longer than 255 bytes'
refused 'www TXT "open' 'zone:5: a quotation mark is not closed'
refused '\nwww TXT ( "a"\n"b"\n\n' 'zone:6: a parenthesis is not closed'
refused 'www TXT "a" )' 'zone:5: a closing parenthesis without an opening one'
refused "www TXT $(printf 'a%.0s' {1..256})" 'zone:5: TXT: a string is longer than 255 bytes'
refused 'www TXT \\256' 'zone:5: TXT: a backslash must be followed by'
refused 'www DS 1 13 2 abc' 'zone:5: DS: an odd number of hexadecimal digits'
refused 'www DS 1 13 2 xx' 'zone:5: DS: expected hexadecimal digits'
refused 'www DNSKEY 257 3 13 A*B' 'zone:5: DNSKEY: expected base64'
refused 'www TYPE1 \\# 3 010203' 'zone:5: A: the data is not well formed for its type'
refused 'www TYPE999 \\# 3 0102' 'zone:5: TYPE999: the length behind \#'
refused 'www TYPE999 0102' 'zone:5: TYPE999: data of this type must be written as \#'
refused 'www HTTPS 1 . nonsense' 'zone:5: HTTPS: expected a parameter like alpn=h2'
refused 'www HTTPS 1 . port=x' 'zone:5: HTTPS: the value does not fit its parameter'
refused 'www HTTPS 1 . alpn=h2 alpn=h3' 'zone:5: HTTPS: a parameter comes twice'
refused 'www LOC somewhere' 'zone:5: LOC: not well formed for its type'
refused '$ORIGIN' 'zone:5: $ORIGIN takes one name'
refused '$TTL soon' 'zone:5: $TTL: expected a TTL'
refused '$INCLUDE other' 'zone:5: an unknown directive: expected $ORIGIN or $TTL, not "$INCLUDE"'
refused '$GENERATE 1-9 a$ A 192.0.2.$' 'not "$GENERATE"'
refused 'www.example.org. A 192.0.2.1' 'zone:5: www.example.org. is not in the zone example.'
refused 'ns CNAME www' 'zone:5: ns.example.: a CNAME beside other records'
refused 'www CNAME a\nwww CNAME b' 'www.example.: more than one CNAME'
refused '@ SOA ns h 2 2 3 4 5' 'zone:5: example.: a second SOA record'
refused 'www SOA ns h 2 2 3 4 5' 'zone:5: www.example.: a SOA record below the apex'
refused 'www DS 1 13 2 00' 'zone:5: www.example.: a DS without NS records'
refused '@ DS 1 13 2 00' 'zone:5: example.: a DS at the apex'
refused '*.w NS ns' 'zone:5: *.w.example.: NS records at a wildcard'
refused 'd DNAME a\nd DNAME b' 'd.example.: more than one DNAME'
refused 'd DNAME a\nd NS ns' 'd.example.: a DNAME beside NS'
head='; nothing'
refused '@ 300 NS ns' 'example.: no SOA record'
refused '@ 300 SOA ns h 1 2 3 4 5' 'zone:2: example.: no NS records at the apex'
refused '@ NS ns' 'zone:2: a record without a TTL'
refused ' 300 NS ns' 'zone:2: the first record has no owner'
refused '' 'example.: no SOA record'
printf 'ns.example. 300 A 192.0.2.1\n' >zone
run 3 sign --keys keys --out signed zone
grep -q 'give it with --zone' err || die 'no hint of --zone'
printf '@ 300 SOA ns h 1 2 3 4 5\n' >zone
run 3 sign --keys keys --out signed zone
grep -q 'zone:1: a relative name, but no $ORIGIN' err || die 'a relative first name'

# a last line without a newline is a line; carriage returns are white space
printf '@ 300 SOA ns h 1 2 3 4 5\r\n@ 300 NS ns\r\nns 300 A 192.0.2.1' >zone
run 0 sign --keys keys --zone example --out signed zone
grep -q '^ns.example.	300	IN	A	192.0.2.1$' signed || die 'the last line is lost'
run 0 sign --keys keys --zone example --out signed - <zone
run 3 sign --keys keys --zone example --out signed2 nowhere
grep -q 'nowhere: No such file' err || die 'a missing file'
run 3 sign --keys keys --zone example --out signed2 .
run 3 sign --keys . --zone example --out signed2 zone
grep -q 'there is no key of the zone example' err || die 'no keys'
run 3 sign --keys keys --out signed2 --denial nsec4 --zone example zone
run 3 sign --keys keys --out signed2 --zone 'a..b' zone
run 3 sign --keys keys --out signed2 --threads 0 --zone example zone
run 3 keygen --dir keys --role king example
run 2 keygen --dir keys --role csk --algorithm 5 example
run 3 keygen --dir nowhere --role csk example
run 2 --policy strict keygen --dir keys --role csk --algorithm 8 strict.example
[ -z "$(find keys -name 'Kstrict*')" ] || die 'a refused key was written'

# garbage of all kinds, and cuts of what is right
for n in 1 2 3 4 5 6 7 8 9 10; do
	head -c 3000 /dev/urandom >garbage
	for what in 'sign --keys keys --zone example --out g garbage' 'verify --zone example garbage' 'verify garbage'; do
		got=0
		# shellcheck disable=SC2086
		"$tool" $what >out 2>err </dev/null || got=$?
		[ "$got" = 3 ] || [ "$got" = 2 ] || die "garbage gave $got: $what"
	done
done
[ ! -e g ] || die 'garbage was signed'
run 0 sign --keys keys --zone x.example --out whole - <<'END'
@ 300 SOA ns h 1 2 3 4 5
@ 300 NS ns
ns 300 A 192.0.2.1
END
size=$(stat -c %s whole)
for n in $(seq 1 97 "$size"); do
	head -c "$n" whole >short
	got=0
	"$tool" verify --zone x.example short >out 2>err || got=$?
	[ "$got" = 3 ] || [ "$got" = 2 ] || die "cut at $n gave $got"
done
k=$(echo keys/Kx.example.*.private)
cp "$k" private
for n in $(seq 0 7 "$(stat -c %s private)"); do
	head -c "$n" private >"$k"
	got=0
	"$tool" sign --keys keys --zone x.example --out g whole >out 2>err || got=$?
	[ "$got" = 0 ] || [ "$got" = 3 ] || [ "$got" = 2 ] || die "private key cut at $n gave $got"
done
rm -f g

# a private key that is not that of its DNSKEY
cp private "$k"
mkdir other
"$tool" keygen --dir other --role csk x.example 2>err
cp other/*.private "$k"
run 2 sign --keys keys --zone x.example --out g whole
grep -q 'does not verify with its DNSKEY' err || die 'the wrong private key was not named'
[ ! -e g ] || die 'a zone signed with the wrong key was written'
chmod 644 "$k"
cp private "$k"
run 0 sign --keys keys --zone x.example --out g whole
grep -q 'chmod 600' err || die 'no warning of a readable private key'
rm "$k"
run 3 sign --keys keys --zone x.example --out g2 whole
grep -q 'private: No such file' err || die 'a missing private key'
cp private "$k"

# roles that are missing
mkdir halves
"$tool" keygen --dir halves --role ksk x.example 2>err
run 3 sign --keys halves --zone x.example --out g2 whole
grep -q 'no active ZSK or CSK' err || die 'no ZSK'
[ ! -e g2 ] || die 'written without a ZSK'

# the old file stays whole in a folder that cannot be written
if [ "$(id -u)" = 0 ] && ! setpriv --reuid=65534 --clear-groups true 2>/dev/null; then :
else
	mkdir locked
	echo old >locked/signed
	chmod 755 "$dir"
	chmod 555 locked
	chmod 644 keys/*
	as=()
	[ "$(id -u)" != 0 ] || as=(setpriv --reuid=65534 --clear-groups)
	got=0
	"${as[@]}" "$tool" sign --keys keys --zone x.example --out locked/signed whole >out 2>err || got=$?
	[ "$got" = 3 ] || die "an unwritable folder gave $got"
	[ "$(cat locked/signed)" = old ] || die 'the old zone is gone'
fi

# a full disk
for i in $(seq 1 2000); do echo "n$i 300 A 192.0.2.1"; done | cat <(printf '$ORIGIN x.example.\n@ 300 SOA ns h 1 2 3 4 5\n@ 300 NS ns\n') - >big.zone
"$(dirname "$here")/../in_namespaces" bash "$here" full "$tool" "$dir"
