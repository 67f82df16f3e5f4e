#!/bin/bash
# SPDX-License-Identifier: MIT
# khien-tlsconf key: all types, 0600 from the first byte, never over anything,
# nothing left on a full disk.
set -eu
: "${B:=build/plain}"
B=$(realpath "$B")
export B
tool=$B/khien-tlsconf

if [ "${1-}" = full ]; then	# inside namespaces of its own
	mount -t tmpfs -o size=64k none "$2"
	head -c 61440 /dev/zero >"$2/filler" 2>/dev/null || :
	cat /dev/zero >"$2/rest" 2>/dev/null || :
	for make in 'key --type p256 --out k' 'csr --key ../key --name a.vn --out c' \
		'csr --key k --new-key p256 --name a.vn --out c' \
		'emit nginx --name a.vn --cert c --key k --root . --out n --server-version 1.22.1 --openssl-version 3.0.0'; do
		status=0
		# shellcheck disable=SC2086
		(cd "$2" && "$tool" $make) >/dev/null 2>"$2/../err" || status=$?
		[ $status = 3 ] || { echo "full disk: '$make' gave $status"; exit 1; }
		grep -q 'No space left' "$2/../err" || { echo "full disk: '$make' said: $(cat "$2/../err")"; exit 1; }
		[ "$(cd "$2" && echo *)" = 'filler rest' ] || { echo "full disk: '$make' left $(cd "$2" && echo *)"; exit 1; }
		[ -z "$(cd "$2" && find . -name '.*' -type f)" ] || { echo "full disk: '$make' left a temporary file"; exit 1; }
	done
	exit 0
fi

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
here=$(realpath "$0")
cd "$dir"
die() { echo "$1"; [ ! -s err ] || cat err; exit 1; }
# run STATUS COMMAND…: stdout in out, stderr in err; no private key in either
run() {
	local want=$1 got=0
	shift
	"$tool" "$@" >out 2>err </dev/null || got=$?
	[ "$got" = "$want" ] || die "status $got, not $want: $*"
	! grep -q 'PRIVATE KEY-' out err || die "a key was printed: $*"
}

umask 0
for type in rsa:2048 rsa:3072 rsa:4096 p256 p384; do
	run 0 key --type $type --out "key-$type"
	[ "$(stat -c %a "key-$type")" = 600 ] || die "$type: mode $(stat -c %a "key-$type")"
	openssl pkey -in "key-$type" -noout -check >pkey 2>&1 || die "$type: $(cat pkey)"
	head -n 1 "key-$type" | grep -qx -- '-----BEGIN PRIVATE KEY-----' || die "$type: not PKCS#8"
	openssl pkey -in "key-$type" -noout -text >text
	case $type in
	rsa:*) grep -q "(${type#rsa:} bit" text && grep -q 'publicExponent: 65537' text || die "$type is something else" ;;
	p*) grep -q "NIST CURVE: P-${type#p}" text || die "$type is something else" ;;
	esac
done

# the default is the policy's
run 0 key --out default
openssl pkey -in default -noout -text | grep -q '(2048 bit' || die 'the default is not RSA 2048'
run 0 --policy strict key --out strict
openssl pkey -in strict -noout -text | grep -q 'P-256' || die 'the default of strict is not P-256'

# never over anything, not even through a link
cp key-p256 before
ln -s key-p256 link
ln -s nowhere dangling
mkdir folder
for out in key-p256 link dangling folder; do
	run 3 key --out $out
	[ -s err ] || die "nothing was said of $out"
done
cmp -s before key-p256 || die 'a key was overwritten'
[ ! -e nowhere ] || die 'a dangling link was followed'

# misuse and refusals
run 3 key
run 3 key --type rsa:1024 --out x
grep -q 'rsa:2048' err || die 'the types are not named'
run 3 key --out -
run 3 key --out missing/x
grep -q 'missing' err || die 'the path is not named'
run 2 --policy strict key --type rsa:2048 --out x
grep -q 'https.key-2048' err || die 'the clause is not named'
[ ! -e x ] || die 'a refused key was written'

run 0 --json key --type p256 --out j
python3 -c '
import json
d = json.load(open("out"))
assert d["made"][0]["path"] == "j" and d["made"][0]["type"] == "p256", d' || die 'JSON'
[ ! -s err ] || die 'chatter with --json'

# a full disk (of our own) and a folder that cannot be written
mkdir full
cp key-p256 key
"$(dirname "$here")/../in_namespaces" "$here" full "$dir/full"
