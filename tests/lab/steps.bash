# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2154  # what the files before it set
#
# steps: from a portal on plain HTTP over IPv4 in an unsigned zone to HTTPS,
# IPv6 and DNSSEC, as an administrator would go. `lab up` takes them all, the
# demo one by one.

steps=(key csr certify https ipv6 aaaa keys sign ds)

done_is() {
	[ -e "$LAB/done/$1" ]
}

step() {
	local name=${1:?which step}
	declare -F "step_$name" >/dev/null || die "no step is named $name" \
		"there are: ${steps[*]}"
	"step_$name"
	: >"$LAB/done/$name"
}

steps_bare() {
	ca_up
	dns_up
	portal_up
	dns_wait
	probe_conf >"$LAB/monitor/probe.json"
}

steps_all() {
	local s
	for s in "${steps[@]}"; do
		step "$s"
	done
}

# Shows what a step led to, for those who look on.
look_at() {
	show "$@"
	on "$@" >&3
}

step_key() {
	tool portal khien-tlsconf key --type rsa:2048 --out portal.key
}

step_csr() {
	tool portal khien-tlsconf csr --key portal.key --name "$portal_name" \
		--name "www.$agency" --out portal.csr
}

step_certify() {
	cert_make >"$site/portal.pem"
	tool portal khien-tlsconf inspect portal.key portal.csr portal.pem >&3
}

step_https() {
	: >"$LAB/done/https"
	part_web
	look_at portal grep -E 'listen|301|ssl_protocols|add_header' site.conf
}

step_ipv6() {
	tool portal khien-ipv6 check >&3 || [ $? = 1 ]	# a warning stops nobody
}

step_aaaa() {
	: >"$LAB/done/aaaa"
	part_agency
	look_at ns1 grep '^portal' zone
}

step_keys() {
	zone_keys "$agency"
}

step_sign() {
	: >"$LAB/done/sign"
	part_agency
}

# The agency makes the DS; gov.vn publishes it.
step_ds() {
	tool ns1 khien-dnssec ds --keys keys "$agency" >"$LAB/gov/ds-$agency"
	look_at gov cat "ds-$agency"
	: >"$LAB/done/ds"
	part_parent
}

# ---- the monitor ----

step_watch() {
	echo "$portal_name" >"$LAB/monitor/targets"
	show monitor khien-probe run --config probe.json
	server_start probe monitor khien-probe run \
		--config "$LAB/monitor/probe.json"
	await 10 "the probe answers" listens monitor 9810
}

probe_conf() {
	cat <<-END
		{
		  "targets": "targets",
		  "trust_anchor": "root.anchor",
		  "root_hints": "root.hints",
		  "ca_file": "ca.pem",
		  "lines": "events",
		  "allow_private": true,
		  "interval": "2s",
		  "dns_interval": "2s"
		}
	END
}
