#!/bin/bash
# SPDX-License-Identifier: MIT
# khien-tlsconf prove, with the real servers: what emit writes passes under
# every profile, with files and as a proxy, with one certificate and with two;
# and what is weaker than the policy in one knob fails in that knob's check
# alone. Nothing is left behind, whatever happens.
set -eu
: "${B:=build/plain}"
tool=$(realpath "$B")/khien-tlsconf
PATH=$PATH:/usr/sbin
export TMPDIR=/tmp
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
die() { echo "$1"; [ ! -s out ] || cat out; [ ! -s err ] || cat err; exit 1; }

all=(nginx apache haproxy lighttpd caddy tomcat) servers=() missing=
for s in "${all[@]}"; do
	case $s in
	apache) have=apache2 ;;
	tomcat) have=/usr/share/tomcat10/bin/catalina.sh; command -v java >/dev/null || have=none-without-java ;;
	*) have=$s ;;
	esac
	if command -v $have >/dev/null; then servers+=("$s"); else missing+=" $s"; fi
done
[ ${#servers[@]} -gt 0 ] || { echo "no server is installed:$missing"; exit 77; }

# ---- a CA, and certificates of both kinds ----

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout root.key -out root.pem -days 30 -subj '/CN=Test Root' 2>/dev/null
for type in rsa:2048 p256; do
	"$tool" key --type $type --out ${type%:*}.key 2>/dev/null
	"$tool" csr --key ${type%:*}.key --name a.example.vn --name '*.w.example.vn' --out portal.csr 2>/dev/null
	openssl x509 -req -in portal.csr -CA root.pem -CAkey root.key -days 20 -out ${type%:*}.pem -copy_extensions copy -extfile <(echo extendedKeyUsage=serverAuth) 2>/dev/null
done
rsa=(--cert rsa.pem --key rsa.key) ec=(--cert p256.pem --key p256.key)
portal=(--name a.example.vn --ca-file root.pem --default-server)

# options for what a server can do: content SERVER files|proxy
content() {
	case $1:$2 in
	haproxy:files|tomcat:proxy) return 1 ;;
	*:files) args=(--root /srv) ;;
	*:proxy) args=(--proxy http://127.0.0.1:8080 --acme-root /srv) ;;
	esac
}
# prove STATUS SERVER ARGS…
prove() {
	local want=$1 got=0
	shift
	"$tool" prove "$@" >out 2>err </dev/null || got=$?
	[ "$got" = "$want" ] || die "status $got, not $want: prove $*"
}

# ---- every profile × server × content: all passes, nothing is unknown ----

for s in "${servers[@]}"; do
	for what in files proxy; do
		content "$s" $what || continue
		pairs=("${rsa[@]}" "${ec[@]}")
		[ "$s" != lighttpd ] || pairs=("${rsa[@]}")	# takes one
		names=(--name '*.w.example.vn')
		prove 0 "$s" --policy tt32-2017 "${portal[@]}" "${names[@]}" "${args[@]}" "${pairs[@]}"
		grep -q ' 0 warned, 0 failed, 0 unknown' out || die "$s: $what"
		prove 0 "$s" --policy strict "${portal[@]}" "${args[@]}" "${ec[@]}"
		[ "$s" != tomcat ] || continue
		prove 0 "$s" "${portal[@]}" "${args[@]}" "${rsa[@]}"
		begun=$(date +%s%N)
		prove 0 "$s" "${portal[@]}" "${args[@]}" "${ec[@]}"
		took=$(( ($(date +%s%N) - begun) / 1000000 ))
		# far below on any machine; a busy one must not fail
		[ $took -lt 10000 ] || die "$s: a proof took $took ms"
	done
done

# ---- weaker in one knob, judged by the published profile ----

unshare -n true 2>/dev/null || unshare -rn true 2>/dev/null || { echo "--config needs a network namespace"; exit 77; }
mkdir -p www/.well-known/acme-challenge
echo front >www/index.html
chmod -R a+rX .
ln -s rsa.key rsa.pem.key
# weaker SERVER KNOB VALUE CHECK: only CHECK is not passed
weaker() {
	local s=$1 bad
	cat >weak.json <<-END
		{ "profile": "weak", "extends": "tt32-2017", "title": { "en": "weak", "vi": "yếu" },
		  "knobs": { "$2": { "value": $3, "clause": "https.tls12" } } }
	END
	args=(--root www)
	[ "$s" != haproxy ] || args=(--proxy http://127.0.0.1:8080)
	"$tool" --policy ./weak.json emit "$s" --name a.example.vn "${args[@]}" "${rsa[@]}" --default-server --out "$s.conf" 2>err || die "$s: $2: emit"
	"$tool" prove "$s" --name a.example.vn --ca-file root.pem "${args[@]}" "${rsa[@]}" --config "$s.conf" --json >out 2>err </dev/null || :
	bad=$(python3 -c '
import json
r = json.load(open("out"))
facts = r["reports"][0]["facts"]
assert facts["server"] == "'"$s"'" and len(facts["scans"]) == 4
assert "X25519" in facts["scans"][0]["groups"]
print(" ".join(sorted({f["check"] for s in r["reports"] for f in s["findings"] if f["verdict"] != "pass"})))' 2>/dev/null) || die "$s: $2: no report"
	[ "$bad" = "$4" ] || die "$s: $2 = $3: not passed are '$bad', not '$4'"
}
for s in "${servers[@]}"; do
	[ "$s" != tomcat ] || continue	# its words for Java are no part of the file
	weaker "$s" http.hsts-target '"366d"' ''
	weaker "$s" tls.ciphers '["ECDHE-RSA-AES128-GCM-SHA256", "ECDHE-RSA-AES256-GCM-SHA384", "ECDHE-RSA-CHACHA20-POLY1305", "ECDHE-RSA-AES128-SHA"]' tls.ciphers-accepted
	weaker "$s" tls.groups '["X25519", "secp256r1", "secp384r1", "secp521r1"]' tls.groups-accepted
	weaker "$s" tls.version-max '"1.2"' tls.version-max
	weaker "$s" http.redirect-status 302 http.redirect-status
	weaker "$s" http.hsts-subdomains true http.hsts-subdomains
	[ "$s" = caddy ] || weaker "$s" tls.session-tickets true tls.session-tickets	# Caddy's own
	[ "$s" = caddy ] || weaker "$s" tls.ciphersuites '["TLS_AES_128_GCM_SHA256"]' tls.ciphers-missing	# Go's own
done

# ---- what is wrong is said, and nothing is left behind ----

for s in "${servers[@]}"; do
	content "$s" files || content "$s" proxy
	case $s in tomcat|caddy) continue ;; esac
	prove 2 "$s" "${portal[@]}" "${args[@]}" --cert rsa.pem --key p256.key
done
s=${servers[0]}
content "$s" files || content "$s" proxy
prove 1 "$s" --name a.example.vn --ca-file root.pem "${args[@]}" "${rsa[@]}"
grep -q tls.sni-unknown out || die 'nothing is said of unknown names without --default-server'
prove 3 iis --name a.example.vn --root /srv "${rsa[@]}"
prove 3 "$s" --name a.example.vn "${args[@]}" --cert rsa.pem
prove 3 "$s" --name a.example.vn --root /a --proxy http://127.0.0.1:1 "${rsa[@]}"
prove 3 "$s" --name a.example.vn --proxy 'http://127.0.0.1:1/x;y' --acme-root / "${rsa[@]}"
echo 'nonsense {' >bad.conf
prove 2 "$s" --name a.example.vn --config bad.conf
grep -q server.syntax out || die 'nonsense is not called so'

# a server that hangs is ended; so is all on a signal
if [ "$s" = nginx ]; then
	mkdir -p hang
	printf '#!/bin/sh\ncase $* in *-V*) echo "nginx version: nginx/1.22.1"; echo "built with OpenSSL 3.0.0";; *-t*) ;; *) echo started >%s/mark; sleep 300 & sleep 300;; esac\n' "$dir" >hang/nginx
	chmod 755 hang/nginx
	PATH=$dir/hang:$PATH prove 3 nginx "${portal[@]}" --root /srv "${rsa[@]}"
	grep -q 'does not listen' err || die 'a server that hangs'
	rm mark
	PATH=$dir/hang:$PATH "$tool" prove nginx "${portal[@]}" --root /srv "${rsa[@]}" >out 2>err </dev/null &
	pid=$!
	for _ in $(seq 200); do [ ! -e mark ] || break; sleep 0.05; done
	kill -TERM $pid
	got=0
	wait $pid || got=$?
	[ $got = 3 ] || die "status $got after a signal"
	grep -q interrupted err || die 'the signal is not told'
fi
left=$(find /tmp -maxdepth 1 -name 'khien-prove-*' -newer root.pem 2>/dev/null | head -3)
[ -z "$left" ] || die "left behind: $left"
if pgrep -f 'sleep 300' -g "$$" >/dev/null; then die 'a process is left'; fi
[ -z "$missing" ] || { echo "not installed:$missing"; exit 77; }
