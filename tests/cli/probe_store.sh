#!/bin/bash
# SPDX-License-Identifier: MIT
# The store of khien-probe: history, the month's report, the ledger, back-up
# while it runs; and what neither a full disk nor a damaged file may stop.
set -eu
# shellcheck source=tests/cli/probe_world.bash
. "$(dirname "$0")/probe_world.bash"
world_up
url=http://127.0.0.1:9810
mkdir "$W/disk"
mount -t tmpfs -o size=2m none "$W/disk"
db=$W/disk/probe.db
month=$(date -u +%Y-%m)

begin() {
	: >"$W/lines"
	"$probe" run --config "$config" 2>"$W/probe.err" &
	pid=$!
	await 5 "the probe answers" curl -sf -o /dev/null "$url/healthz"
}

end() {
	kill -TERM "$pid"
	wait "$pid" || fail "it did not end well"
}

sample() {
	curl -sf "$url/metrics" | awk -v s="$1" 'index($0, s) == 1 { print $NF }'
}
is() { [ "$(sample "$1")" = "$2" ]; }
more() { [ "$(sample "$1" | cut -d. -f1)" -gt "$2" ]; }
told() { grep -q "\"check\":\"$1\",\"subject\":\"$2\",\"from\":\"$3\",\"to\":\"$4\"" "$W/lines"; }
says() { grep -qF "$1" "$W/probe.err"; }

keep() {
	local status=0
	"$probe" "${@:2}" >"$W/out" 2>"$W/err" || status=$?
	[ "$status" = "$1" ] || fail "exit $status instead of $1: $* $(<"$W/err")"
}

# ---- a folder that is not there is a slip of the pen ----
world_config '"interval": "1s"' '"dns_interval": "1s"' '"store": "no/such/folder/db"'
keep 3 run --config "$config"
grep -qF no/such/folder "$W/err" || fail "it does not say where: $(<"$W/err")"

# ---- history ----
printf 'portal.vn\nnone.vn\n' >"$W/targets"
world_config '"interval": "1s"' '"dns_interval": "1s"' '"store": "disk/probe.db"'
keep 3 report --config "$config" --month "$month"
begin
await 15 "samples are written" more portalprobe_store_written_total 8
is portalprobe_store_up 1 || fail "the store is not up"
keep 0 report --config "$config" --month "$month"
grep -q '^portal.vn .* 100.000 %  *100.000 %  *100.000 %  *100.000 %' "$W/out" || fail "not 100 %: $(<"$W/out")"
grep -q '^none.vn .* 0.000 %  *0.000 %  *0.000 %  *0.000 %  *-  *-$' "$W/out" || fail "not 0 %: $(<"$W/out")"
keep 0 report --json --config "$config" --month "$month" portal.vn
python3 - "$W/out" <<-'END' || fail "the report is not as it is: $(<"$W/out")"
	import json, sys
	r = json.load(open(sys.argv[1]))
	assert not r["closed"] and r["ledger"] is None
	(t,) = r["targets"]
	assert t["ipv6"]["ratio"] == 1 and t["both"]["up_seconds"] >= 2 and 0 < t["ipv4"]["mean_ms"] <= t["ipv4"]["max_ms"] < 2000
END
keep 3 report --config "$config" --month 2001-01
keep 3 report --config "$config" --month 2026-13
keep 3 report --config "$config" --store "$db" --month "$month"

# ---- back-up while it runs; the copy is whole ----
keep 0 backup --config "$config" "$W/copy"
[ "$(stat -c %a "$W/copy")" = 600 ] || fail "others may read the back-up"
keep 0 report --store "$W/copy" --month "$month"
keep 3 backup --config "$config" "$W/no/such/copy"
[ ! -e "$W/no" ] || fail "something was made"

# ---- it can write where it keeps things, and nowhere else ----
if grep -q landlock /sys/kernel/security/lsm 2>/dev/null || grep -q '^NoNewPrivs:.1' "/proc/$pid/status"; then
	mv "$W/lines" "$W/lines.old"
	ln -s /dev/shm/khien-lines.$$ "$W/lines"
	kill -HUP "$pid"
	await 5 "a file elsewhere is refused" says "Permission denied"
	[ ! -e "/dev/shm/khien-lines.$$" ] || fail "it wrote elsewhere"
	rm "$W/lines"
	mv "$W/lines.old" "$W/lines"
	kill -HUP "$pid"
fi

# ---- events go on over a restart ----
last=$(grep -c '"type":"event"' "$W/lines")
end
begin
await 10 "the events are there again" [ "$(sqlite3 "$db" 'SELECT count(*) FROM events')" -ge "$last" ]
await 10 "it goes on counting" grep -q "\"id\":$((last + 1))[,}]" "$W/lines"
end

# ---- the ledger: days of the past are closed at the next start ----
sqlite3 "$db" "UPDATE rollups SET time = time - 3 * 86400 WHERE span = 86400"
begin
await 10 "a day is closed" grep -q '"type":"ledger"' "$W/lines"
hash=$(sed -n 's/.*"type":"ledger".*"hash":"\([0-9a-f]*\)".*/\1/p' "$W/lines")
keep 0 ledger verify --config "$config" --head "$hash"
keep 0 ledger verify --json --config "$config"
keep 0 ledger show --config "$config"
grep -qF "$hash" "$W/out" || fail "ledger show does not show it"
sqlite3 "$db" "UPDATE rollups SET v6_down = v6_down + 1 WHERE span = 86400"
keep 2 ledger verify --config "$config" --head "$hash"
grep -q "figures were changed" "$W/out" || fail "no word of it: $(<"$W/out")"
sqlite3 "$db" "UPDATE rollups SET v6_down = v6_down - 1 WHERE span = 86400"
keep 0 ledger verify --config "$config" --head "$hash"

# ---- a full disk: probing and alarms go on; then all is written ----
head -c 4m /dev/zero >"$W/disk/ballast" 2>/dev/null || :
await 30 "the disk is full" is portalprobe_store_up 0
says "$db" || fail "a full disk is not said: $(<"$W/probe.err")"
runs=$(sample 'portal_check_runs_total{target="portal.vn",look="web"}')
world_nginx 127.0.0.2
await 10 "IPv6 is told dead" told https.connect 'portal.vn ipv6' pass fail
await 10 "it goes on looking" more 'portal_check_runs_total{target="portal.vn",look="web"}' "$((runs + 1))"
curl -sf -o /dev/null "$url/healthz" || fail "it is not well"
rm "$W/disk/ballast"
await 20 "it is written again" is portalprobe_store_up 1
says "is written again" || fail "that is not said"
await 10 "nothing waits" is portalprobe_store_pending_records 0
is portalprobe_store_dropped_total 0 || fail "something was lost"
sqlite3 "$db" 'SELECT body FROM events' | grep -q '"subject":"portal.vn ipv6","from":"pass","to":"fail"' ||
	fail "the event of that time was not kept"

# ---- damaged while it runs, and before it starts ----
sqlite3 "$db" 'PRAGMA wal_checkpoint(TRUNCATE)' >/dev/null
dd if=/dev/urandom of="$db" bs=4096 seek=1 count=60 conv=notrunc status=none
await 30 "a damaged file is moved aside" says "was moved to"
await 15 "a new one is written" is portalprobe_store_up 1
world_nginx 127.0.0.2 '[fd00::2]'
await 10 "IPv6 is told well" told https.connect 'portal.vn ipv6' fail pass
end
rm -f "$db"*
echo garbage >"$db"
begin
says "was moved to" || await 10 "garbage is moved aside" says "was moved to"
await 10 "a new one is written" more portalprobe_store_written_total 0
ls "$db".damaged-* >/dev/null || fail "the garbage is gone"
rm "$db"
await 25 "a file that was taken away is begun anew" [ -e "$db" ]
await 10 "samples are in it" more portalprobe_store_written_total 4
keep 0 report --config "$config" --month "$month"
end
umount "$W/disk"
