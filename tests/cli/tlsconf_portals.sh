#!/bin/bash
# SPDX-License-Identifier: MIT
# khien-tlsconf csr --portals and --dual: several requests at once, all or, for
# what can be known before, none.
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
has() {
	openssl req -in "$1" -verify -noout -text -nameopt utf8,sep_comma_plus >text 2>&1 || die "$1 does not verify"
	grep -qF -- "$2" text || die "$1 has no '$2': $(cat text)"
}

cat >portals <<'END'
# three portals
a.gov.vn www.a.gov.vn organization="Sở Ví dụ" state="Hà Nội"
*.đồng-nai.gov.vn file=dongnai country=LA
c.gov.vn address=1.1.1.1 type=p384
END
mkdir made
run 0 csr --portals portals --out-dir made --new-key p256 --country VN
[ "$(ls made)" = $'a.gov.vn.csr\na.gov.vn.key\nc.gov.vn.csr\nc.gov.vn.key\ndongnai.csr\ndongnai.key' ] || die "$(ls made)"
has made/a.gov.vn.csr 'DNS:a.gov.vn, DNS:www.a.gov.vn'
has made/a.gov.vn.csr 'C=VN,ST=Hà Nội,O=Sở Ví dụ,CN=a.gov.vn'
has made/a.gov.vn.csr 'Public-Key: (256 bit)'
has made/dongnai.csr 'DNS:*.xn--ng-nai-92a8502d.gov.vn'
has made/dongnai.csr 'C=LA'
has made/c.gov.vn.csr 'IP Address:1.1.1.1'
has made/c.gov.vn.csr 'Public-Key: (384 bit)'
[ "$(stat -c %a made/*.key | sort -u)" = 600 ] || die 'mode of the keys'
run 0 csr --check made/*.csr
run 0 inspect made/a.gov.vn.key made/a.gov.vn.csr

# again: the keys stay, the requests are replaced
sha256sum made/*.key >sums
sed -i 's/www.a.gov.vn/new.a.gov.vn/' portals
run 0 csr --portals portals --out-dir made --no-common-name
sha256sum --quiet -c sums || die 'a key was changed'
has made/a.gov.vn.csr 'DNS:new.a.gov.vn'

# what is wrong in a line is told with its place, and nothing is written
mkdir none
while read -r line; do
	{ echo 'a.gov.vn'; echo "$line"; } >bad
	run 3 csr --portals bad --out-dir none --new-key p256
	grep -q 'bad:2: ' err || die "no place for: $line"
	[ "$(grep -c . err)" -le 2 ] || die "too many words for: $line"
	[ -z "$(ls none)" ] || die "written all the same: $line"
done <<-'END'
	b_c.gov.vn
	b.gov.vn organization="open
	b.gov.vn colour=red
	b.gov.vn country=Vietnam
	b.gov.vn type=rsa:512
	b.gov.vn file=../b
	a.gov.vn
	country=VN
END
echo a.gov.vn >one
run 3 csr --portals one --out-dir none
grep -q -- '--new-key' err || die 'what to do is not said'
run 2 --policy strict csr --portals one --out-dir none --new-key rsa:2048
run 3 csr --portals one --out-dir missing --new-key p256
run 3 csr --portals one --new-key p256
run 3 csr --portals one --out-dir none --key x
run 3 csr --portals missing --out-dir none
echo precious >none/a.gov.vn.csr
run 3 csr --portals one --out-dir none --new-key p256
[ "$(ls none)" = a.gov.vn.csr ] && [ "$(cat none/a.gov.vn.csr)" = precious ] || die 'a file was replaced'
rm none/a.gov.vn.csr

# two keys, two requests
run 0 csr --dual --key portal.key --new-key rsa:2048 --name a.vn --out portal.csr
has portal.csr sha256WithRSAEncryption
has portal-ecdsa.csr ecdsa-with-SHA256
run 0 inspect portal-ecdsa.key portal-ecdsa.csr
run 0 csr --dual --key portal.key --name b.vn --out portal.csr
has portal-ecdsa.csr DNS:b.vn
run 3 csr --dual --key portal.key --new-key rsa:2048 --name a.vn --out portal.csr
run 3 csr --dual --key x.key --new-key p256 --name a.vn --out x.csr
run 3 csr --dual --key portal-ecdsa.key --name a.vn --out x.csr
run 3 csr --dual --key - --name a.vn --out x.csr
[ ! -e x.key ] && [ ! -e x.csr ] && [ ! -e x-ecdsa.key ] || die 'written all the same'
run 0 csr --dual --portals one --out-dir none --new-key default
[ "$(ls none)" = $'a.gov.vn-ecdsa.csr\na.gov.vn-ecdsa.key\na.gov.vn.csr\na.gov.vn.key' ] || die "$(ls none)"
has none/a.gov.vn-ecdsa.csr ecdsa-with-SHA256
has none/a.gov.vn.csr '(2048 bit)'
