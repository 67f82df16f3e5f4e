#!/bin/bash
# SPDX-License-Identifier: MIT
# The Vietnamese is complete: po/khien.pot is what the sources say, and po/vi.po
# translates all of it, with the same placeholders and nothing fuzzy.
set -u
bad=0
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
find lib net tlsconf dnssec ipv6 probe -name '*.[ch]' | LC_ALL=C sort >"$dir/files"
xgettext --from-code=UTF-8 --language=C --keyword=_ --keyword=N_ --keyword=ngettext:1,2 --no-location --sort-output \
	-o "$dir/now.pot" -f "$dir/files" 2>"$dir/err" || { cat "$dir/err"; exit 1; }
sed -i 's/charset=CHARSET/charset=UTF-8/' "$dir/now.pot"
msgcat --no-location --sort-output po/khien.pot -o "$dir/old.pot" || exit 1
msgcmp --use-untranslated "$dir/old.pot" "$dir/now.pot" >"$dir/out" 2>&1 || { cat "$dir/out"; echo 'po/khien.pot is behind the sources: make pot'; bad=1; }
msgfmt --check --check-accelerators='&' --statistics -o /dev/null po/vi.po 2>"$dir/stat" || { cat "$dir/stat"; bad=1; }
grep -qE 'untranslated|fuzzy' "$dir/stat" && { cat "$dir/stat"; echo 'po/vi.po is not complete'; bad=1; }
msgcmp po/vi.po "$dir/now.pot" >"$dir/out" 2>&1 || { grep -v '^$' "$dir/out" | head -n 20; echo 'po/vi.po lacks messages of the sources'; bad=1; }
# and it arrives at the user
env LANGUAGE=vi "$B/khien-ipv6" help | grep -q 'dùng' || { echo 'LANGUAGE=vi does not show Vietnamese'; bad=1; }
env LANGUAGE=vi "$B/khien-ipv6" checks --json | grep -q '[ếộủ]' && { echo 'JSON must stay English'; bad=1; }
exit $bad
