#!/bin/sh
# Demonstrates mini on a copy of Fixtures/Projects/demo. Each step states its claim, runs the command
# as a user would type it, and fails if the claim does not hold.
set -eu

. Tests/Scripts/demo-steps.sh
mini=$(absolute "$1")
fixture=$PWD/Fixtures/Projects/demo
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -R "$fixture" "$fixture/../words" "$work"
cd "$work/demo"
rm -f expected.*
PATH=$(dirname "$mini"):$PATH
export PATH

run() { # shows the command, runs it, stores its exit status in $status
  printf '%s$ %s%s\n' "$dim" "$*" "$plain"
  status=0
  sh -c "$*" 2>&1 || status=$?
}
count() { number "$1" "$2" "$work/stats.json"; }
field() { sed "s/.*\"$1\": *\([0-9]*\).*/\1/" "$work/stats.json"; }
wait_a_tick() { sleep 0.05; } # so that no time stamp is too young to be trusted

wait_a_tick
title "A cold build compiles everything"
run "mini build -v --stats-json $work/stats.json"
demand "files compiled" 3 "$(count files compiled)"
demand "functions compiled" 10 "$(count functions compiled)"
proves "3 files and 10 functions went through the compiler"
run "./main"
demand "exit status" 25 "$status"
proves "the program prints its lines and exits with main's value, 25"

title "A build in which nothing changed does nothing"
run "mini build -v --stats-json $work/stats.json"
demand "files compiled" 0 "$(count files compiled)"
demand "sources read" 0 "$(field sourcesRead)"
demand "bytes written" 0 "$(field bytesWritten)"
proves "no source was read, nothing was compiled, not one byte was written"

title "An edit inside one function compiles that function alone"
run "sed -i 's/return n \* n;/return n * n * n;/' math.mini"
wait_a_tick
run "mini build -v --explain --stats-json $work/stats.json"
demand "files compiled" 1 "$(count files compiled)"
demand "functions compiled" 1 "$(count functions compiled)"
proves "1 of 10 functions; main.mini imports math.mini and was left alone; its section was patched in"
run "./main | head -n 2"

title "An edit of a comment compiles no function"
run "sed -i 's|// Arithmetic.|// Arithmetic, with cubes.|' math.mini"
wait_a_tick
run "mini build -v --stats-json $work/stats.json"
demand "functions compiled" 0 "$(count functions compiled)"
proves "the file was looked at, and all its functions came from the cache"

title "What is cached can be looked into"
run "mini cat-object -p math.mini:add"
run "mini cat-object -t math.mini:add"
id=$(mini hash-object main.mini)
demand "hash-object against git" "$id" \
  "$(git init -q --object-format=sha256 "$work/judge" && git -C "$work/judge" hash-object "$PWD/main.mini")"
run "mini hash-object main.mini"
proves "that is the id which 'git hash-object' gives the file in a sha256 repository"

title "Stock git reads and checks every byte of the cache"
run "git --git-dir=.mini_cache fsck --strict --no-dangling"
demand "git fsck" 0 "$status"
run "git --git-dir=.mini_cache cat-file --batch-check --batch-all-objects | tail -n 3"
mini cat-object --batch --batch-all-objects > "$work/ours"
git --git-dir=.mini_cache cat-file --batch --batch-all-objects > "$work/theirs"
demand "all objects, by mini and by git" "$(cksum < "$work/ours")" "$(cksum < "$work/theirs")"
proves "'mini cat-object' and 'git cat-file' print the same bytes for all objects"

title "The cache is pruned"
run "mini gc --dry-run --max-size 40K"
run "mini gc --prune now"
demand "gc" 0 "$status"
run "mini build --stats-json $work/stats.json"
demand "functions compiled" 0 "$(count functions compiled)"
proves "what the last build used is kept: the next one still compiles nothing"

title "A damaged object is noticed and healed"
id=$(echo math.mini:add | mini cat-object --batch-check | cut -d ' ' -f 1)
pack=$(echo .mini_cache/objects/pack/*.pack)
offset=$(git show-index --object-format=sha256 < "${pack%.pack}.idx" | grep "$id" | cut -d ' ' -f 1)
chmod u+w "$pack"
run "printf X | dd of=$pack bs=1 seek=$((offset + 9)) conv=notrunc status=none"
run "mini verify"
demand "verify on a damaged cache" 1 "$status"
run "sed -i 's|// Arithmetic.*|// Arithmetic and means.|' math.mini"
wait_a_tick
run "mini build -v --stats-json $work/stats.json"
demand "functions compiled" 1 "$(count functions compiled)"
run "mini verify"
demand "verify after the build" 0 "$status"
mini build --no-cache --emit ir -o "$work/clean.ll"
demand "main.ll against a clean build" "$(cksum < "$work/clean.ll")" "$(cksum < main.ll)"
proves "the damaged object was never used, its function compiled again; the output is a clean build's"

title "Texts and arrays are values"
run "cat ../words/main.mini"
run "mini run ../words"
demand "exit status" 0 "$status"
proves "the program sorts and counts words; its arrays grow, and all their memory is released"

printf '\n%sAll of it held.%s\n' "$bold" "$plain"
