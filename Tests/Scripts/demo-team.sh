#!/bin/sh
# Demonstrates what a team shares: two clones of Fixtures/Projects/demo with users of their own, a remote
# cache on this machine, signatures, and a snapshot. Each step states its claim, runs the command as a user
# would type it, and fails if the claim does not hold.
#
# usage: demo-team.sh MINI MINI-REMOTE FOLDER-OF-BUILDBOX-CASD
set -eu

. Tests/Scripts/demo-steps.sh
mini=$(absolute "$1")
client=$(absolute "$2")
casd=$(absolute "$3")/buildbox-casd
fixture=$PWD/Fixtures/Projects/demo
if [ ! -x "$casd" ]; then
  echo "demo-team: there is no '$casd': 'make remote' fetches it" >&2
  exit 1
fi
work=$(mktemp -d)
server=""
trap '[ -z "$server" ] || kill "$server"; rm -rf "$work"' EXIT
mkdir -p "$work/ci" "$work/anna" "$work/home-ci" "$work/home-anna"
for clone in ci anna; do cp -R "$fixture" "$work/$clone/demo"; done
PATH=$(dirname "$mini"):$PATH
export PATH
unset XDG_CONFIG_HOME XDG_CACHE_HOME

as() { # as USER COMMAND: shows the command, runs it in the user's clone, stores its exit status in $status
  user=$1
  shift
  printf '%s%s$ %s%s\n' "$dim" "$user" "$*" "$plain"
  status=0
  (cd "$work/$user/demo" && HOME=$work/home-$user sh -c "$*") > "$work/said" 2>&1 || status=$?
  cat "$work/said"
}
count() { number "$1" "$2" "$work/$user/stats.json"; } # of the last build
forget() { rm -rf "$work/$1/demo/.mini_cache" "$work/$1/demo/main" "$work/$1/demo/main.ll"; }

port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
"$casd" --bind=127.0.0.1:"$port" --quota-high=1G --reserved=64M "$work/casd" > "$work/casd.log" 2>&1 &
server=$!
for _ in 1 2 3 4 5 6 7 8 9 10; do
  python3 -c "import socket; socket.create_connection(('127.0.0.1', $port), 1)" 2> "$work/said" && break
  sleep 0.2
done
url=grpc://127.0.0.1:$port
# mini-remote is usually beside mini. So small a program compiles faster than a server answers: builds ask it
# anyway.
for user in ci anna; do
  for setting in "remoteProgram $client" "remoteWait 30s" "remoteTimeout 10s"; do
    # shellcheck disable=SC2086 # two words
    HOME=$work/home-$user mini config mini.${setting% *} "${setting#* }"
  done
done

title "CI makes a key, builds, and stores its object code in the remote cache"
as ci "mini config mini.remote $url"
as ci "mini trust --new-key | head -n 1"
as ci "mini config mini.trust.signingKey ~/.config/mini/signing_key"
as ci "mini config mini.remoteMode readwrite && mini config mini.remoteUpload wait"
as ci "mini build -O2 --stats-json ../stats.json"
demand "build" 0 "$status"
units=$(count units total)
demand "units compiled" "$units" "$(count units compiled)"
proves "CI compiled $units unit$([ "$units" = 1 ] || echo s) of native code, signed the result, and stored it"

title "Anna, who does not know the key, takes nothing from it"
as anna "mini config mini.remote $url"
as anna "mini build -O2 --stats-json ../stats.json"
demand "build" 0 "$status"
demand "units refused" "$units" "$(count remote refused)"
demand "units compiled" "$units" "$(count units compiled)"
grep -q "refused and compiled here" "$work/said"
proves "one warning; the result is right, because her own clang made it"

title "With the key of CI, a new clone compiles no unit"
forget anna
key=$(cut -d ' ' -f 1,2 "$work/home-ci/.config/mini/signing_key.pub")
as anna "mini config --add mini.trust.key '$key'"
as anna "mini build -O2 --stats-json ../stats.json"
demand "units found" "$units" "$(count remote found)"
demand "units compiled" 0 "$(count units compiled)"
cmp "$work/ci/demo/main" "$work/anna/demo/main"
proves "it took all object code from the remote cache, and both executables are the same, byte for byte"

title "A snapshot moves the whole state, by Git"
as ci "git init -q --bare --object-format=sha256 ../../snapshots.git"
as ci "mini snapshot && mini push ../../snapshots.git"
demand "push" 0 "$status"
forget anna
as anna "mini fetch ../../snapshots.git"
[ "$status" != 0 ] || { echo "demo-team: a snapshot of an unknown signer was accepted" >&2; exit 1; }
proves "its signature is of nobody whom Anna knows, so it is refused"
as anna "echo 'ci namespaces=\"git\" $key' > ~/signers"
as anna "mini config mini.trust.allowedSigners ~/signers"
as anna "mini fetch ../../snapshots.git"
demand "fetch" 0 "$status"
as anna "MINI_REMOTE_MODE=off mini build -O2 --stats-json ../stats.json"
demand "files compiled" 0 "$(count files compiled)"
demand "functions compiled" 0 "$(count functions compiled)"
demand "units compiled" 0 "$(count units compiled)"
as anna "git --git-dir=../../snapshots.git fsck --strict --no-dangling"
demand "git fsck" 0 "$status"
proves "no file, no function and no unit was compiled, and Git finds nothing wrong"

title "The server dies: builds go on"
kill "$server"
wait "$server" 2> "$work/said" || true
server=""
forget anna
as anna "mini build -O2 --stats-json ../stats.json"
demand "build" 0 "$status"
demand "lines" 1 "$(grep -c "is not used any further in this build" "$work/said")"
cmp "$work/ci/demo/main" "$work/anna/demo/main"
proves "one line, and the same executable"

printf '\n%sAll of it held.%s\n' "$bold" "$plain"
