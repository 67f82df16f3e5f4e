# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# dnssec: what the tests of khien-dnssec share. Sourced from the tree's top;
# leaves the test in a folder of its own.
: "${B:=build/plain}"
B=$(realpath "$B")
tool=$B/khien-dnssec
zones=$(realpath tests/zones)
now=2026-11-23T00:00:00Z
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

die() { echo "$1"; [ ! -s err ] || cat err; exit 1; }

need() {
	for p in "$@"; do
		command -v "$p" >/dev/null || { echo "$p is not installed"; exit 77; }
	done
}

# run STATUS ARGUMENT…: stdout in out, stderr in err
run() {
	local want=$1 got=0
	shift
	"$tool" "$@" >out 2>err || got=$?
	[ "$got" = "$want" ] || die "status $got, not $want: $*"
}

# the name of the zone in a file: the owner of its SOA
zone_of() {
	awk '$1 == "$ORIGIN" && !o {o = $2} /[ \t]SOA[ \t]/ {print ($1 == "@" ? o : $1); exit}' "$1"
}

# key ROLE [ALGORITHM] ZONE: into keys/
key() {
	mkdir -p keys
	if [ $# = 3 ]; then run 0 keygen --dir keys --role "$1" --algorithm "$2" "$3"
	else run 0 keygen --dir keys --role "$1" "$2"; fi
}

# judged FILE ZONE [z]: both judges and our own accept it
judged() {
	dnssec-verify -q ${3:+-z} -o "$2" "$1" >bind 2>&1 || die "$1: dnssec-verify refuses: $(cat bind)"
	kzonecheck -o "$2" "$1" >knot 2>&1 || die "$1: kzonecheck refuses: $(cat knot)"
	[ ! -s knot ] || die "$1: kzonecheck says: $(cat knot)"
	run 0 verify "$1"
}
