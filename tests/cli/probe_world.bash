# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034  # $config and others are for the tests
#
# probe_world: the smallest Internet that khien-probe can look at, on loopback
# in a namespace of its own: a signed root zone that holds the names
# themselves, two name servers, a CA, and a portal over IPv4 and IPv6.
#
#	. tests/cli/probe_world.bash	first line of a test; starts it anew inside
#	world_up
#
# Names: portal.vn (healthy), hung.vn (accepts, then says nothing),
# nowhere.vn (no address).

if [ -z "${PROBE_WORLD:-}" ]; then
	for need in unshare ip nsd nginx openssl dnssec-signzone python3 ss; do
		PATH=$PATH:/usr/sbin:/sbin command -v "$need" >/dev/null || {
			echo "$need is not installed"
			exit 77
		}
	done
	PROBE_WORLD=$(mktemp -d "${TMPDIR:-/tmp}/khien-world.XXXXXX")
	export PROBE_WORLD PATH=$PATH:/usr/sbin:/sbin
	status=0
	"$(dirname "$0")/../in_namespaces" "$0" "$@" || status=$?
	rm -rf "$PROBE_WORLD"
	exit "$status"
fi

W=$PROBE_WORLD
probe=$B/khien-probe
config=$W/probe.json

fail() {
	echo "$*" >&2
	for log in nginx.log nsd.log probe.err; do
		[ ! -s "$W/$log" ] || sed "s/^/$log: /" "$W/$log" | tail -n 15 >&2
	done
	exit 1
}

# await SECONDS WHAT COMMAND…
await() {
	local ends=$((SECONDS + $1)) what=$2
	shift 2
	until "$@"; do
		[ "$SECONDS" -lt "$ends" ] || fail "in vain: $what"
		sleep 0.05
	done
}

# True where something listens at address $1, port $2.
listens() {
	[ -n "$(ss -Hltn "src = $1:$2")" ]
}

nobody_listens() {
	! listens "$@"
}

world_zone() {
	cat >"$W/root" <<-END
		\$TTL 5
		. SOA a.servers.vn. hostmaster.vn. 1 60 10 604800 5
		. NS a.servers.vn.
		. NS b.servers.vn.
		a.servers.vn. A 127.0.0.53
		a.servers.vn. AAAA fd00::53
		b.servers.vn. A 127.0.0.54
		b.servers.vn. AAAA fd00::54
		portal.vn. A 127.0.0.2
		portal.vn. AAAA fd00::2
		hung.vn. A 127.0.0.3
		nowhere.vn. TXT "no address"
	END
	(
		cd "$W"
		dnssec-keygen -q -a ECDSAP256SHA256 -f KSK . >/dev/null
		dnssec-keygen -q -a ECDSAP256SHA256 . >/dev/null
		dnssec-signzone -q -S -o . -f root.signed root >/dev/null 2>&1
		grep -h ' 257 ' K.*.key >anchor
	)
	world_hints
}

# world_sign [OPTION…]: signs the root anew and has it served
world_sign() {
	local pid
	(
		cd "$W"
		dnssec-signzone -q -S -P "$@" -o . -f root.new root \
			>/dev/null 2>&1
		mv root.new root.signed
	) || fail "the root cannot be signed"
	read -r pid <"$W/nsd.pid"
	kill -HUP "$pid"
}

world_hints() {
	cat >"$W/hints" <<-END
		. 3600 NS a.servers.vn.
		. 3600 NS b.servers.vn.
		a.servers.vn. 3600 A 127.0.0.53
		a.servers.vn. 3600 AAAA fd00::53
		b.servers.vn. 3600 A 127.0.0.54
		b.servers.vn. 3600 AAAA fd00::54
	END
}

world_nsd() {
	cat >"$W/nsd.conf" <<-END
		server:
		  ip-address: 127.0.0.53
		  ip-address: 127.0.0.54
		  ip-address: fd00::53
		  ip-address: fd00::54
		  username: ""
		  chroot: ""
		  zonesdir: "$W"
		  database: ""
		  pidfile: "$W/nsd.pid"
		  xfrdfile: "$W/xfrd.state"
		  zonelistfile: "$W/zone.list"
		  logfile: "$W/nsd.log"
		  xfrdir: "$W"
		  server-count: 1
		remote-control:
		  control-enable: no
		zone:
		  name: "."
		  zonefile: "root.signed"
	END
	nsd -c "$W/nsd.conf"
	await 10 "NSD answers" [ -s "$W/nsd.pid" ]
}

# A CA with an intermediate, and a certificate for portal.vn.
world_ca() {
	(
		cd "$W"
		openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 \
			-nodes -keyout ca.key -out ca.pem -days 3650 \
			-subj "/CN=World Root" 2>/dev/null
		openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
			-keyout mid.key -out mid.csr -subj "/CN=World Mid" 2>/dev/null
		printf 'basicConstraints=critical,CA:TRUE\nkeyUsage=keyCertSign\n' >mid.ext
		openssl x509 -req -in mid.csr -CA ca.pem -CAkey ca.key -days 1825 \
			-CAcreateserial -extfile mid.ext -out mid.pem 2>/dev/null
		openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
			-keyout portal.key -out portal.csr -subj "/CN=portal.vn" 2>/dev/null
		printf 'subjectAltName=DNS:portal.vn\nextendedKeyUsage=serverAuth\n' >portal.ext
		openssl x509 -req -in portal.csr -CA mid.pem -CAkey mid.key -days 90 \
			-CAcreateserial -extfile portal.ext -out portal.pem 2>/dev/null
		cat portal.pem mid.pem >chain.pem
	)
}

# world_nginx LISTEN…: addresses (with ports left out) the portal answers on
world_nginx() {
	local address
	{
		cat <<-END
			daemon on;
			user root;
			worker_processes 1;
			pid $W/nginx.pid;
			error_log $W/nginx.log;
			events { worker_connections 512; }
			http {
			  access_log off;
			  client_body_temp_path $W/t1; proxy_temp_path $W/t2;
			  fastcgi_temp_path $W/t3; uwsgi_temp_path $W/t4; scgi_temp_path $W/t5;
			  ssl_certificate $W/${cert:-chain.pem};
			  ssl_certificate_key $W/portal.key;
			  ssl_protocols ${protocols:-TLSv1.2 TLSv1.3};
			  ssl_ciphers ECDHE-ECDSA-AES128-GCM-SHA256${level:-};
			  server {
		END
		for address; do printf '    listen %s:443 ssl;\n' "$address"; done
		cat <<-END
			    add_header Strict-Transport-Security max-age=${age:-31536000} always;
			    location / { return 200 "the portal\n"; }
			  }
			  server {
		END
		for address; do printf '    listen %s:80;\n' "$address"; done
		cat <<-END
			    location / { return 301 https://\$host\$request_uri; }
			  }
			}
		END
	} >"$W/nginx.conf"
	if [ -s "$W/nginx.pid" ]; then
		nginx -c "$W/nginx.conf" -e "$W/nginx.log" -s quit
		await 5 "nginx ends" [ ! -e "$W/nginx.pid" ]
	fi
	nginx -c "$W/nginx.conf" -e "$W/nginx.log" || fail "nginx does not start"
}

world_hung() {
	python3 - <<-END &
		import socket, time
		held = []
		for port in (80, 443):
		    s = socket.socket()
		    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
		    s.bind(("127.0.0.3", port))
		    s.listen(512)
		    held.append(s)
		time.sleep(600)
	END
	await 5 "hung.vn listens" listens 127.0.0.3 443
}

# world_config MEMBER…: writes $config with these members beside the usual ones
world_config() {
	cat >"$config" <<-END
		{
		  "targets": "targets", "trust_anchor": "anchor",
		  "root_hints": "hints", "ca_file": "ca.pem",
		  "allow_private": true, "timeout": "${timeout:-2s}", "lines": "${lines:-lines}",
		  "listen": ["127.0.0.1:9810", "[::1]:9810"]$(printf ',\n  %s' "$@")
		}
	END
}

world_up() {
	local n
	ip link set lo up
	for n in 2 53 54; do ip addr add "fd00::$n/128" dev lo; done
	world_zone
	world_nsd
	world_ca
	world_nginx 127.0.0.2 '[fd00::2]'
	world_hung
	echo portal.vn >"$W/targets"
	world_config '"interval": "1s"' '"dns_interval": "2s"'
}
