#!/bin/sh
# Runs the tests that prove the cache and prints a table of the cases they covered. The tests
# themselves print the numbers of faults, crashes, histories, kills and hostile trials.
# MINI_FUZZ_SCALE=N covers more.
#
# Usage: proof-counts.sh OPTIONS... (those of `swift test`)
set -eu
log=$(mktemp)
hostile=$(ls Tests/EndToEndTests/Hostile/*Tests.swift | sed 's|.*/||; s|\.swift$||' | paste -sd '|' -)
trap 'rm -f "$log"' EXIT

${SWIFT:-swift} test "$@" \
  --filter "CrashTests|FaultTests|SimulationTests|KillTests|$hostile" > "$log" 2>&1 || {
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
  match($0, /hostile: .*/) { split(substr($0, RSTART), part, ": ")
                             if (!(part[2] in trials)) kinds[++kindCount] = part[2]
                             trials[part[2]] += part[3] + 0 }
  END {
    print "| what | how many |"
    print "|---|---:|"
    printf "| crash points visited | %d, of %d works and ways to lose writes |\n", crashes, sweeps
    printf "| faults injected | %d single, %d lasting |\n", single, lasting
    printf "| simulated histories | %d, %d steps |\n", histories, steps
    printf "| real kills | %d, of %d processes started |\n", kills, started
    for (i = 2; i <= kindCount; i++)  # sorted, so that a run in another order prints the same table
      for (j = i; j > 1 && kinds[j] < kinds[j - 1]; j--) {
        kind = kinds[j]; kinds[j] = kinds[j - 1]; kinds[j - 1] = kind
      }
    for (i = 1; i <= kindCount; i++)
      printf "| hostile surroundings: %s | %d |\n", kinds[i], trials[kinds[i]]
  }' "$log"
