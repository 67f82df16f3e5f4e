#!/bin/bash
# SPDX-License-Identifier: MIT
# The arrows of the architecture, read from the #include lines: lib/ includes
# nobody, net/ only lib/, the domains lib/ and net/, probe/ the domains' checks,
# facts and parsers as well; nobody includes probe/. A domain's checks.c
# needs nothing but lib/.
set -u
bad=0
say() { printf '%s\n' "$1"; bad=1; }

# folder of the project that "INCLUDE" of file $1 comes from; empty: a library's
folder_of() {
	local file=$1 include=$2 dir
	for dir in "$(dirname "$file")" . lib; do
		if [ -e "$dir/$include" ]; then
			realpath --relative-to=. "$dir/$include" | cut -d/ -f1
			return
		fi
	done
}

declare -A may=(
	[lib]='lib' [net]='net lib' [tlsconf]='tlsconf net lib' [dnssec]='dnssec net lib'
	[ipv6]='ipv6 net lib' [probe]='probe tlsconf dnssec ipv6 net lib'
)
seen=0
for folder in "${!may[@]}"; do
	while IFS= read -r line; do
		file=${line%%:*} include=${line#*\"}
		include=${include%\"*}
		from=$(folder_of "$file" "$include")
		[ -n "$from" ] || { say "$file: includes \"$include\", which is nowhere"; continue; }
		seen=$((seen + 1))
		case " ${may[$folder]} " in
		*" $from "*) ;;
		*) say "$file: $folder/ may not include $from/ ($include)" ;;
		esac
	done < <(grep -rn --include='*.[ch]' '^#include "' "$folder" | sed 's/:[0-9]*:/:/')
done
[ "$seen" -gt 100 ] || say "only $seen includes were seen"

for c in tlsconf/checks.c dnssec/checks.c dnssec/zone_checks.c ipv6/checks.c probe/checks.c; do
	[ -e "$c" ] || continue
	while read -r include; do
		case $include in
		'<openssl/'*|'<ldns/'*|'<unbound'*|'<curl/'*|'<libmnl/'*|'<event'*|'<sqlite'*)
			say "$c: includes $include; a checks.c needs lib/ alone" ;;
		esac
	done < <(sed -n 's/^#include \(<.*>\)/\1/p' "$c")
	undefined=$(nm -u "$B/${c%.c}.o" | sed 's/.* U //;s/ *//')
	for symbol in $undefined; do
		case $symbol in
		SSL_*|X509_*|EVP_*|BIO_*|ldns_*|ub_*|curl_*|mnl_*|event_*) say "$c: needs $symbol" ;;
		esac
	done
done
exit $bad
