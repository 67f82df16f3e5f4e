# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# cases: what is tortured. A case NAME has
#   NAME_prepare DIR   once: what the command needs
#   NAME_reset DIR     before each run: the old state
#   NAME_run DIR       sets the array `command`
#   NAME_whole DIR     true where the new state is there and whole
#   NAME_old DIR       true where the old state is there, untouched
#
# After each run the state must be old or whole; exit 0 demands whole; an exit
# by a signal that nobody sent is a crash.

# shellcheck disable=SC2034
cases=(key csr emit keygen sign inspect verify)
time=2026-11-23T00:00:00Z

key_prepare() { :; }
key_reset() { rm -f "$1/k.pem"; }
key_run() { command=("$B/khien-tlsconf" key --type p256 --out "$1/k.pem"); }
key_whole() { openssl pkey -in "$1/k.pem" -check -noout >/dev/null 2>&1 && [ "$(stat -c %a "$1/k.pem")" = 600 ]; }
key_old() { [ ! -e "$1/k.pem" ]; }

csr_prepare() { "$B/khien-tlsconf" key --type p256 --out "$1/csr.key" 2>/dev/null; }
csr_reset() { rm -f "$1/r.csr"; }
csr_run() { command=("$B/khien-tlsconf" csr --key "$1/csr.key" --name portal.example.vn --out "$1/r.csr"); }
csr_whole() { openssl req -in "$1/r.csr" -verify -noout >/dev/null 2>&1; }
csr_old() { [ ! -e "$1/r.csr" ]; }

emit_prepare() { emit_run "$1"; "${command[@]}" 2>/dev/null; mv "$1/site.conf" "$1/site.new"; }
emit_reset() { rm -f "$1/site.conf"; }
emit_run() {
	command=("$B/khien-tlsconf" emit nginx --name portal.example.vn --cert /etc/p.crt
		--key /etc/p.key --root /srv/p --server-version 1.22.1 --out "$1/site.conf")
}
emit_whole() { cmp -s "$1/site.conf" "$1/site.new"; }
emit_old() { [ ! -e "$1/site.conf" ]; }

keygen_prepare() { :; }
keygen_reset() { rm -rf "$1/kg"; mkdir "$1/kg"; }
keygen_run() { command=("$B/khien-dnssec" keygen --dir "$1/kg" --role zsk example.vn); }
keygen_whole() {
	local f
	f=$(echo "$1"/kg/K*.key)
	[ -s "$f" ] && [ -s "${f%.key}.private" ] && [ "$(stat -c %a "${f%.key}.private")" = 600 ] && grep -q DNSKEY "$f"
}
# a private key without its public half is no published key: nothing is lost
keygen_old() { [ -z "$(find "$1/kg" -name '*.key')" ]; }

sign_prepare() {
	mkdir "$1/keys"
	"$B/khien-dnssec" keygen --dir "$1/keys" --role csk --algorithm 15 example.vn 2>/dev/null
	cat >"$1/zone" <<-'END'
	$ORIGIN example.vn.
	$TTL 3600
	@ SOA ns1 admin 1 7200 3600 1209600 3600
	@ NS ns1
	ns1 A 192.0.2.1
	ns1 AAAA 2001:db8::1
	*.w TXT "any"
	a.b.c MX 10 ns1
	sub NS ns.sub
	ns.sub A 192.0.2.2
	END
	sign_run "$1"
	"${command[@]}" 2>/dev/null
	mv "$1/signed" "$1/signed.new"
}
sign_reset() { echo 'old' >"$1/signed"; }
sign_run() { command=("$B/khien-dnssec" --now "$time" sign --keys "$1/keys" --threads 1 --out "$1/signed" --zone example.vn "$1/zone"); }
sign_whole() { cmp -s "$1/signed" "$1/signed.new"; }
sign_old() { [ "$(cat "$1/signed")" = old ]; }

# commands that only print: exit 0 demands all of the output
inspect_prepare() {
	csr_prepare "$1"
	{
		"$B/khien-tlsconf" csr --key "$1/csr.key" --name portal.example.vn --out "$1/p.csr"
		openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$1/ca.key" -out "$1/ca.pem" -subj '/CN=CA' -days 90
		openssl x509 -req -in "$1/p.csr" -CA "$1/ca.pem" -CAkey "$1/ca.key" -copy_extensions copy -days 90 -out "$1/p.pem"
	} 2>/dev/null
	inspect_run "$1"
	"${command[@]}" >"$1/out.new" 2>/dev/null || echo 'inspect: the set is not clean'
}
inspect_reset() { rm -f "$1/out"; }
inspect_run() {
	command=("$B/khien-tlsconf" --now "$(date -ud '+1 day' +%F)" inspect --json --name portal.example.vn
		--ca-file "$1/ca.pem" "$1/csr.key" "$1/p.csr" "$1/p.pem")
}
inspect_whole() { cmp -s "$1/out" "$1/out.new"; }
inspect_old() { :; }

verify_prepare() { sign_prepare "$1"; verify_run "$1"; "${command[@]}" >"$1/out.new" 2>/dev/null || :; }
verify_reset() { rm -f "$1/out"; }
verify_run() { command=("$B/khien-dnssec" --now "$time" verify --json --zone example.vn "$1/signed.new"); }
verify_whole() { cmp -s "$1/out" "$1/out.new"; }
verify_old() { :; }
