#!/bin/bash
# SPDX-License-Identifier: MIT
# Each header compiles alone, twice in one file, and every source has its SPDX
# tag.
set -u
bad=0
flags=$(pkg-config --cflags jansson libmd ldns libunbound openssl libcurl libevent libmnl sqlite3)
list=$(git ls-files '*.h' 2>/dev/null || find . -name '*.h' -not -path './build/*')
for h in $list; do
	case $h in tests/*) continue ;; esac
	# shellcheck disable=SC2086
	printf '#include "%s"\n#include "%s"\n' "$h" "$h" |
		${CC:-cc} -std=c11 -D_GNU_SOURCE -Wall -Wextra -Werror -Ilib -I. -I"$B" $flags -fsyntax-only -x c - || { echo "$h does not stand alone"; bad=1; }
done
for f in $(git ls-files '*.[ch]' '*.sh' setup khien.in Makefile .ci/run tests/run tests/lab 2>/dev/null); do
	case $f in *.md|*.json|*.txt) continue ;; esac
	head -n 3 "$f" | grep -q 'SPDX-License-Identifier: MIT' || { echo "$f: no SPDX tag"; bad=1; }
done
exit $bad
