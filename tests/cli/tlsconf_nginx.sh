#!/bin/bash
# SPDX-License-Identifier: MIT
# What khien-tlsconf emit nginx writes, loaded by the real nginx and asked over
# IPv4 and IPv6: it does what it promises. In a network namespace where there
# may be one, else on high ports of the loopback interface.
set -eu
: "${B:=build/plain}"
B=$(realpath "$B")
export B
PATH=$PATH:/usr/sbin
for need in nginx curl openssl; do
	command -v $need >/dev/null || { echo "$need is not installed"; exit 77; }
done
if [ -z "${INSIDE-}" ]; then
	here=$(realpath "$0")
	in=$(dirname "$here")/../in_namespaces
	if "$in" true >/dev/null; then
		INSIDE=80:443 exec "$in" "$here"
	fi
	export INSIDE=$((20000 + RANDOM % 10000)):$((31000 + RANDOM % 1000))
else
	ip link set lo up
fi
http=${INSIDE%:*} https=${INSIDE#*:}

tool=$B/khien-tlsconf
dir=$(mktemp -d)
pid=
cleanup() {
	[ -z "$pid" ] || { kill "$pid" 2>/dev/null || :; wait "$pid" 2>/dev/null || :; }
	rm -rf "$dir"
}
trap cleanup EXIT
cd "$dir"
die() { echo "$1"; tail -n 5 error.log 2>/dev/null || :; exit 1; }

# ---- a CA, a certificate for our own request, a site ----

"$tool" key --out portal.key 2>/dev/null
"$tool" csr --key portal.key --name a.example.vn --name b.example.vn --name '*.w.example.vn' --out portal.csr 2>/dev/null
{
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout root.key -out root.pem -days 30 -subj '/CN=Test Root'
	openssl x509 -req -in portal.csr -CA root.pem -CAkey root.key -days 20 -out portal.pem -copy_extensions copy
} 2>/dev/null
mkdir -p 'www root/sub' 'www root/.git' acme/.well-known/acme-challenge tmp
echo front >'www root/index.html'
echo page >'www root/sub/page.html'
echo secret >'www root/.git/config'
echo proof >acme/.well-known/acme-challenge/token
chmod -R a+rX .

# ---- nginx: own prefix, pid, logs and temporary folders ----

# nginx as root gives up its rights, which a namespace has no ids for
nginx_conf() {
	cat <<-END
		$([ "$(id -u)" != 0 ] || echo 'user root;')
		daemon off;
		worker_processes 1;
		pid $dir/nginx.pid;
		error_log $dir/error.log;
		events { worker_connections 64; }
		http {
			access_log off;
			client_body_temp_path $dir/tmp/a;
			proxy_temp_path $dir/tmp/b;
			fastcgi_temp_path $dir/tmp/c;
			uwsgi_temp_path $dir/tmp/d;
			scgi_temp_path $dir/tmp/e;
			include $dir/site.conf;
		}
	END
}
emit() {
	"$tool" "$@" emit nginx --name a.example.vn --name b.example.vn --name '*.w.example.vn' \
		--cert portal.pem --key portal.key --root 'www root' --acme-root acme \
		--http-port "$http" --https-port "$https" $default >site.conf 2>err || { cat err; die 'emit failed'; }
}
begin() {
	nginx_conf >nginx.conf
	: >error.log
	nginx -t -p "$dir" -c "$dir/nginx.conf" >loaded 2>&1 || { cat loaded; die 'nginx does not load it'; }
	! grep -E '\[(warn|emerg|alert)\]' loaded || die 'nginx warns'
	nginx -p "$dir" -c "$dir/nginx.conf" 2>>error.log &
	pid=$!
	for _ in $(seq 100); do
		[ -s nginx.pid ] && (exec 3<>"/dev/tcp/127.0.0.1/$https") 2>/dev/null && return
		sleep 0.05
	done
	die 'nginx did not start'
}
end() {
	kill "$pid"
	wait "$pid" || :
	pid=
	rm -f nginx.pid
}

address=
# get URL-WITHOUT-PORT…: over the address, to the ports we have
get() {
	local url=$1
	shift
	case $url in
	https://*) url=${url#https://}; url=https://${url%%/*}:$https/${url#*/} ;;
	http://*) url=${url#http://}; url=http://${url%%/*}:$http/${url#*/} ;;
	esac
	curl -sg --max-time 10 --noproxy '*' --cacert root.pem --connect-to "::$address:" "$@" "$url"
}
status() { get "$@" -o /dev/null -w '%{http_code}'; }
location() { get "$@" -o /dev/null -w '%{redirect_url}'; }
# tls ARGS…: a handshake alone; its words in out
tls() {
	openssl s_client -connect "$address:$https" -CAfile root.pem -verify_return_error -servername a.example.vn "$@" >out 2>&1 </dev/null
}
port() { [ "$https" = 443 ] || echo ":$https"; }

promises() {
	local name
	for name in a.example.vn b.example.vn x.w.example.vn; do
		[ "$(location "http://$name/p/a%20t/h?q=1&r=%2F")" = "https://$name$(port)/p/a%20t/h?q=1&r=%2F" ] ||
			die "$address: the redirect of $name goes to $(location "http://$name/p/a%20t/h?q=1&r=%2F")"
		[ "$(status "http://$name/")" = 301 ] || die "$address: $name: status of the redirect"
		[ "$(get "http://$name/.well-known/acme-challenge/token")" = proof ] || die "$address: $name: the ACME challenge"
		[ "$(status "http://$name/.well-known/acme-challenge/other")" = 404 ] || die "$address: $name: an ACME challenge that is not there"
		[ "$(get "https://$name/")" = front ] || die "$address: $name: the front page"
	done
	[ "$(status https://a.example.vn/sub/page.html)" = 200 ] || die "$address: a page"
	[ "$(status https://a.example.vn/.git/config)" = 404 ] || die "$address: a hidden file"
	[ "$(get https://a.example.vn/ -o /dev/null -w '%{http_version}')" = 2 ] || die "$address: no HTTP/2"
	# HSTS on every answer, also on errors
	for name in '' sub/page.html nothing; do
		get "https://a.example.vn/$name" -D headers -o /dev/null
		tr -d '\r' <headers | grep -ix 'strict-transport-security: max-age=300' >/dev/null || die "$address: no HSTS on /$name"
	done
	get http://a.example.vn/ -D headers -o /dev/null
	! grep -i strict-transport headers || die "$address: HSTS over http (RFC 6797 section 7.2)"
}
handshakes() {
	tls -tls1_3 || die "$address: no TLS 1.3"
	grep -q 'Server Temp Key: X25519' out || die "$address: not X25519"
	grep -q 'Verify return code: 0' out || die "$address: the chain"
	for suite in TLS_AES_256_GCM_SHA384 TLS_AES_128_GCM_SHA256 TLS_CHACHA20_POLY1305_SHA256; do
		tls -tls1_3 -ciphersuites $suite || die "$address: no $suite"
	done
	! tls -tls1_3 -ciphersuites TLS_AES_128_CCM_SHA256 || die "$address: a suite beyond the policy"
	tls -tls1_2 || die "$address: no TLS 1.2"
	! grep -q 'TLS session ticket:' out || die "$address: a session ticket"
	for cipher in ECDHE-RSA-AES128-GCM-SHA256 ECDHE-RSA-AES256-GCM-SHA384 ECDHE-RSA-CHACHA20-POLY1305; do
		tls -tls1_2 -cipher $cipher || die "$address: no $cipher"
	done
	for cipher in AES128-GCM-SHA256 ECDHE-RSA-AES128-SHA DHE-RSA-AES128-GCM-SHA256 ECDHE-RSA-AES128-SHA256; do
		! tls -tls1_2 -cipher $cipher || die "$address: $cipher is beyond the policy"
	done
	! tls -groups secp521r1 || die "$address: a group beyond the policy"
	tls -groups P-384 || die "$address: no P-384"
}
old_versions() {	# old_versions yes|no
	local v got
	for v in tls1 tls1_1; do
		got=no
		! tls -$v -cipher ALL:@SECLEVEL=0 || got=yes
		[ $got = "$1" ] || die "$address: $v accepted: $got"
	done
}

# ---- as it is meant: with the blocks for other names ----

default=--default-server
emit
begin
for address in 127.0.0.1 '[::1]'; do
	promises
	handshakes
	old_versions no
	# other names: no answer over http, no handshake over https
	for name in evil.example evil.w.example.vn.evil.example 192.0.2.1 a.b.w.example.vn; do
		[ -z "$(location "http://$name/")" ] || die "$address: $name is redirected to $(location "http://$name/")"
	done
	s=0
	get http://evil.example/ >out || s=$?
	[ $s = 52 ] || die "$address: an unknown name over http: curl gave $s"
	tls -servername evil.example && die "$address: a handshake for an unknown name"
	grep -q 'unrecognized name' out || die "$address: $(cat out)"
done
end

# ---- alone: the portal's blocks are the default ones ----

default=
emit
begin
for address in 127.0.0.1 '[::1]'; do
	promises
	old_versions no
	[ "$(status http://evil.example/)" = 421 ] || die "$address: an unknown name gets $(status http://evil.example/)"
	[ -z "$(location http://evil.example/)" ] || die "$address: an unknown name is redirected"
	[ -z "$(location http://a.b.w.example.vn/)" ] || die "$address: two labels for a wildcard"
done
end

# ---- what was refused above can be seen: a policy with an older floor ----

cat >old.json <<-END
	{ "profile": "old", "extends": "tt32-2017", "title": { "en": "old", "vi": "cũ" },
	  "knobs": {
	    "tls.version-min": { "value": "1.0", "clause": "https.tls12" },
	    "tls.ciphers": { "value": ["ECDHE-RSA-AES128-GCM-SHA256", "ECDHE-RSA-AES128-SHA"], "clause": "https.tls12" } } }
END
default=--default-server
emit --policy ./old.json
begin
address=127.0.0.1
old_versions yes
end

# ---- strict: TLS 1.3 only, with a P-256 key ----

"$tool" key --type p256 --out ec.key 2>/dev/null
"$tool" csr --key ec.key --name a.example.vn --name b.example.vn --name '*.w.example.vn' --out portal.csr 2>/dev/null
openssl x509 -req -in portal.csr -CA root.pem -CAkey root.key -days 20 -out portal.pem -copy_extensions copy 2>/dev/null
mv -f ec.key portal.key
emit --policy strict
begin
for address in 127.0.0.1 '[::1]'; do
	tls -tls1_3 || die "$address: strict: no TLS 1.3"
	! tls -tls1_2 || die "$address: strict: TLS 1.2"
	[ "$(status http://a.example.vn/x)" = 308 ] || die "$address: strict: not 308"
done
end
