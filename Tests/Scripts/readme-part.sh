#!/bin/sh
# Puts what stands on standard input into the README, between the lines `<!-- NAME: … -->` and
# `<!-- end of NAME -->`.
#
# Usage: readme-part.sh NAME < TEXT
set -eu
readme=$(dirname "$0")/../../README.md
text=$(mktemp)
trap 'rm -f "$text" "$text.readme"' EXIT
cat > "$text"
grep -q "^<!-- $1: " "$readme" && grep -qx "<!-- end of $1 -->" "$readme" || {
  echo "readme-part: the README has no place for $1" >&2
  exit 1
}
awk -v name="$1" -v text="$text" '
  index($0, "<!-- end of " name " -->") == 1 { inside = 0 }
  !inside
  index($0, "<!-- " name ": ") == 1 {
    inside = 1
    print ""
    while ((getline line < text) > 0) print line
    print ""
  }' "$readme" > "$text.readme"
cat "$text.readme" > "$readme"
