#!/bin/sh
# Runs what proves the cache and prints, as a table, how much of it there was: the tests themselves
# say how many faults, crashes, histories and kills they came to. MINI_FUZZ_SCALE=N for more.
#
# Usage: proof-counts.sh OPTIONS... (those of `swift test`)
set -eu
log=$(mktemp)
trap 'rm -f "$log"' EXIT

${SWIFT:-swift} test "$@" \
  --filter 'CrashTests|FaultTests|SimulationTests|KillTests' > "$log" 2>&1 || {
  cat "$log" >&2
  exit 1
}
awk '
  match($0, /crash sweep: .*/) { split(substr($0, RSTART), part, ": ")
                                 crashes += part[3] + 0; sweeps++ }
  match($0, /fault sweep: .*/) { split(substr($0, RSTART), part, ": ")
                                 if (part[3] ~ /single/) single += part[3] + 0
                                 else lasting += part[3] + 0 }
  match($0, /simulation: .*/) { split(substr($0, RSTART), part, ": ")
                                histories++; steps += part[3] + 0 }
  match($0, /kills: .*/) { split(substr($0, RSTART), part, ": ")
                           kills += part[3] + 0; split(part[3], word, " "); started += word[4] }
  END {
    print "| what | how many |"
    print "|---|---:|"
    printf "| crash points visited | %d, of %d works and ways to lose writes |\n", crashes, sweeps
    printf "| faults injected | %d single, %d lasting |\n", single, lasting
    printf "| simulated histories | %d, %d steps |\n", histories, steps
    printf "| real kills | %d, of %d processes started |\n", kills, started
  }' "$log"
