#!/bin/bash
# SPDX-License-Identifier: MIT
# Text and binary garbage as every input: status 3, one clear line that names
# the file, no crash.
set -eu
: "${B:=build/plain}"
tool=$(realpath "$B")/khien-tlsconf
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
"$tool" key --type p256 --out key 2>/dev/null
"$tool" csr --key key --name a.vn --out csr 2>/dev/null
openssl req -x509 -key key -days 1 -subj /CN=a.vn -addext subjectAltName=DNS:a.vn -out cert 2>/dev/null
openssl x509 -in cert -outform DER -out cert.der

mkdir bad
: >bad/empty
printf 'hello\n' >bad/text
head -c 4096 /dev/urandom >bad/random
head -c 100000 /dev/zero >bad/zeros
printf '0\202\377\377' >bad/huge-length
printf '0\204\377\377\377\377' >bad/huger-length
for f in key csr cert; do
	head -c $(($(stat -c %s $f) * 2 / 3)) $f >"bad/$f-cut"
	sed '3s/./!/5' $f >"bad/$f-character"
	sed '2d' $f >"bad/$f-line"
	sed 's/^-----END.*/-----END SOMETHING-----/' $f >"bad/$f-end"
done
head -c 200 cert.der >bad/der-cut
{ cat cert.der; echo x; } >bad/der-trailing
cat key >bad/two-keys-cut; head -c 60 key >>bad/two-keys-cut
mkdir bad/folder
head -c 9000000 /dev/zero | tr '\0' 'a' >bad/large

n=0
for f in bad/*; do
	for command in "inspect $f" "inspect key $f" "inspect --ca-file $f cert" \
		"csr --key $f --name a.vn --out x.csr" "--policy ./$f key --out x.key"; do
		n=$((n + 1))
		status=0
		# shellcheck disable=SC2086
		timeout 20 "$tool" $command >out 2>err </dev/null || status=$?
		[ $status = 3 ] || { echo "status $status: $command"; cat err; exit 1; }
		grep -qF "$f" err || { echo "the file is not named: $command"; cat err; exit 1; }
		[ "$(grep -c . err)" -le 2 ] || { echo "more than a line: $command"; cat err; exit 1; }
		[ ! -s out ] || { echo "output all the same: $command"; exit 1; }
		[ ! -e x.csr ] && [ ! -e x.key ] || { echo "written: $command"; exit 1; }
	done
done
[ $n -ge 100 ] || { echo "only $n"; exit 1; }
