#!/bin/sh
# Sums up the hostile trials of proof-counts.sh for the README.
#
# Usage: hostile-trials.sh < TABLE
set -eu
awk -F ' *[|] *' '
  /^[|] hostile/ { kinds++; trials += $3 }
  END {
    if (trials > 999) trials = sprintf("%d,%03d", trials / 1000, trials % 1000)
    print trials " hostile trials of " kinds " kinds are part of it: forged and linked caches, refused calls," \
      " small disks, closed streams, odd names, limits,"
    print "lying tools, frozen makers."
  }'
