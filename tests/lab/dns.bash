# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2154  # what the files before it set
#
# dns: zones, name servers, the resolver. A zone's text is written from what was
# done so far (done_is) and which faults are on (fault_is), signed with
# khien-dnssec, and loaded; whoever changes one of these calls zone_publish.

agency=dongnai.gov.vn
declare -A zone_host=([.]=root [vn]=vn [gov.vn]=gov [$agency]=ns1)
declare -A zone_algorithm=([.]=8 [vn]=13 [gov.vn]=13 [$agency]=13)

# Small, so that what is switched is soon seen everywhere.
ttl=5

# ---- what is in a zone ----

# The names of a zone's servers and, after each, the host (or its second
# address) that it leads to.
declare -A zone_servers=(
	[.]="a.root-servers.vn root b.root-servers.vn root-b"
	[vn]="a.dns-servers.vn vn b.dns-servers.vn vn-b"
	[gov.vn]="ns1.gov.vn gov ns2.gov.vn gov-b"
	[$agency]="ns1.$agency ns1 ns2.$agency ns2"
)

addresses() {
	printf '%s A %s\n%s AAAA %s\n' "$1" "${ip4[$2]}" "$1" "${ip6[$2]}"
}

# "vn." of vn, but "." of the root.
dot() {
	echo "${1%.}."
}

zone_soa() {
	local zone=$1 serial=$2
	echo "\$TTL $ttl"
	echo "$(dot "$zone") SOA ${zone_servers[$zone]%% *}." \
		"hostmaster.$agency. $serial 60 10 604800 $ttl"
}

# The NS records of a zone with the addresses, here or in its parent.
zone_ns() {
	local name host rest=${zone_servers[$1]}
	while [ -n "$rest" ]; do
		read -r name host rest <<<"$rest"
		echo "$(dot "$1") NS $name."
		addresses "$name." "$host"
	done
}

text_root() {
	zone_ns .
	zone_ns vn
	cat "$LAB/root/ds-vn"
}

text_vn() {
	zone_ns vn
	zone_ns . | grep -v ' NS '	# their names are in this zone
	zone_ns gov.vn
	cat "$LAB/vn/ds-gov.vn"
}

text_gov() {
	zone_ns gov.vn
	zone_ns "$agency"
	if done_is ds && ! fault_is missing-ds; then
		if fault_is wrong-ds; then
			cat "$LAB/gov/ds-of-another-key"
		else
			cat "$LAB/gov/ds-$agency"
			! fault_is ds-extra || cat "$LAB/gov/ds-of-another-key"
		fi
	fi
}

text_ns1() {
	zone_ns "$agency"
	echo "www.$agency. CNAME $portal_name."
	echo "$portal_name. A ${ip4[portal]}"
	if done_is aaaa && ! fault_is aaaa-missing; then
		echo "$portal_name. AAAA ${ip6[portal]}"
	fi
	! fault_is cds-wrong ||
		sed 's/\tDS\t/\tCDS\t/; s/ DS / CDS /' "$LAB/ns1/ds-other"
}

# ---- publishing it ----

# Serials count up from today's date, as people write them.
zone_serial() {
	local file=$LAB/$1/serial
	[ -e "$file" ] || date -u +%Y%m%d00 >"$file"
	echo $(($(<"$file") + 1)) | tee "$file.new"
	mv "$file.new" "$file"
}

zone_keys() {
	local zone=$1 host=${zone_host[$1]} role
	on "$host" mkdir -m 700 keys
	for role in ksk zsk; do
		tool "$host" khien-dnssec keygen --dir keys --role "$role" \
			--algorithm "${zone_algorithm[$zone]}" "$zone"
	done
}

# Sixty days ago, signatures for thirty were made, in case of that fault.
zone_sign() {
	local zone=$1 host=${zone_host[$1]} then=() at=()
	if fault_is expired-rrsig && [ "$zone" = "$agency" ]; then
		then=(--now "$(date -u -d '-60 days' +%FT%TZ)")
		at=(--at "${then[1]}")
	fi
	tool "$host" khien-dnssec sign "${then[@]}" --keys keys --zone "$zone" \
		--out zone.signed zone
	tool "$host" khien-dnssec verify "${at[@]}" --zone "$zone" \
		zone.signed >&3
}

# What our own signer refuses to make is made with BIND's.
zone_sign_badly() {
	(
		cd "$LAB/$1"
		dnssec-signzone -q -S -P -K keys -o "$2" -f zone.signed \
			"${@:3}" zone >>"$LAB/log/signzone" 2>&1
	) || die "dnssec-signzone failed" "see $LAB/log/signzone"
}

# Signs a zone as the faults that are on would have it.
zone_make() {
	local zone=$1 host=${zone_host[$1]}
	case $zone in
	. | "$agency") ;;
	*)
		zone_sign "$zone"
		return
		;;
	esac
	if [ "$zone" = . ] && fault_is anchor-old; then
		tool root khien-dnssec sign --keys keys-new --zone . \
			--out zone.signed zone
	elif [ "$zone" = . ]; then
		zone_sign .
	elif fault_is nsec3-iterations; then
		zone_sign_badly "$host" "$zone" -3 - -H 10
	elif fault_is cds-wrong; then
		zone_sign_badly "$host" "$zone"
	else
		zone_sign "$zone"
		! fault_is negative-unproved ||
			sed -i -E '/[ \t]NSEC[ \t]/d' "$LAB/$host/zone.signed"
	fi
}

# Writes, signs and loads a zone, and waits until it is served.
zone_publish() {
	local zone=$1 host=${zone_host[$1]} serial
	serial=$(zone_serial "$host")
	{ zone_soa "$zone" "$serial" && "text_$host"; } >"$LAB/$host/zone.new"
	mv "$LAB/$host/zone.new" "$LAB/$host/zone"
	if zone_is_signed "$zone"; then
		zone_make "$zone"
	else
		cp "$LAB/$host/zone" "$LAB/$host/zone.signed"
	fi
	server_alive "$host" || return 0
	server_signal "$host" HUP
	await 10 "$host serves $zone $serial" zone_served "$host" "$zone" "$serial"
	[ "$host" != ns1 ] || zone_follow "$serial"
}

# The secondary fetches it by itself, unless a fault forbids.
zone_follow() {
	fault_is ns-dead || fault_is ns-stale || fault_is dnskey-differs ||
		await 10 "ns2 has $agency $1" zone_served ns2 "$agency" "$1"
}

zone_is_signed() {
	[ "$1" != "$agency" ] || done_is sign
}

zone_served() {
	local answer
	answer=$(dig +norec +short +time=1 +tries=1 "@${ip4[$1]}" "$2" SOA) &&
		[[ $answer == *" $3 "* ]]
}

# ---- the servers ----

# Bound to each address, so that an answer comes from where it was asked.
nsd_conf() {
	local host=$1 zone=$2 name
	echo "server:"
	for name in "$host" ${twice[$host]:-}; do
		echo "    ip-address: ${ip4[$name]}"
		echo "    ip-address: ${ip6[$name]}"
	done
	cat <<-END
		    username: ""
		    chroot: ""
		    server-count: 1
		    database: ""
		    zonesdir: "$LAB/$host"
		    pidfile: ""
		    xfrdfile: "$LAB/$host/xfrd.state"
		    zonelistfile: "$LAB/$host/zone.list"
		    xfrdir: "$LAB/$host"
		remote-control:
		    control-enable: no
		zone:
		    name: "$zone"
		    zonefile: "zone.signed"
	END
	[ "$host" != ns1 ] || cat <<-END
		    notify: ${ip4[ns2]} NOKEY
		    provide-xfr: ${ip4[ns2]} NOKEY
		    provide-xfr: ${ip6[ns2]} NOKEY
	END
}

knot_conf() {
	cat <<-END
		server:
		    rundir: "$LAB/ns2"
		    listen: [ 0.0.0.0@53, "::@53" ]
		log:
		  - target: stdout
		    any: info
		database:
		    storage: "$LAB/ns2"
		remote:
		  - id: ns1
		    address: [ ${ip4[ns1]}, "${ip6[ns1]}" ]
		acl:
		  - id: from-ns1
		    address: [ ${ip4[ns1]}, "${ip6[ns1]}" ]
		    action: notify
		zone:
		  - domain: $agency
		    storage: "$LAB/ns2"
		    file: zone
	END
	fault_is dnskey-differs || printf '    master: ns1\n    acl: from-ns1\n'
}

unbound_conf() {
	cat <<-END
		server:
		    interface: 0.0.0.0
		    interface: ::0
		    access-control: 0.0.0.0/0 allow
		    access-control: ::0/0 allow
		    username: ""
		    chroot: ""
		    directory: "$LAB/resolver"
		    pidfile: ""
		    use-syslog: no
		    logfile: ""
		    root-hints: "root.hints"
		    trust-anchor-file: "root.anchor"
		    cache-max-ttl: $ttl
		    cache-max-negative-ttl: $ttl
		    infra-host-ttl: $ttl
		    val-bogus-ttl: 1
		remote-control:
		    control-enable: yes
		    control-interface: "$LAB/resolver/unbound.sock"
		    control-use-cert: no
	END
}

# What every resolver in this Internet knows: where the root is, and its key.
root_hints() {
	zone_ns . | sed 's/ / 3600000 /'
}

# Both daemons can be told things over a socket in their host's folder.
knotc() {
	command knotc --config "$LAB/ns2/knot.conf" \
		--socket "$LAB/ns2/knot.sock" "$@" >>"$LAB/log/knotc" 2>&1
}

# Empties what the resolver remembers, so that it shows how things are now.
resolver_forget() {
	unbound-control -q -c "$LAB/resolver/unbound.conf" flush_zone . &&
		unbound-control -q -c "$LAB/resolver/unbound.conf" \
			flush_infra all
}

ns2_start() {
	server_start ns2 ns2 knotd --config "$LAB/ns2/knot.conf" \
		--socket "$LAB/ns2/knot.sock"
}

dns_up() {
	local zone host
	for zone in vn gov.vn .; do
		zone_keys "$zone"
	done
	tool vn khien-dnssec ds --keys keys vn >"$LAB/root/ds-vn"
	tool gov khien-dnssec ds --keys keys gov.vn >"$LAB/vn/ds-gov.vn"
	tool root khien-dnssec ds --keys keys . >"$LAB/root/anchor"
	for zone in "${!zone_host[@]}"; do
		host=${zone_host[$zone]}
		zone_publish "$zone"
		nsd_conf "$host" "$zone" >"$LAB/$host/nsd.conf"
		server_start "$host" "$host" nsd -d -c "$LAB/$host/nsd.conf"
	done
	knot_conf >"$LAB/ns2/knot.conf"
	ns2_start
	for host in resolver monitor; do
		root_hints >"$LAB/$host/root.hints"
		cp "$LAB/root/anchor" "$LAB/$host/root.anchor"
	done
	unbound_conf >"$LAB/resolver/unbound.conf"
	server_start resolver resolver unbound -d -c "$LAB/resolver/unbound.conf"
}

dns_wait() {
	local zone host
	for zone in "${!zone_host[@]}"; do
		host=${zone_host[$zone]}
		await 10 "$host serves $zone" zone_served "$host" "$zone" \
			"$(<"$LAB/$host/serial")"
	done
	zone_follow "$(<"$LAB/ns1/serial")"
	await 10 "the resolver answers" resolved "$portal_name"
}

# What a citizen gets from a validating resolver: the status, "ad" where it was
# proved, and the answer.
resolve() {
	local answer
	resolver_forget
	answer=$(dig +time=3 +tries=2 "@${ip4[resolver]}" "$@")
	sed -n 's/.*status: \([A-Z]*\),.*/\1/p' <<<"$answer"
	! grep -q '^;; flags:.* ad[ ;]' <<<"$answer" || echo ad
	sed -n '/^;; ANSWER/,/^$/s/.*IN\t//p' <<<"$answer"
}

resolved() {
	local answer
	answer=$(dig +short +time=1 +tries=1 "@${ip4[resolver]}" "$1" A) &&
		[ -n "$answer" ]
}

dns_status() {
	local f name
	for f in "$LAB"/pid/*; do
		[ -e "$f" ] || continue
		name=${f##*/}
		server_alive "$name" && echo "server   $name runs" ||
			echo "server   $name is down"
	done
}

# ---- what a fault makes anew ----

part_agency() {
	zone_publish "$agency"
}

part_parent() {
	if [ ! -e "$LAB/gov/ds-of-another-key" ]; then
		on gov mkdir -m 700 other
		tool gov khien-dnssec keygen --dir other --role ksk "$agency"
		tool gov khien-dnssec ds --keys other "$agency" \
			>"$LAB/gov/ds-of-another-key"
	fi
	zone_publish gov.vn
}

# The zone asks its parent for the DS of a key that it has not.
part_cds() {
	if [ ! -e "$LAB/ns1/ds-other" ]; then
		on ns1 mkdir -m 700 other
		tool ns1 khien-dnssec keygen --dir other --role ksk "$agency"
		tool ns1 khien-dnssec ds --keys other "$agency" \
			>"$LAB/ns1/ds-other"
	fi
	zone_publish "$agency"
}

# The root has a new key that the monitor's anchor lacks.
part_root() {
	if fault_is anchor-old && [ ! -e "$LAB/root/keys-new" ]; then
		cp -a "$LAB/root/keys" "$LAB/root/keys-new"
		tool root khien-dnssec keygen --dir keys-new --role ksk \
			--algorithm "${zone_algorithm[.]}" .
	fi
	zone_publish .
}

# One name server has a zone with one key more, made elsewhere.
part_ns2keys() {
	server_stop ns2
	rm -rf "$LAB/ns2/zone" "$LAB/ns2/journal"
	if fault_is dnskey-differs; then
		[ -e "$LAB/ns1/keys-more" ] || {
			cp -a "$LAB/ns1/keys" "$LAB/ns1/keys-more"
			tool ns1 khien-dnssec keygen --dir keys-more \
				--role zsk "$agency"
		}
		tool ns1 khien-dnssec sign --keys keys-more --zone "$agency" \
			--out zone.more zone
		cp "$LAB/ns1/zone.more" "$LAB/ns2/zone"
	fi
	knot_conf >"$LAB/ns2/knot.conf"
	ns2_start
	await 10 "ns2 serves $agency" zone_served ns2 "$agency" \
		"$(<"$LAB/ns1/serial")"
}

# One name server stops.
part_ns2() {
	if fault_is ns-dead; then
		server_stop ns2
		return
	fi
	server_alive ns2 || ns2_start
	await 10 "ns2 can be told" knotc status
	part_follow
}

# One name server no longer fetches the zone, which changes.
part_follow() {
	if fault_is ns-stale; then
		knotc zone-freeze "$agency"
		zone_publish "$agency"
	else
		knotc zone-thaw "$agency" || :
		knotc zone-refresh "$agency"
		zone_follow "$(<"$LAB/ns1/serial")"
	fi
}
