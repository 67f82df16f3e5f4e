#!/bin/bash
# SPDX-License-Identifier: MIT
# The little program that runs the others, and what all of them have in common:
# exit codes, help, completion, output that could not be written.
set -eu
cd "$(dirname "$0")/../.."
B=$(realpath "$B")
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
die() { echo "$1"; exit 1; }
run() {		# run STATUS COMMAND…: out and err in $dir
	local wanted=$1 status=0
	shift
	"$@" >"$dir/out" 2>"$dir/err" </dev/null || status=$?
	[ $status = "$wanted" ] || die "$*: status $status instead of $wanted: $(cat "$dir/err")"
}
has() { grep -q -- "$2" "$dir/$1" || die "$1 lacks \"$2\": $(cat "$dir/$1")"; }

run 0 "$B/khien" help; has out 'tlsconf'
run 3 "$B/khien"
run 3 "$B/khien" nonsense; has err 'no tool "nonsense"'
run 0 "$B/khien" --version; has out '^khien [0-9]'
run 0 "$B/khien" tlsconf help key; has out 'usage: khien-tlsconf key'
run 0 "$B/khien" policy --policy strict; has out '^strict:'
run 0 "$B/khien" checks; has out '^tls.version '; has out '^addr.global '; has out '^dnssec.ds-match '
run 0 "$B/khien" checks --format json; has out '"khien.all-checks/1"'
ln -s "$B/khien" "$dir/linked"
run 0 "$dir/linked" ipv6 help; has out 'khien-ipv6'

for t in tlsconf dnssec ipv6 probe; do
	k=$B/khien-$t
	run 3 "$k"; has err 'command is missing'
	run 3 "$k" nonsense; has err 'no command "nonsense"'
	run 3 "$k" checks --colour; has err 'no option --colour'
	run 3 "$k" checks --format xml; has err 'no format "xml"'
	run 3 "$k" checks --json --format text; has err 'exclude'
	run 3 "$k" checks --lang fr; has err 'vi or en'
	run 3 "$k" checks --now yesterday; has err 'not a time'; has err '→'
	run 3 "$k" checks --policy "$dir/absent"; has err 'absent'
	echo '{"profile": "x", "extends": "strict", "knobs": {"tls.groups": 1}}' >"$dir/p.json"
	run 3 "$k" checks --policy "$dir/p.json"; has err 'p.json:1:'
	run 0 "$k" --help; has out "^$(basename "$k"):"
	run 0 "$k" checks --json --policy strict
	run 0 env LANGUAGE=vi LC_ALL=vi_VN.UTF-8 "$k" help; has out 'dùng'
	run 0 "$k" --lang vi help; has out 'dùng'
	run 0 env LANGUAGE=vi "$k" --lang en help; has out 'usage'
	# output that nobody takes is a failure
	status=0
	"$k" checks >/dev/full 2>"$dir/err" || status=$?
	[ $status = 3 ] || die "$k onto a full device: status $status"
	has err 'cannot write the output'
done

# completion, as a shell would ask for it
cat >"$dir/complete.bash" <<'END'
source <("$1/khien-tlsconf" completion bash)
COMP_WORDS=(khien-tlsconf key --o) COMP_CWORD=2 COMPREPLY=()
_khien_tlsconf
printf '%s\n' "${COMPREPLY[@]}"
COMP_WORDS=(khien-tlsconf in) COMP_CWORD=1 COMPREPLY=()
_khien_tlsconf
printf '%s\n' "${COMPREPLY[@]}"
END
run 0 bash "$dir/complete.bash" "$B"; has out '^--out$'; has out '^inspect$'
run 3 "$B/khien-tlsconf" completion csh; has err 'zsh'
