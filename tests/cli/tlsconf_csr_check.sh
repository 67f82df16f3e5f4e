#!/bin/bash
# SPDX-License-Identifier: MIT
# khien-tlsconf csr --check: requests of ours and of openssl, as a user calls
# it. What each check says of what is in the unit test.
set -eu
: "${B:=build/plain}"
tool=$(realpath "$B")/khien-tlsconf
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
die() { echo "$1"; cat out err; exit 1; }
run() {
	local want=$1 got=0
	shift
	"$tool" "$@" >out 2>err </dev/null || got=$?
	[ "$got" = "$want" ] || die "status $got, not $want: $*"
}
says() { grep -qF -- "$1" out err || die "not said: $1"; }
request() { openssl req -new -newkey "$1" -nodes -keyout "$2.key" -out "$2" "${@:3}" 2>/dev/null || die "openssl: $2"; }

# what csr makes, csr --check passes
for type in rsa:2048 rsa:3072 p256 p384; do
	run 0 csr --key "$type.key" --new-key "$type" --name a.example.gov.vn --name '*.đồng-nai.gov.vn' --address 1.1.1.1 \
		--country VN --state 'Hà Nội' --organization 'Sở Ví dụ' --out "$type.csr"
	run 0 csr --key "$type.key" --name b.example.gov.vn --no-common-name --out "$type-bare.csr"
	run 0 csr --check "$type.csr" "$type-bare.csr"
	says '2 files'
done
run 2 --policy strict csr --check rsa:2048.csr
says '[csr.key-size]'

# strangers' requests; DER, standard input, several in a file
request rsa:1024 weak.csr -subj /CN=a.vn -addext subjectAltName=DNS:a.vn
run 2 csr --check weak.csr
says 'Baseline Requirements section 6.1.5'
request rsa:2048 cn.csr -subj /CN=a.vn
run 2 csr --check cn.csr
says '[csr.san]'
request rsa:2048 mixed.csr -subj /CN=b.vn -addext subjectAltName=DNS:a.vn,DNS:portal,IP:10.0.0.1
run 2 --json csr --check mixed.csr
python3 -c '
import json
d = json.load(open("out"))
bad = {f["check"]: (f["severity"], f["rule"]) for f in d["reports"][0]["findings"] if f["verdict"] == "fail"}
assert bad == {
    "csr.name-internal": ("must", "Baseline Requirements section 4.2.2"),
    "csr.address-reserved": ("must", "Baseline Requirements section 7.1.2.7.12"),
    "csr.common-name": ("must", "Baseline Requirements section 7.1.4.3")}, bad' || die JSON
openssl req -in p256.csr -outform DER -out p256.der
run 0 csr --check p256.der
"$tool" csr --check - <p256.csr >out 2>err || die 'standard input'
cat p256.csr weak.csr >both.csr
run 2 csr --check both.csr
says "both.csr:$(($(wc -l <p256.csr) + 1))"
says '1 failed'

# a signature that is not the key's
openssl req -in p256.csr -outform DER | python3 -c '
import sys
d = bytearray(sys.stdin.buffer.read()); d[-1] ^= 1; sys.stdout.buffer.write(d)' >forged.der
run 2 csr --check forged.der
says '[csr.signature]'

# a list of weak keys: csr.key-listed
{ echo '# weak'; openssl req -in rsa:2048.csr -noout -modulus | sha1sum | cut -c21-40; } >list
run 0 csr --check --weak-keys list rsa:3072.csr p256.csr
run 2 csr --check --weak-keys list rsa:2048.csr
says '[csr.key-listed]'
run 3 csr --check --weak-keys weak.csr rsa:2048.csr
says 'weak.csr:1: 20 hexadecimal digits'

# misuse
head -c 300 p256.csr >cut.csr
printf '\377\376' >garbage
while read -r args; do
	# shellcheck disable=SC2086
	run 3 csr $args
	[ "$(grep -c . err)" -le 2 ] || die "too many words for: $args"
done <<-'END'
	--check
	--check missing.csr
	--check p256.key
	--check cut.csr
	--check garbage
	--check p256.csr --key p256.key
	--check p256.csr --name a.vn
	--check --weak-keys missing rsa:2048.csr
	--weak-keys list --key p256.key --name a.vn --out x.csr
	--key p256.key --name a.vn --out x.csr p256.csr
END
# a file name that is no UTF-8
cp p256.csr $'\377\376.csr'
run 0 --json csr --check $'\377\376.csr'
python3 -c 'import json; assert json.load(open("out"))["reports"][0]["subject"] == "??.csr"' || die 'subject'
