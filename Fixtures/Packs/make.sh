#!/bin/sh
# Makes the packs in this folder anew with stock git: run it here. The names change with git's
# version, what is in the packs does not.
set -eu
cd "$(dirname "$0")"
rm -rf offset-deltas id-deltas large-offsets list.txt
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export GIT_DIR="$work/git" GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null
export GIT_AUTHOR_NAME=A GIT_AUTHOR_EMAIL=a@example.com GIT_AUTHOR_DATE='1000000000 +0000'
export GIT_COMMITTER_NAME=A GIT_COMMITTER_EMAIL=a@example.com GIT_COMMITTER_DATE='1000000000 +0000'
git init --quiet --bare --object-format=sha256 "$GIT_DIR"

# Eight versions of one text, in each some lines more changed; an empty blob; a tree, a commit, a tag.
for version in 1 2 3 4 5 6 7 8; do
  seq 1 120 | awk -v v="$version" '{ print ($1 % 12 < v ? $1 * $1 * 7919 : $1) }' |
    git hash-object -w --stdin
done >"$work/ids"
git hash-object -w --stdin </dev/null >>"$work/ids"
printf '100644 blob %s\tversion\n' "$(head -n 1 "$work/ids")" | git mktree >"$work/tree"
git commit-tree -m message "$(cat "$work/tree")" >"$work/commit"
git tag -a -m annotated v1 "$(cat "$work/commit")"
cat "$work/tree" "$work/commit" >>"$work/ids"
git rev-parse v1 >>"$work/ids"

pack() {
  mkdir "$1"
  git pack-objects --quiet --depth=10 --window=10 $2 "$1/pack" <"$work/ids" >/dev/null
}
pack offset-deltas --delta-base-offset
pack id-deltas ''
mkdir large-offsets
for pack in offset-deltas/*.pack; do
  cp "$pack" large-offsets
  git index-pack --index-version=2,0x80 "large-offsets/$(basename "$pack")" >/dev/null
done
rm -f ./*/*.rev
git cat-file --batch-check <"$work/ids" | sort >list.txt
