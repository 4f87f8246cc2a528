#!/bin/sh
# Checks that need no compiler: format, and house rules that a search can verify. (Warnings and
# layering are errors of the build itself, which `make lint` runs next.)
set -u
failed=0
complain() {
  echo "lint: $1" >&2
  failed=1
}

swift format lint --strict --parallel --recursive Package.swift Sources Tests || failed=1

top=$(git ls-files | cut -d/ -f1 | sort -u |
  grep -vxE 'Package\.swift|Sources|Tests|Fixtures|Makefile|README\.md|\..*')
[ -z "$top" ] || complain "nothing else belongs at the top: $top"

git ls-files | grep -E '(^|/)(Package\.resolved$|\.build)' && complain "a build product is committed"

long=$(git ls-files 'Sources/*.swift' ':!Sources/MiniBackend/Runtime/Library' ':!Sources/mini-remote/Generated' | xargs wc -l | awk '$1 > 400 && $2 != "total" { print $2 }')
[ -z "$long" ] || complain "over 400 lines; what second thing lives in it? $long"

unguarded=$(git grep -nE 'TODO|FIXME|XXX|try!|fatalError\(' -- Sources)
[ -z "$unguarded" ] || complain "unfinished or unguarded: $unguarded"

# No target uses Foundation (rule 11), but for the JSON of the language server, and the packages of
# mini-remote. The plugin may, because it runs during the build only.
foundation=$(git grep -nE '^[a-z@ ]*import Foundation' -- Sources ':!Sources/Plugins' ':!Sources/mini-remote' |
  grep -v '^Sources/MiniServer/Transport/[A-Za-z]*\.swift:[0-9]*:import FoundationEssentials$')
[ -z "$foundation" ] || complain "Foundation is not for the libraries: $foundation"

# The IR of the run-time library is what its C source gives.
python3 -B Tests/Scripts/runtime.py --check || failed=1

# The page on the cache's format has the grammars and versions of the sources.
python3 -B Tests/Scripts/cache_format.py --check || failed=1

# Folders, their order, circles of files, and names of files (Architecture.md, section 3).
python3 -B Tests/Scripts/tidy.py || failed=1

# Comments, pages and the README are in plain English (Style.md, "Words").
python3 -B Tests/Scripts/words.py || failed=1

exit "$failed"
