#!/bin/bash
# SPDX-License-Identifier: MIT
# khien-tlsconf csr: what is asked for is in the request, openssl verifies it,
# and nothing is lost on the way.
set -eu
: "${B:=build/plain}"
tool=$(realpath "$B")/khien-tlsconf
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
die() { echo "$1"; [ ! -s err ] || cat err; exit 1; }
run() {
	local want=$1 got=0
	shift
	"$tool" "$@" >out 2>err </dev/null || got=$?
	[ "$got" = "$want" ] || die "status $got, not $want: $*"
}
# has FILE TEXT: the request verifies and openssl shows TEXT
has() {
	openssl req -in "$1" -verify -noout -text -nameopt utf8,sep_comma_plus >text 2>&1 || die "$1 does not verify: $(cat text)"
	grep -qF -- "$2" text || die "$1 has no '$2': $(cat text)"
}

for type in rsa:2048 p256 p384; do
	"$tool" key --type $type --out "$type" 2>/dev/null
	run 0 csr --key "$type" --name A.example.gov.vn. --name '*.example.gov.vn' \
		--name a.example.gov.vn --address 2001:db8::1 --address 192.0.2.1 --out "$type.csr"
	has "$type.csr" 'DNS:a.example.gov.vn, DNS:*.example.gov.vn, IP Address:2001:DB8:0:0:0:0:0:1, IP Address:192.0.2.1'
	has "$type.csr" 'Subject: CN=a.example.gov.vn'
done
has rsa:2048.csr sha256WithRSAEncryption
has p256.csr ecdsa-with-SHA256
has p384.csr ecdsa-with-SHA384

run 0 csr --key p256 --name a.vn --country VN --state 'Đồng Nai' --locality 'Biên Hòa' \
	--organization 'Sở Thông tin và Truyền thông' --out full.csr
has full.csr 'C=VN,ST=Đồng Nai,L=Biên Hòa,O=Sở Thông tin và Truyền thông,CN=a.vn'
run 0 csr --key p256 --name a.vn --no-common-name --out bare.csr
has bare.csr 'X509v3 Subject Alternative Name: critical'
# 66 characters do not fit into a common name, but into the names
long=$(printf 'a%.0s' {1..50}).$(printf 'b%.0s' {1..12}).vn
run 0 csr --key p256 --name "$long" --out long.csr
has long.csr "DNS:$long"
! grep -q 'CN=' text || die 'a common name of 66 characters'

# Vietnamese names as they are typed; both forms are shown
run 0 csr --key p256 --name 'Đồng-Nai.gov.vn' --name '*.đồng-nai.gov.vn' --out idn.csr
has idn.csr 'DNS:xn--ng-nai-92a8502d.gov.vn, DNS:*.xn--ng-nai-92a8502d.gov.vn'
grep -q 'xn--ng-nai-92a8502d.gov.vn is đồng-nai.gov.vn' err || die 'not both forms'
run 0 inspect idn.csr
grep -q 'names: xn--ng-nai-92a8502d.gov.vn (đồng-nai.gov.vn), \*' out || die 'not both forms in inspect'

# a request that is there is replaced, anything else is not
run 0 csr --key p256 --name b.vn --out full.csr
has full.csr DNS:b.vn
echo precious >other
for out in other p256 rsa:2048 .; do
	run 3 csr --key p256 --name a.vn --out $out
done
[ "$(cat other)" = precious ] || die 'a file was overwritten'
head -n 1 p256 | grep -q 'PRIVATE KEY' || die 'a key was overwritten'
ln -s p256 alias
run 3 csr --key rsa:2048 --name a.vn --out alias

# a new key with it, once
run 0 csr --key new --new-key default --name a.vn --out new.csr
[ "$(stat -c %a new)" = 600 ] || die 'mode of the new key'
has new.csr '(2048 bit)'
cp new before
run 3 csr --key new --new-key p256 --name a.vn --out new.csr
cmp -s before new || die 'a key was overwritten'
run 3 csr --key new2 --new-key p256 --name a.vn --out missing/x
grep -q 'without --new-key' err || die 'what to do with the new key is not said'
run 3 csr --key same --new-key p256 --name a.vn --out same
[ ! -e same ] || die 'one file for both'

# from standard input to standard output
"$tool" csr --key - --name a.vn --out - <p256 >piped.csr 2>err || die 'a pipe'
has piped.csr DNS:a.vn
run 0 --json csr --key p256 --name a.vn --out -
python3 -c '
import json
assert json.load(open("out"))["made"][0]["text"].startswith("-----BEGIN CERTIFICATE REQUEST")' || die JSON

# refused by the policy: nothing is written
openssl genrsa -out weak 1024 2>/dev/null
run 2 csr --key weak --name a.vn --out weak.csr
grep -q '2048' err || die 'the limit is not named'
[ ! -e weak.csr ] || die 'a refused request was written'
run 2 --policy strict csr --key rsa:2048 --name a.vn --out weak.csr

# misuse: one clear line, status 3, nothing written
openssl pkey -in p256 -aes256 -passout pass:x -out encrypted
i=0
while read -r args; do
	i=$((i + 1))
	# shellcheck disable=SC2086
	run 3 csr $args --out bad.csr
	[ "$(grep -c . err)" -le 2 ] || die "too many words for: $args"
	[ ! -e bad.csr ] || die "written all the same: $args"
done <<-'END'
	--key p256
	--key missing --name a.vn
	--key encrypted --name a.vn
	--key p256.csr --name a.vn
	--key /dev/null --name a.vn
	--key p256 --name localhost
	--key p256 --name a_b.vn
	--key p256 --name đồng_nai.vn
	--key p256 --name a.vn --name *.vn
	--key p256 --name 192.0.2.1
	--key p256 --address a.vn
	--key p256 --address fe80::1%eth0
	--key p256 --name a.vn --country Vietnam
	--key new3 --new-key rsa:512 --name a.vn
END
[ $i = 14 ] || die "$i cases"
[ ! -e new3 ] || die 'a key of no type'
