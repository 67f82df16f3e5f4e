#!/bin/bash
# SPDX-License-Identifier: MIT
# The man pages are clean, and name every command and option that --help names.
set -u
bad=0
for m in man/*.[1-8]; do
	mandoc -T lint -W warning "$m" || bad=1
done
for t in tlsconf dnssec ipv6 probe; do
	page=$(mandoc -T ascii "man/khien-$t.1" | col -b)
	for c in $("$B/khien-$t" help | sed -n '/^Commands:/,/^$/s/^  \([a-z-]*\) .*/\1/p'); do
		grep -qw -- "$c" <<<"$page" || { echo "man/khien-$t.1 lacks the command $c"; bad=1; }
		for o in $("$B/khien-$t" "$c" --help | sed -n 's/^  --\([a-z0-9-]*\).*/\1/p'); do
			grep -q -- "-$o\b" <<<"$page" || { echo "man/khien-$t.1 lacks --$o of $c"; bad=1; }
		done
	done
done
exit $bad
