# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2154  # what the files before it set
#
# web: the certification authority (openssl, for whom else could sign here) and
# the portal. The portal's site configuration comes from khien-tlsconf emit; a
# fault is a small edit of what it wrote.

portal_name=portal.dongnai.gov.vn
site=$LAB/portal

# ---- the CA: a root that stays at home, an intermediate that signs ----

ca_conf() {
	cat <<-END
		[ ca ]
		default_ca = intermediate
		[ intermediate ]
		certificate = intermediate.pem
		private_key = intermediate.key
		database = index.txt
		rand_serial = yes
		new_certs_dir = .
		default_md = sha256
		unique_subject = no
		policy = any
		copy_extensions = copy
		x509_extensions = server
		[ any ]
		commonName = optional
		[ req ]
		distinguished_name = any
		[ root ]
		basicConstraints = critical, CA:TRUE
		keyUsage = critical, keyCertSign, cRLSign
		subjectKeyIdentifier = hash
		[ middle ]
		basicConstraints = critical, CA:TRUE, pathlen:0
		keyUsage = critical, keyCertSign, cRLSign
		extendedKeyUsage = serverAuth
		subjectKeyIdentifier = hash
		authorityKeyIdentifier = keyid
		[ server ]
		basicConstraints = critical, CA:FALSE
		keyUsage = critical, digitalSignature, keyEncipherment
		extendedKeyUsage = serverAuth
		subjectKeyIdentifier = hash
		authorityKeyIdentifier = keyid
	END
}

ssl() {
	(cd "$LAB/ca" && OPENSSL_CONF=$LAB/ca/ca.cnf \
		exec openssl "$@" 2>>"$LAB/log/openssl") ||
		die "openssl $1 failed" "see $LAB/log/openssl"
}

ca_up() {
	mkdir "$LAB/ca"
	ca_conf >"$LAB/ca/ca.cnf"
	: >"$LAB/ca/index.txt"
	ssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
		-keyout root.key -out root.pem -days 3650 \
		-subj "/CN=Lab Root CA" -extensions root
	ssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
		-keyout intermediate.key -out intermediate.csr \
		-subj "/CN=Lab Server CA"
	ssl x509 -req -in intermediate.csr -CA root.pem -CAkey root.key \
		-days 1825 -extfile ca.cnf -extensions middle \
		-out intermediate.pem
	cp "$LAB/ca/root.pem" "$LAB/monitor/ca.pem"
}

# Signs $1.csr of the portal; the certificate was valid for a day already, or
# for 85 of its 90 days.
ca_sign() {
	local from='-1 day' to='+89 days'
	[ "${2:-}" != expiring ] || from='-85 days' to='+5 days'
	from=$(date -u -d "$from" +%Y%m%d%H%M%SZ)
	to=$(date -u -d "$to" +%Y%m%d%H%M%SZ)
	cp "$site/$1.csr" "$LAB/ca/$1.csr"
	set -- ca -batch -notext -in "$1.csr" -out "$1.pem" \
		-startdate "$from" -enddate "$to"
	show ca openssl "$@"
	ssl "$@"
}

# ---- the portal's certificate: what it serves, chain and all ----

cert_make() {
	if fault_is cert-self-signed; then
		ssl req -x509 -key "$site/portal.key" -days 90 \
			-subj "/CN=$portal_name" -extensions server \
			-addext "subjectAltName=DNS:$portal_name" \
			-out "$LAB/ca/self.pem"
		cat "$LAB/ca/self.pem"
	elif fault_is cert-wrong-name; then
		tool portal khien-tlsconf csr --key portal.key \
			--name portal.example.vn --out other.csr
		ca_sign other
		cat "$LAB/ca/other.pem" "$LAB/ca/intermediate.pem"
	elif fault_is cert-expiring; then
		ca_sign portal expiring
		cat "$LAB/ca/portal.pem" "$LAB/ca/intermediate.pem"
	else
		ca_sign portal
		cat "$LAB/ca/portal.pem"
		fault_is chain-incomplete || cat "$LAB/ca/intermediate.pem"
	fi
}

# ---- nginx ----

nginx_conf() {
	local d
	cat <<-END
		user root;
		worker_processes 1;
		daemon off;
		pid nginx.pid;
		error_log stderr;
		events { worker_connections 256; }
		http {
		    access_log $LAB/log/portal-access;
		    types { text/html html; }
	END
	for d in client_body proxy fastcgi uwsgi scgi; do
		echo "    ${d}_temp_path tmp-$d;"
	done
	echo "    include site.conf;"
	echo "}"
}

# Before HTTPS and IPv6 came.
site_plain() {
	cat <<-END
		server {
		    listen 80;
		    server_name $portal_name;
		    root $site/html;
		}
	END
}

site_https() {
	tool portal khien-tlsconf emit nginx --name "$portal_name" \
		--cert portal.pem --key portal.key --root "$site/html"
}

# What a fault does to the site's configuration.
site_edit() {
	local edit=()
	! fault_is v6-web-dead || edit+=(-e '/listen \[::\]/d')
	! fault_is v4-web-dead || edit+=(-e '/listen [0-9]/d')
	! fault_is no-hsts || edit+=(-e '/Strict-Transport-Security/d')
	! fault_is tls10-accepted || edit+=(
		-e 's/ssl_protocols .*/ssl_protocols TLSv1 TLSv1.1 TLSv1.2 TLSv1.3;/'
		-e 's/ssl_ciphers .*/ssl_ciphers DEFAULT@SECLEVEL=0;/')
	! fault_is no-redirect || edit+=(-e "s|return 301 .*|root $site/html;|")
	! fault_is slow-answer || edit+=(
		-e 's|try_files .*|proxy_pass http://127.0.0.1:8080;|')
	sed "${edit[@]}" -e ''
}

# Another server behind IPv6 than behind IPv4: all of the https block once more,
# with what differs there.
site_split() {
	local edit=()
	! fault_is cert-differs-v6 || edit+=(-e 's/portal\.pem/portal6.pem/')
	! fault_is content-differs-v6 || edit+=(-e "s|$site/html|$site/html6|")
	if [ "${#edit[@]}" = 0 ]; then
		cat
		return
	fi
	cat >"$site/site.both"
	sed '/listen \[::\]:443/d' "$site/site.both"
	awk '/^server \{/ { block = ""; inside = 1 }
		inside { block = block $0 "\n" }
		/^\}/ && inside { inside = 0
			if (block ~ /listen 443/) printf "%s", block }' \
		"$site/site.both" | sed -e '/listen 443/d' "${edit[@]}"
}

site_write() {
	if done_is https; then
		site_https | site_edit | site_split
	else
		site_plain
	fi >"$site/site.conf.new"
	mv "$site/site.conf.new" "$site/site.conf"
}

# Old workers go when the new ones have taken over.
workers() {
	local pid
	pid=$(server_pid portal)
	cat "/proc/$pid/task/$pid/children"
}

workers_changed() {
	local pid
	for pid in $1; do
		[[ " $(workers)" != *" $pid "* ]] || return 1
	done
	[ -n "$(workers)" ]
}

portal_reload() {
	local old
	old=$(workers)
	server_signal portal HUP
	await 10 "nginx takes its new configuration" workers_changed "$old"
}

portal_up() {
	mkdir "$site/html"
	cat >"$site/html/index.html" <<-END
		<!DOCTYPE html>
		<html lang="vi"><meta charset="utf-8">
		<title>Cổng thông tin điện tử tỉnh Đồng Nai</title>
		<h1>Dịch vụ công trực tuyến</h1>
		</html>
	END
	nginx_conf >"$site/nginx.conf"
	site_write
	server_start portal portal nginx -p "$site" -c "$site/nginx.conf"
	await 10 "nginx listens" listens portal 80
}

listens() {
	[ -n "$(ip netns exec "$1" ss -Hltn "sport = :$2")" ]
}

# ---- what a fault makes anew ----

part_web() {
	if fault_is slow-answer; then
		server_alive slow || server_start slow portal python3 "$here/slow"
		await 10 "the slow application listens" listens portal 8080
	else
		server_stop slow
	fi
	site_write
	portal_reload
}

# What stands behind IPv6 alone: a certificate of its own, and an old page.
part_split() {
	if fault_is cert-differs-v6; then
		ca_sign portal
		cat "$LAB/ca/portal.pem" "$LAB/ca/intermediate.pem" \
			>"$site/portal6.pem"
	fi
	mkdir -p "$site/html6"
	cat >"$site/html6/index.html" <<-END
		<!DOCTYPE html>
		<html><title>Welcome</title>
		<p>It works!</p>
		</html>
	END
	site_write
	portal_reload
}

part_cert() {
	cert_make >"$site/portal.pem.new"
	mv "$site/portal.pem.new" "$site/portal.pem"
	portal_reload
}
