#!/bin/bash
# SPDX-License-Identifier: MIT
# Keys in a PKCS#11 token, with SoftHSM: made there or used there, never seen
# outside, and the request that is signed there verifies.
set -eu
: "${B:=build/plain}"
tool=$(realpath "$B")/khien-tlsconf
command -v softhsm2-util >/dev/null || { echo 'softhsm2 is not installed'; exit 77; }
for module in /usr/lib/softhsm/libsofthsm2.so /usr/lib/*/softhsm/libsofthsm2.so /usr/local/lib/softhsm/libsofthsm2.so; do
	[ ! -e "$module" ] || break
done
[ -e "$module" ] || { echo 'the module of softhsm2 is not found'; exit 77; }
# a module that is loaded cannot be told by the sanitizer what it leaks
export ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
die() { echo "$1"; cat out err; exit 1; }
run() {
	local want=$1 got=0
	shift
	"$tool" "$@" >out 2>err </dev/null || got=$?
	[ "$got" = "$want" ] || die "status $got, not $want: $*"
	! grep -q 987654 out err || die "the PIN was printed: $*"
}
has() {
	openssl req -in "$1" -verify -noout -text -nameopt utf8,sep_comma_plus >text 2>&1 || die "$1 does not verify"
	grep -qF -- "$2" text || die "$1 has no '$2': $(cat text)"
}
mkdir tokens
printf 'directories.tokendir = %s/tokens\nobjectstore.backend = file\nlog.level = ERROR\n' "$dir" >softhsm.conf
export SOFTHSM2_CONF=$dir/softhsm.conf
for label in 'Sở Ví dụ' other; do
	softhsm2-util --init-token --free --label "$label" --so-pin 12345678 --pin 987654 >out 2>err || die 'no token'
done
echo 987654 >pin
echo 111111 >wrong
token='token=S%E1%BB%9F%20V%C3%AD%20d%E1%BB%A5'
uri() { printf 'pkcs11:%s;object=%s?module-path=%s' "$token" "$1" "$module"; }

for type in rsa:2048 p256 p384; do
	run 0 csr --pkcs11 "$(uri "$type")" --new-key "$type" --pin-file pin --name a.gov.vn --name '*.đồng-nai.gov.vn' \
		--address 1.1.1.1 --organization 'Sở Ví dụ' --out "$type.csr"
	has "$type.csr" 'DNS:a.gov.vn, DNS:*.xn--ng-nai-92a8502d.gov.vn, IP Address:1.1.1.1'
	run 0 csr --check "$type.csr"
	# the same key again
	run 0 csr --pkcs11 "$(uri "$type")&pin-source=file:$dir/pin" --name b.gov.vn --out again.csr
	[ "$(openssl req -in again.csr -noout -pubkey)" = "$(openssl req -in "$type.csr" -noout -pubkey)" ] || die "$type: another key"
	# it does not make a second one of that name
	run 3 csr --pkcs11 "$(uri "$type")" --new-key "$type" --pin-file pin --name a.gov.vn --out again.csr
	grep -q already err || die 'two of a name'
done
has rsa:2048.csr sha256WithRSAEncryption
has p256.csr ecdsa-with-SHA256
has p384.csr ecdsa-with-SHA384

# by id, and an imported key
openssl genrsa -out imported 2048 2>/dev/null
softhsm2-util --import imported --token other --label imported --id 0a0b --pin 987654 >out 2>err || die 'import'
run 0 csr --pkcs11 "pkcs11:token=other;id=%0a%0B;type=private?module-path=$module" --pin-file pin --name a.vn --out imported.csr
[ "$(openssl req -in imported.csr -noout -modulus)" = "$(openssl rsa -in imported -noout -modulus)" ] || die 'another key'
run 0 inspect imported.csr

# refused by the policy before it is made
run 2 --policy strict csr --pkcs11 "$(uri new)" --new-key rsa:2048 --pin-file pin --name a.vn --out x.csr
run 3 csr --pkcs11 "$(uri new)" --pin-file pin --name a.vn --out x.csr
grep -q 'no private key new' err || die 'a refused key was made'
run 2 --policy strict csr --pkcs11 "$(uri rsa:2048)" --pin-file pin --name a.vn --out x.csr

# what goes wrong: one line, the reason, nothing written
bad() {	# bad TEXT ARGS…
	run 3 csr "${@:2}" --name a.vn --out x.csr
	grep -qF -- "$1" err || die "not said: $1"
	[ "$(grep -c . err)" -le 2 ] || die "too many words: $*"
}
bad 'the PIN is wrong' --pkcs11 "$(uri p256)" --pin-file wrong
bad 'no terminal' --pkcs11 "$(uri p256)"
bad 'there is no token x' --pkcs11 "pkcs11:token=x;object=y?module-path=$module" --pin-file pin
bad 'no PKCS#11 module' --pkcs11 "pkcs11:token=x;object=y?module-path=$(ldconfig -p | sed -n 's/.*=> \(.*libcrypto.so.3\)$/\1/p' | head -n 1)" --pin-file pin
bad 'cannot load' --pkcs11 'pkcs11:token=x;object=y?module-path=/nowhere.so' --pin-file pin
bad 'no PKCS#11 URI' --pkcs11 'token=x' --pin-file pin
bad 'the URI lacks' --pkcs11 'pkcs11:token=x;object=y' --pin-file pin
bad 'the URI lacks' --pkcs11 "pkcs11:token=x?module-path=$module" --pin-file pin
bad 'a PIN does not belong' --pkcs11 "$(uri p256)&pin-value=987654"
bad 'no good value' --pkcs11 'pkcs11:token=%4;object=y?module-path=x' --pin-file pin
bad "'colour' is not understood" --pkcs11 'pkcs11:token=x;colour=y?module-path=x' --pin-file pin
bad 'does not go with --pkcs11' --pkcs11 "$(uri p256)" --key imported
bad 'is no key type' --pkcs11 "$(uri z)" --new-key rsa:512 --pin-file pin
[ ! -e x.csr ] || die 'written all the same'
