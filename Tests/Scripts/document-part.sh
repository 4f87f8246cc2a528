#!/bin/sh
# Replaces the part of a document between the lines `<!-- NAME: … -->` and `<!-- end of NAME -->` with
# the text on standard input.
#
# Usage: document-part.sh DOCUMENT NAME < TEXT
set -eu
document=$1
name=$2
text=$(mktemp)
trap 'rm -f "$text" "$text.whole"' EXIT
cat > "$text"
grep -q "^<!-- $name: " "$document" && grep -qx "<!-- end of $name -->" "$document" || {
  echo "document-part: '$document' has no part '$name'" >&2
  exit 1
}
awk -v name="$name" -v text="$text" '
  index($0, "<!-- end of " name " -->") == 1 { inside = 0 }
  !inside
  index($0, "<!-- " name ": ") == 1 {
    inside = 1
    print ""
    while ((getline line < text) > 0) print line
    print ""
  }' "$document" > "$text.whole"
cat "$text.whole" > "$document"
