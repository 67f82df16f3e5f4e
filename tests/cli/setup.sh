#!/bin/bash
# SPDX-License-Identifier: MIT
# ./setup says what to do where it cannot go on, and touches nothing there.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
bad() { echo "$1"; exit 1; }

status=0
./setup --colour 2>"$dir/err" || status=$?
[ "$status" = 3 ] || bad "an unknown option gave status $status"
grep -q 'usage:' "$dir/err" || bad 'an unknown option is not explained'

printf 'ID=fedora\nVERSION_ID=41\n' >"$dir/os-release"
status=0
tests/in_namespaces sh -c 'mount --bind "$1" /etc/os-release && exec ./setup' sh "$dir/os-release" >"$dir/out" 2>"$dir/err" || status=$?
[ "$status" != 77 ] || { cat "$dir/out"; exit 77; }
[ "$status" = 3 ] || bad "another distribution gave status $status"
grep -q 'this is fedora 41' "$dir/err" || bad "another distribution is not named: $(cat "$dir/err")"
grep -q 'debian/control' "$dir/err" || bad 'nothing says where the lists are'

grep -qE '^ID=debian' /etc/os-release || { echo 'not on Debian'; exit 77; }
cp -r setup tests debian "$dir/" 2>/dev/null
chmod -R a+rX "$dir"
status=0
setpriv --reuid 65534 --regid 65534 --clear-groups "$dir/setup" 2>"$dir/err" || status=$?
[ "$status" = 3 ] || bad "without root the status is $status"
grep -q 'sudo ./setup' "$dir/err" || bad "without root it says: $(cat "$dir/err")"
