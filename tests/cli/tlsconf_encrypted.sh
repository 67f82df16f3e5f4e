#!/bin/bash
# SPDX-License-Identifier: MIT
# Encrypted keys: the passphrase comes from a file or is asked for at the
# terminal without echo, and is in no output.
set -eu
: "${B:=build/plain}"
tool=$(realpath "$B")/khien-tlsconf
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
die() { echo "$1"; cat out err; exit 1; }
run() {
	local want=$1 got=0
	shift
	"$tool" "$@" >out 2>err </dev/null || got=$?
	[ "$got" = "$want" ] || die "status $got, not $want: $*"
	! grep -q 'mật khẩu' out err || die "the passphrase was printed: $*"
}
printf 'mật khẩu 1\r\nsecond line\n' >secret
echo other >wrong
: >empty

run 0 key --type p256 --passphrase-file secret --out sealed
grep -q 'BEGIN ENCRYPTED PRIVATE KEY' sealed || die 'not encrypted'
[ "$(stat -c %a sealed)" = 600 ] || die 'mode'
openssl pkey -in sealed -passin 'pass:mật khẩu 1' -out plain 2>/dev/null || die 'openssl cannot open it'
openssl asn1parse -in sealed >out 2>&1
grep -q hmacWithSHA256 out && grep -q aes-256-cbc out && grep -q ':0927C0' out || die 'the way it is encrypted'

run 0 csr --key sealed --passphrase-file secret --name a.vn --out a.csr
run 0 inspect plain a.csr
openssl pkey -in plain -outform DER -out plain.der
openssl pkcs8 -topk8 -in plain -outform DER -out sealed.der -passout 'pass:mật khẩu 1'
run 0 csr --key sealed.der --passphrase-file secret --name a.vn --out a.csr
run 0 csr --key new --new-key p256 --passphrase-file secret --name a.vn --out new.csr
grep -q 'BEGIN ENCRYPTED' new || die 'a new key is not encrypted'
run 1 inspect --passphrase-file secret sealed a.csr
grep -q 'ecdsa, 256 bits' out || die 'not opened'
grep -q 'file.key-encrypted' out || die 'a server cannot open it: not said'
run 2 inspect --passphrase-file secret new a.csr
run 1 inspect sealed a.csr
grep -q 'not opened' out || die 'opened'

# wrong, none, too old a way
run 3 csr --key sealed --passphrase-file wrong --name a.vn --out x.csr
grep -q 'does not open' err || die 'the reason'
run 3 csr --key sealed --passphrase-file empty --name a.vn --out x.csr
run 3 csr --key sealed --passphrase-file missing --name a.vn --out x.csr
run 3 csr --key sealed --name a.vn --out x.csr
grep -q -- '--passphrase-file' err || die 'what to do is not said'
run 3 inspect --passphrase-file wrong sealed
run 3 key --encrypt --out y.key
openssl ec -in plain -aes128 -passout 'pass:mật khẩu 1' -out old 2>/dev/null
run 3 csr --key old --passphrase-file secret --name a.vn --out x.csr
grep -q 'pkcs8 -topk8' err || die 'what to do is not said'
[ ! -e x.csr ] && [ ! -e y.key ] || die 'written all the same'

# at a terminal: asked for, not echoed, the terminal is put back
python3 - "$tool" <<'END' >out 2>err || die 'at the terminal'
import os, pty, re, select, sys, termios, time
def talk(answers, *args):
    pid, fd = pty.fork()
    if pid == 0:
        os.execv(sys.argv[1], (sys.argv[1],) + args)
    seen, begun = b"", time.monotonic()
    while time.monotonic() - begun < 30:
        if select.select([fd], [], [], 0.2)[0]:
            try:
                got = os.read(fd, 4096)
            except OSError:
                break
            if not got:
                break
            seen += got
        if answers and seen.endswith(b": "):
            assert not termios.tcgetattr(fd)[3] & termios.ECHO, "echo is on"
            os.write(fd, answers.pop(0) + b"\n")
            seen += b"|"
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    assert b"geheim" not in seen, seen
    return status, seen
s, t = talk([b"geheim", b"geheim"], "key", "--type", "p256", "--encrypt", "--out", "asked")
assert s == 0 and os.path.exists("asked"), (s, t)
s, t = talk([b"geheim", b"anders"], "key", "--type", "p256", "--encrypt", "--out", "never")
assert s == 3 and not os.path.exists("never"), (s, t)
s, t = talk([b""], "key", "--type", "p256", "--encrypt", "--out", "never")
assert s == 3 and not os.path.exists("never"), (s, t)
s, t = talk([b"geheim"], "csr", "--key", "asked", "--name", "a.vn", "--out", "asked.csr")
assert s == 0 and os.path.exists("asked.csr"), (s, t)
s, t = talk([b"geheim"], "inspect", "asked", "asked.csr")
assert s == 1 and b"ecdsa, 256 bits" in t, (s, t)
s, t = talk([b""], "inspect", "asked")
assert s == 1 and b"not opened" in t, (s, t)
END
openssl pkey -in asked -passin pass:geheim -noout || die 'not the passphrase that was typed'
