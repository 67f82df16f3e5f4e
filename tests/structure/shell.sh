#!/bin/bash
# SPDX-License-Identifier: MIT
# Shell scripts are clean by shellcheck; no path of a build machine is in the
# tree.
set -u
bad=0
scripts=$(git ls-files 2>/dev/null | while read -r f; do [ -f "$f" ] && head -n 1 "$f" 2>/dev/null | grep -aqE '^#!.*(bash|/sh)' && echo "$f"; done)
# shellcheck disable=SC2086
shellcheck -x -S warning $scripts || bad=1
git grep -nIE '(^|[^A-Za-z0-9_}])/(root|home)/[a-z]' -- . ':!*.md' ':!tests/structure/shell.sh' && { echo 'a path of somebody'\''s machine'; bad=1; }
exit $bad
