#!/bin/bash
# SPDX-License-Identifier: MIT
# khien-tlsconf inspect, as a user calls it: exit status, words, JSON, time.
# What is wrong with which set of files is in the unit test.
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
	! grep -q 'PRIVATE KEY-' out err || die "a key was printed: $*"
}
says() { grep -qF -- "$1" out || die "not said: $1"; }

# a root, an intermediate, and a certificate for our own request
"$tool" key --out portal.key 2>/dev/null
"$tool" csr --key portal.key --name portal.example.vn --name www.portal.example.vn --out portal.csr 2>/dev/null
{
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout root.key -out root.pem -days 3000 -subj '/CN=Test Root'
	openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.csr -subj '/CN=Test CA'
	openssl x509 -req -in ca.csr -CA root.pem -CAkey root.key -days 1000 -out ca.pem -extfile <(echo basicConstraints=critical,CA:TRUE)
	openssl x509 -req -in portal.csr -CA ca.pem -CAkey ca.key -days 90 -out leaf.pem -copy_extensions copy -extfile <(echo extendedKeyUsage=serverAuth)
	openssl x509 -req -in portal.csr -CA ca.pem -CAkey ca.key -days 402 -out long.pem -copy_extensions copy \
		-extfile <(echo -e 'extendedKeyUsage=serverAuth\nauthorityInfoAccess=OCSP;URI:http://ocsp.example.vn/\ncrlDistributionPoints=URI:http://ca.example.vn/crl')
	openssl x509 -req -in portal.csr -CA ca.pem -CAkey ca.key -days 90 -out client.pem -copy_extensions copy -extfile <(echo extendedKeyUsage=clientAuth)
} 2>/dev/null
cat leaf.pem ca.pem >portal.pem

run 0 inspect portal.key portal.csr portal.pem
says 'rsa, 2048 bits'
says 'names: portal.example.vn, www.portal.example.vn'
says 'issuer: CN=Test CA'
says '3 files'
run 0 inspect --name www.portal.example.vn --ca-file root.pem portal.pem
run 2 inspect --name other.example.vn portal.pem
says 'portal.example.vn,www.portal.example.vn'
run 1 inspect leaf.pem
says 'CN=Test CA is missing'
run 0 inspect leaf.pem ca.pem
run 2 inspect --system-roots portal.pem
says '[tls.chain-trusted]'
run 2 inspect --ca-file root.pem leaf.pem
run 2 --policy strict inspect portal.key
says 'rsa, 2048 bits'

# what it is for, how long it lasts, what else is in it
says_not() { ! grep -qF -- "$1" out || die "said: $1"; }
run 0 inspect leaf.pem ca.pem
says 'neither OCSP nor CRL'
says 'no timestamps (SCT)'
run 2 inspect --now "$(date +%F)T23:59:59Z" long.pem ca.pem
says '[tls.cert-lifetime]'
says 'OCSP http://ocsp.example.vn/, CRL http://ca.example.vn/crl'
run 2 inspect client.pem ca.pem
says '[tls.cert-eku]'

# --fix: in order, without the root, strangers left out, nothing on failure
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout stranger.key -out stranger.pem -days 30 -subj /CN=Stranger 2>/dev/null
cat leaf.pem root.pem stranger.pem ca.pem >disorder.pem
run 1 inspect --ca-file root.pem disorder.pem
says '[tls.chain-order]'
run 0 inspect --ca-file root.pem --fix fixed.pem portal.key portal.csr disorder.pem
cmp -s fixed.pem <(openssl x509 -in leaf.pem; openssl x509 -in ca.pem) || die 'not what a server is given'
[ "$(stat -c %a fixed.pem)" = 644 ] || die 'mode of the chain'
run 0 inspect --ca-file root.pem fixed.pem
says_not root
run 0 inspect --fix fixed.pem ca.pem root.pem leaf.pem
cmp -s fixed.pem <(openssl x509 -in leaf.pem; openssl x509 -in ca.pem) || die 'order of files'
run 2 inspect --fix not.pem --ca-file root.pem client.pem ca.pem
[ ! -e not.pem ] || die 'written all the same'
run 2 inspect --fix not.pem --ca-file root.pem leaf.pem
run 2 inspect --fix not.pem --name other.example.vn leaf.pem ca.pem
run 3 inspect --fix not.pem leaf.pem client.pem ca.pem
run 3 inspect --fix not.pem root.pem
run 3 inspect --fix portal.key leaf.pem ca.pem
run 3 inspect --fix - leaf.pem ca.pem
[ ! -e not.pem ] || die 'written all the same'

# other formats
openssl x509 -in leaf.pem -outform DER -out leaf.der
openssl pkcs12 -export -in portal.pem -inkey portal.key -passout pass:x -out portal.pfx
openssl pkey -in portal.key -aes256 -passout pass:x -out encrypted.key
chmod 600 encrypted.key
openssl crl2pkcs7 -nocrl -certfile portal.pem -out portal.p7b
run 1 inspect leaf.der
says 'leaf.der (DER)'
run 1 inspect encrypted.key
says 'not opened'
run 3 inspect portal.pfx
says 'openssl pkcs12'
run 3 inspect portal.p7b
says 'openssl pkcs7'
"$tool" inspect - <portal.csr >out 2>err || die 'standard input'
says 'request for a certificate'

# the same certificate through its life
run 1 inspect --now "$(date -ud '+65 days' +%FT%TZ)" portal.pem
says '[tls.cert-left]'
run 2 inspect --now "$(date -ud '+85 days' +%s)" portal.pem
run 2 inspect --now "$(date -ud '+91 days' +%F)" portal.pem
says expired
run 2 inspect --now 2020-01-01 portal.pem
says 'valid only from'

# JSON: facts and report, for programs
run 2 inspect --json --name other.example.vn portal.key portal.pem
python3 -c '
import json
d = json.load(open("out"))
assert d["schema"] == "khien.report/1" and d["verdict"] == "fail", d
r, = d["reports"]
key, cert = r["facts"]["files"]
assert key["items"][0] == {"kind": "key", "label": "PRIVATE KEY", "line": 1, "key_type": "rsa", "key_bits": 2048}, key
assert key["mode"] == "0600" and cert["format"] == "PEM"
leaf = cert["items"][0]
assert leaf["names"] == ["portal.example.vn", "www.portal.example.vn"] and leaf["ca"] is False, leaf
bad = [f["check"] for f in r["findings"] if f["verdict"] == "fail"]
assert bad == ["tls.cert-name"], bad
' || die JSON

# a file name that is no UTF-8
cp portal.pem $'\377.pem'
run 0 inspect --json $'\377.pem'
python3 -c 'import json; assert json.load(open("out"))["reports"][0]["facts"]["files"][0]["file"] == "?.pem"' || die 'file name'
run 0 key --json --type p256 --out $'\377.key'
python3 -c 'import json; assert json.load(open("out"))["made"][0]["path"] == "?.key"' || die 'path'
run 3 inspect --json $'\377.none'
python3 -c 'import json; assert "?.none" in json.load(open("out"))["error"]' || die 'error'

# misuse
run 3 inspect
run 3 inspect missing.pem
run 3 inspect --now yesterday portal.pem
run 3 inspect --ca-file root.pem --system-roots portal.pem
run 3 inspect --ca-file portal.key portal.pem
run 3 inspect --name 'not a name' portal.pem
run 0 inspect ca.pem root.pem
