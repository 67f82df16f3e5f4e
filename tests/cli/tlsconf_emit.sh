#!/bin/bash
# SPDX-License-Identifier: MIT
# khien-tlsconf emit nginx: the text. With --update the golden files are
# written anew. That nginx does what the text says is in tlsconf_nginx.sh.
set -eu
: "${B:=build/plain}"
tool=$(realpath "$B")/khien-tlsconf
golden=$(realpath tests/golden)
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
die() { echo "$1"; [ ! -s err ] || cat err; exit 1; }
run() {
	local want=$1 got=0
	shift
	"$tool" "$@" >out 2>err </dev/null || got=$?
	[ "$got" = "$want" ] || die "status $got, not $want: $*"
}
paths=(--cert /etc/ssl/portal.pem --key /etc/ssl/private/portal.key --root /srv/www/portal)
site=(emit nginx --name dichvucong.example.gov.vn "${paths[@]}")
bookworm=(--server-version 1.22.1 --openssl-version 3.0.17)
trixie=(--server-version 1.26.3 --openssl-version 3.5.1)

# the profile's hash is that of its file: it is not what is compared here
compare() {
	sed -i 's/sha256 [0-9a-f]\{64\}$/sha256 HASH/' out
	[ "${update-}" != yes ] || cp out "$golden/$1"
	diff -u "$golden/$1" out || die "$1 (tests/cli/tlsconf_emit.sh --update, if it is meant)"
}
[ "${1-}" != --update ] || update=yes
run 0 "${site[@]}" "${bookworm[@]}" --default-server
[ ! -s err ] || die 'warnings'
grep -q "sha256 $("$tool" policy --json | python3 -c 'import json,sys; print(json.load(sys.stdin)["hash"])')" out || die 'not the hash of the policy'
compare tlsconf-nginx-bookworm.conf
run 0 --policy strict "${site[@]}" --name '*.example.gov.vn' "${trixie[@]}" --acme-root /var/www/acme --http-port 8080 --https-port 8443
compare tlsconf-nginx-trixie-strict.conf

# every other server, with each profile, for the versions of Debian 12 and 13
others() {
	cat <<-'END'
		apache 2.4.71 3.0.17 2.4.66 3.5.1 --root /srv/www/portal
		haproxy 2.6.12 3.0.17 3.0.11 3.5.1 --proxy http://127.0.0.1:8080
		lighttpd 1.4.69 3.0.17 1.4.79 3.5.1 --root /srv/www/portal
		caddy 2.6.2 - 2.10.0 - --proxy http://[::1]:8080 --acme-root /var/www/acme
		tomcat 10.1.34 - 10.1.60 - --root /srv/www/portal
		tomcat-web 10.1.34 - 10.1.60 - --root /srv/www/portal
		iis 2019.0 - 2022.0 - --root C:\inetpub\portal
	END
}
while read -r server old oldssl new newssl content; do
	old=(--server-version "$old") new=(--server-version "$new")
	[ "$oldssl" = - ] || old+=(--openssl-version "$oldssl") new+=(--openssl-version "$newssl")
	# shellcheck disable=SC2206
	content=($content)
	pair=(--cert /etc/ssl/portal.pem --key /etc/ssl/private/portal.key)
	run 0 emit "$server" --name dichvucong.example.gov.vn "${pair[@]}" "${content[@]}" "${old[@]}" --default-server
	compare "tlsconf-$server-tt32-2017.conf"
	case $server in
	lighttpd|iis) ;;
	*) pair+=(--cert /etc/ssl/portal-ec.pem --key /etc/ssl/private/portal-ec.key) ;;
	esac
	run 0 --policy strict emit "$server" --name dichvucong.example.gov.vn --name '*.example.gov.vn' "${pair[@]}" "${content[@]}" "${new[@]}" --http-port 8080 --https-port 8443 --hsts 7d
	compare "tlsconf-$server-strict.conf"
	run 3 emit "$server" --name a.example.vn "${content[@]}" "${old[@]}"
	[ ! -s out ] || die "$server: output without a certificate"
done < <(others)
run 0 emit nginx --name a.example.vn "${paths[@]::4}" --cert /e.pem --key /e.key --proxy http://127.0.0.1:8080 --acme-root /acme "${trixie[@]}"
compare tlsconf-nginx-proxy-dual.conf
# HAProxy: where the key has to be is said, in the text and beside it
run 0 emit haproxy --name a.example.vn --cert /c.pem --key /k.pem --proxy http://127.0.0.1:8080 --server-version 2.6.12 --openssl-version 3.0.17
grep -q 'c.pem.key beside it' err && grep -q 'ln -s /k.pem' out || die 'HAProxy: nothing is said of the key'
# a library that is not OpenSSL has no version of it
run 3 emit caddy --name a.example.vn "${paths[@]}" --server-version 2.6.2 --openssl-version 3.0.0
run 3 emit haproxy --name a.example.vn "${paths[@]}"
run 3 emit lighttpd --name a.example.vn "${paths[@]}" --cert /e.pem --key /e.key
run 3 emit tomcat --name a.example.vn "${paths[@]::4}" --proxy http://127.0.0.1:1 --acme-root /acme

# the same everywhere: language, time and folder do not show
run 0 "${site[@]}" "${bookworm[@]}"
mv out first
mkdir sub
(cd sub && LANGUAGE=vi TZ=Asia/Ho_Chi_Minh "$tool" --now 2030-01-01 "${site[@]}" "${bookworm[@]}") >out 2>err
cmp first out || die 'not reproducible'
# relative paths become absolute, for nginx reads them from elsewhere
run 0 emit nginx --name a.example.vn --cert ./c.pem --key sub/k.pem --root . "${bookworm[@]}"
grep -qF "\"$PWD/c.pem\"" out && grep -qF "\"$PWD/sub/k.pem\"" out || die 'relative paths'

# a policy that is weaker in one knob shows in that line only
run 0 "${site[@]}" "${bookworm[@]}"
grep -v '^# Profile' out >published
weaker() {	# weaker KNOB VALUE OLD NEW
	cat >weak.json <<-END
		{ "profile": "weak", "extends": "tt32-2017",
		  "title": { "en": "one knob", "vi": "một nút" },
		  "knobs": { "$1": { "value": $2, "clause": "https.tls12" } } }
	END
	run 0 --policy ./weak.json "${site[@]}" "${bookworm[@]}"
	grep -v '^# Profile' out >weakened
	sed "s|$3|$4|" published >expected
	! cmp -s published expected || die "$1: the test changes nothing"
	diff expected weakened || die "$1: other lines changed"
}
weaker tls.session-tickets true 'ssl_session_tickets off' 'ssl_session_tickets on'
weaker http.redirect-status 302 'return 301' 'return 302'
weaker http.hsts-start '"1m"' 'max-age=300' 'max-age=60'
weaker http.hsts-subdomains true 'max-age=300' 'max-age=300; includeSubDomains'
weaker tls.groups '["secp256r1"]' 'ssl_ecdh_curve .*;' 'ssl_ecdh_curve prime256v1;'
weaker tls.ciphersuites '["TLS_AES_128_GCM_SHA256"]' 'Ciphersuites .*;' 'Ciphersuites TLS_AES_128_GCM_SHA256;'

# a file: written whole, replaced only if it is one of ours
run 0 "${site[@]}" "${bookworm[@]}" --out site.conf
cmp first site.conf || die '--out differs'
run 0 "${site[@]}" "${bookworm[@]}" --hsts 1h --out site.conf
grep -q 'max-age=3600"' site.conf || die 'not replaced'
echo 'http { }' >nginx.conf
run 3 "${site[@]}" "${bookworm[@]}" --out nginx.conf
[ "$(cat nginx.conf)" = 'http { }' ] || die 'a foreign file was replaced'
run 3 "${site[@]}" "${bookworm[@]}" --out /dev/null
run 0 --json "${site[@]}" "${bookworm[@]}"
python3 -c '
import json
assert json.load(open("out"))["made"][0]["text"] == open("first").read()' || die JSON

# without nginx: for the oldest still in use, and it is said
mkdir empty
status=0
PATH=$PWD/empty "$tool" "${site[@]}" --server-version 1.18.0 >out 2>err || status=$?
[ $status = 0 ] || die 'no nginx'
grep -q 'OpenSSL 1.1.1 is assumed' err || die 'what is assumed is not said'
grep -q 'nginx 1.18.0 with OpenSSL 1.1.1' out || die 'what is assumed is not in the text'
long=$(printf 'a%.0s' {1..50}).example.vn
run 0 emit nginx --name "$long" "${paths[@]}" "${bookworm[@]}"
grep -q server_names_hash_bucket_size err || die 'nothing is said of long names'

# certificate and key that are there already are looked at
"$tool" key --type p256 --out k.pem 2>/dev/null
"$tool" key --type p256 --out other.pem 2>/dev/null
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.pem -subj /CN=CA -days 9 2>/dev/null
"$tool" csr --key k.pem --name a.example.vn --name '*.b.example.vn' --out r.csr 2>/dev/null
openssl x509 -req -in r.csr -CA ca.pem -CAkey ca.key -days 9 -copy_extensions copy -extfile <(echo extendedKeyUsage=serverAuth) -out leaf.pem 2>/dev/null
cat leaf.pem ca.pem >c.pem
look=(emit nginx --root /srv "${bookworm[@]}")
run 0 "${look[@]}" --cert c.pem --key k.pem --name a.example.vn --name '*.b.example.vn'
[ ! -s err ] || die 'a warning about what is right'
run 0 "${look[@]}" --cert c.pem --key other.pem --name a.example.vn
grep -q file.key-matches err || die 'the wrong key'
run 0 "${look[@]}" --cert c.pem --key k.pem --name b.example.vn
grep -q 'not stand for b.example.vn' err || die 'the wrong name'
run 0 "${look[@]}" --cert leaf.pem --key k.pem --name a.example.vn
grep -q tls.chain-complete err || die 'no chain'
# stapling only where the certificate names a responder
run 0 "${look[@]}" --cert c.pem --key k.pem --name a.example.vn
! grep -q stapling out || die 'stapling without a responder'
printf 'extendedKeyUsage=serverAuth\nauthorityInfoAccess=OCSP;URI:http://ocsp.example.vn\n' >ext
openssl x509 -req -in r.csr -CA ca.pem -CAkey ca.key -days 9 -copy_extensions copy -extfile ext -out ocsp.pem 2>/dev/null
cat ca.pem >>ocsp.pem
run 0 "${look[@]}" --cert ocsp.pem --key k.pem --name a.example.vn
grep -q 'ssl_stapling on;' out || die 'no stapling, though a responder is named'
openssl x509 -in leaf.pem -outform DER -out leaf.der
run 3 "${look[@]}" --cert leaf.der --key k.pem --name a.example.vn
grep -q DER err || die 'DER for PEM'
chmod 644 k.pem
run 0 "${look[@]}" --cert c.pem --key k.pem --name a.example.vn
grep -q file.key-mode err || die 'the mode of the key'

# misuse: one clear line, status 3, nothing on stdout
i=0
while read -r args; do
	i=$((i + 1))
	eval "run 3 emit $args"
	[ ! -s out ] || die "output all the same: $args"
	[ "$(grep -c . err)" -le 2 ] || die "too many words: $args"
done <<-'END'
	apache9 --name a.vn --cert /c --key /k --root /r
	nginx --cert /c --key /k --root /r
	nginx --name a.vn --key /k --root /r
	nginx --name a.vn --cert '' --key /k --root /r
	nginx --name 'a.vn;' --cert /c --key /k --root /r
	nginx --name 192.0.2.1 --cert /c --key /k --root /r
	nginx --name a.vn --cert '/c"; evil' --key /k --root /r
	nginx --name a.vn --cert /c --key '/k$x' --root /r
	nginx --name a.vn --cert /c --key /k --root $'/r\n}'
	nginx --name a.vn --cert /c --key /k --root /r --http-port 0
	nginx --name a.vn --cert /c --key /k --root /r --https-port 70000
	nginx --name a.vn --cert /c --key /k --root /r --https-port 80
	nginx --name a.vn --cert /c --key /k --root /r --hsts soon
	nginx --name a.vn --cert /c --key /k --root /r --server-version new
	nginx --name a.vn --cert /c --key /k --root /r --server-version 1.4.0 --openssl-version 1.0.2
	nginx --name a.vn --cert /c --key /k --root /r --server-version 1.22.1 --openssl-version 0.9.8
	--policy strict nginx --name a.vn --cert /c --key /k --root /r --server-version 1.22.1 --openssl-version 1.0.2
END
[ $i = 17 ] || die "$i cases"
