# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# net: the hosts and their wires. Host number N has a link of its own to the
# Internet, which is the lab's first network namespace and routes between them:
#   10.0.N.10/24 by 10.0.N.1, fd00:0:0:N::10/64 by fd00:0:0:N::1
# A second address, .11 and ::11, is for whom one name server is too few.

hosts=(root vn gov ns1 ns2 resolver portal monitor)
declare -A ip4 ip6 role=(
	[root]="name server of the root zone"
	[vn]="name server of vn"
	[gov]="name server of gov.vn"
	[ns1]="the agency's first name server (NSD)"
	[ns2]="its second, by zone transfer (Knot)"
	[resolver]="a validating resolver (Unbound)"
	[portal]="the portal (nginx)"
	[monitor]="where khien-probe runs"
)
declare -A twice=([root]=root-b [vn]=vn-b [gov]=gov-b)

net_addresses() {
	local n host
	for n in "${!hosts[@]}"; do
		host=${hosts[n]}
		n=$((n + 1))
		ip4[$host]=10.0.$n.10
		ip6[$host]=fd00:0:0:$n::10
		[ -n "${twice[$host]:-}" ] || continue
		ip4[${twice[$host]}]=10.0.$n.11
		ip6[${twice[$host]}]=fd00:0:0:$n::11
	done
}
net_addresses

# Runs a command on a host, in its folder, with our tools found by name.
on() {
	local host=$1
	shift
	[ -n "${ip4[$host]:-}" ] || die "no host is named $host" \
		"there are: ${hosts[*]}"
	(cd "$LAB/$host" && exec ip netns exec "$host" "$@")
}

# Shows a command as one would type it on a host, where LAB_SHOW is set: the
# demo's mark of such lines. Else it is a line of the log (fd 3 is either).
show() {
	local host=$1 word line=''
	shift
	for word; do
		[[ $word =~ ^[a-zA-Z0-9_./:=@%+,^-]+$ ]] || word=${word@Q}
		line+=" $word"
	done
	printf '%s%s#%s\n' "${LAB_SHOW:-}" "$host" "$line" >&3
}

# Runs one of our tools; what it says to people is shown or goes to the log.
tool() {
	local status=0
	show "$@"
	on "$@" 2>&3 || status=$?
	[ "$status" -le 1 ] || [ -n "${LAB_SHOW:-}" ] ||
		tail -n 5 "$LAB/log/tools" >&2
	return "$status"
}

# What a new link begins with. Duplicate address detection would cost a second
# and more, and is sure to find nothing: these are links of two.
net_defaults() {
	local d=/proc/sys/net/ipv6/conf/default
	echo 0 >$d/accept_dad
	echo 0 >$d/accept_ra
	echo 0 >$d/accept_redirects
}

net_host() {
	local host=$1 n=$2 name
	mkdir "$LAB/$host"
	ip netns add "$host"
	ip -n "$host" link set lo up
	ip netns exec "$host" bash -c "$(declare -f net_defaults); net_defaults"
	ip link add "to-$host" type veth peer name eth0 netns "$host"
	ip link set "to-$host" up
	ip addr add "10.0.$n.1/24" dev "to-$host"
	ip addr add "fd00:0:0:$n::1/64" dev "to-$host"
	{
		echo "link set eth0 up"
		for name in "$host" ${twice[$host]:-}; do
			echo "addr add ${ip4[$name]}/24 dev eth0"
			echo "addr add ${ip6[$name]}/64 dev eth0"
		done
		echo "route add default via 10.0.$n.1"
		echo "route add default via fd00:0:0:$n::1"
	} | ip -n "$host" -batch -
}

# Programs of the lab ask the lab's resolver: the machine's own is out of reach,
# and would only be waited for. What /etc/resolv.conf leads to may be below
# /run, which is empty here.
net_resolver() {
	local file
	file=$(readlink -m /etc/resolv.conf)
	printf 'nameserver %s\n' "${ip4[resolver]}" "${ip6[resolver]}" \
		>"$LAB/resolv.conf"
	[ -e "$file" ] || [[ $file != /run/* ]] ||
		{ mkdir -p "${file%/*}" && : >"$file"; }
	[ ! -e "$file" ] || mount --bind "$LAB/resolv.conf" "$file"
}

net_up() {
	local n
	mkdir "$LAB/pid" "$LAB/bin" "$LAB/fault" "$LAB/done"
	net_resolver
	ip link set lo up
	net_defaults
	echo 1 >/proc/sys/net/ipv4/ip_forward
	echo 1 >/proc/sys/net/ipv6/conf/all/forwarding
	for n in "${!hosts[@]}"; do
		net_host "${hosts[n]}" $((n + 1))
	done
}

# ---- servers ----

# Starts a server in the foreground of a session of its own and notes its PID.
# Debian confines named and unbound to their usual folders by path, so a copy is
# run. OPENSSL_CONF: the system's floor of TLS versions is not the portal's.
server_start() {
	local name=$1 host=$2 program=$3
	shift 3
	[ -x "$LAB/bin/$program" ] ||
		cp "$(command -v "$program")" "$LAB/bin/$program"
	OPENSSL_CONF=/dev/null \
		setsid ip netns exec "$host" "$LAB/bin/$program" \
		"$@" </dev/null >>"$LAB/log/$name" 2>&1 3>&- &
	echo $! >"$LAB/pid/$name"
}

server_pid() {
	cat "$LAB/pid/$1"
}

server_alive() {
	[ -s "$LAB/pid/$1" ] && kill -0 "$(server_pid "$1")" 2>/dev/null
}

server_signal() {
	local pid
	pid=$(server_pid "$1")
	show "$1" pkill "-$2" "$(basename "$(readlink "/proc/$pid/exe")")"
	kill "-$2" "$pid"
}

server_gone() {
	! server_alive "$1"
}

server_stop() {
	server_alive "$1" || return 0
	server_signal "$1" TERM
	await 10 "$1 ends" server_gone "$1"
	rm "$LAB/pid/$1"
}

# Waits until a command succeeds; after SECONDS it says what did not come about.
await() {
	local seconds=$1 hope=$2 end=$((SECONDS + $1))
	shift 2
	while [ "$SECONDS" -le "$end" ]; do
		! "$@" || return 0
		sleep 0.05
	done
	die "in vain waited ${seconds} s: $hope" "see $LAB/log"
}

net_status() {
	local h
	echo "folder   $LAB"
	for h in "${hosts[@]}"; do
		printf 'host     %-9s %-11s %-18s %s\n' "$h" "${ip4[$h]}" \
			"${ip6[$h]}" "${role[$h]}"
	done
}
