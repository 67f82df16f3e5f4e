#!/bin/bash
# SPDX-License-Identifier: MIT
# `make install` puts things in place that work from there; `make uninstall`
# leaves nothing; a build leaves nothing outside build/.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
before=$(git status --porcelain 2>/dev/null || :)
make -s install DESTDIR="$dir" PREFIX=/usr >"$dir.log" 2>&1 || { cat "$dir.log"; rm -f "$dir.log"; exit 1; }
rm -f "$dir.log"
for t in khien khien-tlsconf khien-dnssec khien-ipv6 khien-probe; do
	"$dir/usr/bin/$t" --version >/dev/null
	[ -s "$dir/usr/share/bash-completion/completions/$t" ]
	bash -n "$dir/usr/share/bash-completion/completions/$t"
done
"$dir/usr/bin/khien" checks >/dev/null
cmp policy/strict.json "$dir/usr/share/khien/policy/strict.json"
find "$dir" -type f -perm /022 | grep . && { echo 'writable by others'; exit 1; }
make -s uninstall DESTDIR="$dir" PREFIX=/usr
left=$(find "$dir" -type f -o -type l)
[ -z "$left" ] || { echo "left behind: $left"; exit 1; }
[ ! -e "$dir/usr/share/khien" ] || { echo 'the folder khien is left behind'; exit 1; }
after=$(git status --porcelain 2>/dev/null || :)
[ "$before" = "$after" ] || { echo "the source tree changed: $after"; exit 1; }
