#!/bin/bash
# SPDX-License-Identifier: MIT
#
# servers.sh web|dns PROGRAM [ARG…]: runs a unit test's PROGRAM where real
# servers answer, with their folder as its last argument. All of it lives in
# namespaces of its own and is gone when PROGRAM ends.
#
# web: nginx with good and bad certificates, a CA in ca.pem
# dns: a signed root, vn and gov.vn, and zones below it, each broken in one way,
#      on NSD; root.hints and root.ds
set -eu
what=$1
shift

if [ "${KHIEN_SERVERS-}" != inside ]; then
	case $what in
	web) need="openssl nginx" ;;
	dns) need="nsd dnssec-keygen dnssec-signzone dnssec-dsfromkey" ;;
	esac
	for tool in $need unshare ip; do
		command -v "$tool" >/dev/null || { echo "$tool is not installed"; exit 77; }
	done
	KHIEN_SERVERS=inside exec "$(dirname "$0")/../in_namespaces" "$0" "$what" "$@"
fi

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
ip link set lo up
for a in 192.0.2.1 192.0.2.2 192.0.2.3 192.0.2.4 192.0.2.5; do ip address add $a/32 dev lo; done
for a in 1 2 3 4 5; do ip address add 2001:db8::$a/128 dev lo nodad; done

# ---- web ----

ca_config() {
	cat >ca.conf <<-END
	[ca]
	default_ca = it
	[it]
	dir = .
	database = index
	serial = serial
	new_certs_dir = .
	default_md = sha256
	policy = any
	x509_extensions = leaf
	copy_extensions = copy
	unique_subject = no
	[any]
	commonName = optional
	[leaf]
	basicConstraints = critical, CA:false
	[middle]
	basicConstraints = critical, CA:true
	END
	: >index
	echo 1000 >serial
}

# request NAME KEYARGS…: NAME.key, NAME.csr
request() {
	local name=$1
	shift
	openssl req -new -nodes -newkey "$@" -keyout "$name.key" -out "$name.csr" \
		-subj "/CN=$name" -addext "subjectAltName=DNS:${san:-portal.example}" 2>/dev/null
}

# issue NAME CA [OPENSSL-CA-ARGS…]: NAME.pem
issue() {
	local name=$1 ca=$2
	shift 2
	openssl ca -batch -notext -config ca.conf -cert "$ca.pem" -keyfile "$ca.key" \
		-in "$name.csr" -out "$name.pem" -days 90 "$@" 2>/dev/null
}

web_certificates() {
	local ec=(ec -pkeyopt ec_paramgen_curve:prime256v1)
	ca_config
	openssl req -x509 -nodes -newkey "${ec[@]}" -keyout ca.key -out ca.pem -subj "/CN=Test root" -days 900 2>/dev/null
	request middle "${ec[@]}" && issue middle ca -extensions middle
	request good "${ec[@]}" && issue good middle
	cat good.pem middle.pem >chain.pem
	request expired "${ec[@]}" && issue expired middle -startdate 20250101000000Z -enddate 20250201000000Z
	cat middle.pem >>expired.pem
	san=other.example request wrong "${ec[@]}" && issue wrong middle
	cat middle.pem >>wrong.pem
	openssl req -x509 -nodes -newkey "${ec[@]}" -keyout self.key -out self.pem -subj "/CN=self" \
		-addext "subjectAltName=DNS:portal.example" -days 90 2>/dev/null
	request old rsa:2048 && issue old middle
	cat middle.pem >>old.pem
}

# vhost PORT CERT KEY EXTRA
vhost() {
	printf 'server { listen 127.0.0.1:%s ssl http2; listen [::1]:%s ssl http2; server_name portal.example;
		ssl_certificate %s; ssl_certificate_key %s; %s
		location / { add_header Strict-Transport-Security "max-age=300" always; return 200 "hello\\n"; }
		location /big { root %s; } }\n' "$1" "$1" "$dir/$2" "$dir/$3" "$4" "$dir"
}

start_web() {
	web_certificates
	head -c 1000000 /dev/zero | tr '\0' 'x' >big
	mkdir tmp
	{
		echo "user root; worker_processes 1; pid $dir/nginx.pid; error_log $dir/error.log; daemon on;
		events { worker_connections 512; }
		http { access_log off; ssl_session_cache off; ssl_session_tickets off; default_type text/html;"
		for t in client_body proxy fastcgi uwsgi scgi; do echo "${t}_temp_path $dir/tmp;"; done
		vhost 4430 chain.pem good.key "ssl_protocols TLSv1.2 TLSv1.3;"
		vhost 4431 expired.pem expired.key "ssl_protocols TLSv1.2 TLSv1.3;"
		vhost 4432 self.pem self.key "ssl_protocols TLSv1.2 TLSv1.3;"
		vhost 4433 wrong.pem wrong.key "ssl_protocols TLSv1.2 TLSv1.3;"
		vhost 4434 good.pem good.key "ssl_protocols TLSv1.2;"
		vhost 4435 old.pem old.key "ssl_protocols TLSv1 TLSv1.1; ssl_ciphers ALL:@SECLEVEL=0;"
		vhost 4436 chain.pem good.key "ssl_protocols TLSv1.3;"
		echo 'server { listen 127.0.0.1:8080; listen [::1]:8080; return 301 https://portal.example$request_uri; }'
		echo '}'
	} >nginx.conf
	nginx -c "$dir/nginx.conf" -p "$dir" 2>nginx.err || { cat nginx.err; exit 1; }
}

# ---- dns ----

# sign ZONE FILE [ARG…]: signs FILE into ZONE's file, leaves dsset
sign() {
	local zone=$1 file=$2
	shift 2
	dnssec-keygen -q -a ECDSAP256SHA256 -f KSK "$zone" >/dev/null
	dnssec-keygen -q -a ECDSAP256SHA256 "$zone" >/dev/null
	dnssec-signzone -S -q -P -x -O full -o "$zone" -f "$file.signed" "$@" "$file" >/dev/null 2>sign.err || { cat sign.err; exit 1; }
}

head_of() {	# head_of SERIAL NS…
	local serial=$1 n
	shift
	printf '$TTL 60\n@ IN SOA ns hostmaster %s 600 300 86400 60\n' "$serial"
	for n; do echo "@ NS $n"; done
}

# leaf NAME SERIAL: an agency's zone with a portal in it
leaf() {
	head_of "$2" ns1 ns2 >"$1"
	cat >>"$1" <<-END
	ns1 A 192.0.2.4
	ns1 AAAA 2001:db8::4
	ns2 A 192.0.2.5
	ns2 AAAA 2001:db8::5
	@ A 192.0.2.80
	@ AAAA 2001:db8::80
	portal A 192.0.2.80
	portal AAAA 2001:db8::80
	www CNAME portal
	a.deep.portal A 192.0.2.81
	END
	for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		echo "big TXT \"$i-$(head -c 200 /dev/zero | tr '\0' x)\"" >>"$1"
	done
}

# delegate NAME: its NS, glue and, if there is one, DS
delegate() {
	cat <<-END
	$1 NS ns1.$1
	$1 NS ns2.$1
	ns1.$1 A 192.0.2.4
	ns1.$1 AAAA 2001:db8::4
	ns2.$1 A 192.0.2.5
	ns2.$1 AAAA 2001:db8::5
	END
	[ "${2-}" = bare ] || cat "dsset-$1.gov.vn."
}

make_zones() {
	local z past
	for z in good nods wrongds expired broken half; do leaf "$z.zone" 7; done
	leaf unsigned.zone 7
	for z in good nods wrongds; do sign "$z.gov.vn" "$z.zone"; done
	past=$(date -u -d '-3 days' +%Y%m%d%H%M%S)
	sign expired.gov.vn expired.zone -s 20260101000000 -e "$past"
	sign broken.gov.vn broken.zone
	# the portal's address changed after signing
	sed -i 's/192\.0\.2\.80$/192.0.2.66/' broken.zone.signed
	sign half.gov.vn half.zone
	# the portal's A lost its signature
	awk '!($4 == "RRSIG" && $5 == "A" && $1 ~ /^portal/)' half.zone.signed >half.new
	mv half.new half.zone.signed
	cp unsigned.zone unsigned.zone.signed
	# ns2 has a serial that ns1 has left behind
	sed 's/ 7 600/ 6 600/' good.zone >stale.zone
	dnssec-signzone -S -q -P -x -o good.gov.vn -f stale.zone.signed stale.zone >/dev/null 2>&1
	dnssec-signzone -S -q -P -x -o good.gov.vn -f good.zone.signed good.zone >/dev/null 2>&1
	{
		head_of 1 ns.vn.
		for z in good nods wrongds expired broken half unsigned; do
			case $z in
			nods|unsigned) delegate $z bare ;;
			wrongds) delegate $z bare
				echo "$z DS 4711 13 2 $(printf '%064d' 4711)" ;;
			*) delegate $z ;;
			esac
		done
	} >gov.zone
	sign gov.vn gov.zone
	{
		head_of 1 ns
		printf 'ns A 192.0.2.3\nns AAAA 2001:db8::3\ngov NS ns\n'
		cat dsset-gov.vn.
	} >vn.zone
	sign vn vn.zone
	{
		head_of 1 a.root
		printf 'a.root A 192.0.2.2\na.root AAAA 2001:db8::2\nvn NS ns.vn\nns.vn A 192.0.2.3\nns.vn AAAA 2001:db8::3\n'
		cat dsset-vn.
	} >root.zone
	sign . root.zone
	cp dsset-. root.ds
	printf '. 60 NS a.root.\na.root. 60 A 192.0.2.2\na.root. 60 AAAA 2001:db8::2\n' >root.hints
}

# nsd_at ADDRESSES ZONE=FILE…
nsd_at() {
	local addresses=$1 id=${1//[. ]/-} z
	shift
	{
		echo "server:
		  username: \"\"
		  chroot: \"\"
		  pidfile: \"$dir/nsd$id.pid\"
		  xfrdfile: \"$dir/xfrd$id\"
		  zonelistfile: \"$dir/list$id\"
		  cookie-secret-file: \"\"
		  logfile: \"$dir/nsd$id.log\"
		  database: \"\"
		  zonesdir: \"$dir\""
		for z in $addresses; do echo "  ip-address: $z"; done
		printf 'remote-control:\n  control-enable: no\n'
		for z; do printf 'zone:\n  name: "%s"\n  zonefile: "%s"\n' "${z%%=*}" "${z#*=}"; done
	} >"nsd$id.conf"
	nsd -c "$dir/nsd$id.conf" 2>"$dir/nsd.err" || { cat "$dir/nsd.err"; exit 1; }
}

start_dns() {
	local z zones=()
	make_zones
	for z in good nods wrongds expired broken half unsigned; do
		zones+=("$z.gov.vn=$z.zone.signed")
	done
	nsd_at "192.0.2.2 2001:db8::2" .=root.zone.signed
	nsd_at "192.0.2.3 2001:db8::3" vn=vn.zone.signed gov.vn=gov.zone.signed
	nsd_at "192.0.2.4 2001:db8::4" "${zones[@]}"
	zones[0]=good.gov.vn=stale.zone.signed
	nsd_at "192.0.2.5 2001:db8::5" "${zones[@]}"
}

"start_$what"
cd - >/dev/null
"$@" "$dir"
