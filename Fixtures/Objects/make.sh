#!/bin/sh
# Makes this folder's objects anew with stock git (2.39 or later): the same ids, and with the same zlib the
# same bytes. Run it in this folder.
set -eu
rm -rf ??/ list.txt
export GIT_DIR=$PWD/.made GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null LC_ALL=C
export GIT_AUTHOR_NAME='A U Thor' GIT_AUTHOR_EMAIL=author@example.com
export GIT_COMMITTER_NAME='C O Mitter' GIT_COMMITTER_EMAIL=committer@example.com
export GIT_AUTHOR_DATE='1000000000 +0200' GIT_COMMITTER_DATE='1000000000 -0130'
git init --quiet --bare --object-format=sha256 "$GIT_DIR"

blob() { git -c core.looseCompression="$1" hash-object -w --stdin; }  # level; the body from stdin

printf '' | blob 6
printf 'hello\n' | blob 6
printf 'stored, not deflated\n' | blob 0
printf 'binary \000\001\377\n' | blob 1
seq 1 2000 | blob 1
seq 1 3000 | blob 6
seq 1 4000 | blob 9
seq 1 5000 | blob 0
head -c 200000 /dev/zero | blob 9
subject=$(printf 'fn main() i32 {\n    return 0;\n}\n' | blob 6)
empty=$(printf '' | git mktree)
tree=$(printf '100644 blob %s\tmain.mini\n040000 tree %s\tlib\n' "$subject" "$empty" | git mktree)
commit=$(echo 'A commit' | git commit-tree "$tree")
printf 'object %s\ntype commit\ntag v1\ntagger T <t@example.com> 1000000000 +0000\n\nA tag\n' "$commit" |
  git mktag

git cat-file --batch-all-objects --batch-check > list.txt
cp -r "$GIT_DIR"/objects/?? .
chmod -R u+w "$GIT_DIR" . && rm -rf "$GIT_DIR"
