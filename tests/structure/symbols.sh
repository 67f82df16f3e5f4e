#!/bin/bash
# SPDX-License-Identifier: MIT
# An exported symbol begins with its file's noun; in a checks.c with the
# folder's. Nothing is exported that no other file uses by its header.
set -u
bad=0 seen=0
while IFS= read -r object; do
	source=${object#"$B"/}
	source=${source%.o}.c
	[ -e "$source" ] || continue
	noun=$(basename "$source" .c)
	case $noun in
	main) nouns=main ;;
	checks|checks_*|*_checks) nouns="${source%%/*} $noun ${noun%_checks}" ;;
	*) nouns="$noun ${noun%%_*}" ;;
	esac
	while read -r symbol; do
		seen=$((seen + 1))
		good=
		for n in $nouns; do
			case $symbol in "$n"|"$n"_*) good=yes ;; esac
		done
		[ -n "$good" ] || { echo "$source: $symbol does not begin with ${nouns// / or }"; bad=1; }
	done < <(nm --defined-only -g "$object" | awk '$2 ~ /[TDBRC]/ {print $3}')
done < <(for d in lib net tlsconf dnssec ipv6 probe; do find "$B/$d" -name '*.o'; done)
[ "$seen" -gt 100 ] || { echo "only $seen symbols were seen"; bad=1; }
exit $bad
