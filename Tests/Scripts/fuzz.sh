#!/bin/sh
# Fuzzes every decoder for FUZZ_SECONDS (20) each and prints a table. FUZZ_SEED (1) repeats a run,
# FUZZ_TARGETS selects decoders, FUZZ_KEEP=1 writes minimised corpora to Fixtures/Fuzz.
# Fixtures/Fuzz/DECODER.dict contains words that a decoder knows.
#
# The fuzzers are a product of this package that only exists with MINI_FUZZERS, so that `make test`
# does not build them. They have their own scratch folder, because every module they use is
# instrumented. -sanitize=fuzzer adds no coverage to Swift code, hence the second flag. The linker is
# lld, because gold fails on the debug information.
set -eu
cd "$(dirname "$0")/../.."
seconds=${FUZZ_SECONDS:-20}
scratch=.build-fuzz
work=$scratch/work
runs=$scratch/runs

mkdir -p $runs

MINI_FUZZERS=1 ${SWIFT:-swift} build -c release --disable-sandbox --scratch-path $scratch \
  --sanitize address -Xswiftc -sanitize=fuzzer \
  -Xswiftc -sanitize-coverage=edge,indirect-calls,trace-cmp,inline-8bit-counters,pc-table \
  -Xswiftc -use-ld=lld --product Fuzzers > $runs/build.log 2>&1 || {
  tail -40 $runs/build.log >&2
  exit 1
}
fuzzers=$scratch/release/Fuzzers

# No leak detection: the Swift runtime never frees data that it creates once. Symbols are looked up
# for crashes only.
export ASAN_OPTIONS=detect_leaks=0 SWIFT_BACKTRACE=enable=no
failed=0
echo '| decoder | executions | a second | edges reached | inputs kept | crashes |'
echo '|---|---:|---:|---:|---:|---:|'
for target in ${FUZZ_TARGETS:-$($fuzzers list)}; do
  corpus=$work/$target
  log=$runs/$target.log
  $fuzzers unpack "$target" "$corpus"
  # New seeds besides the corpus: after a change of the format, all of the corpus may be refused.
  $fuzzers seeds "$target" "$corpus"
  dictionary=Fixtures/Fuzz/$target.dict
  crashes=0
  MINI_FUZZ_TARGET=$target $fuzzers $([ ! -e $dictionary ] || echo -dict=$dictionary) -seed="${FUZZ_SEED:-1}" -max_total_time="$seconds" \
    -max_len="$($fuzzers size "$target")" -timeout=10 -rss_limit_mb=2048 -print_funcs=0 \
    -print_final_stats=1 -artifact_prefix="$runs/$target-" "$corpus" >"$log" 2>&1 || {
    failed=1
    crashes=1
    echo "$target: $(grep -hE 'BROKEN|Fatal error|SUMMARY|ERROR' "$log" | head -3)" >&2
  }
  awk -v name="$target" -v crashes=$crashes '
    / cov: / { for (i = 1; i < NF; i++) { if ($i == "cov:") edges = $(i + 1)
                                          if ($i == "corp:") split($(i + 1), inputs, "/") } }
    /number_of_executed_units/ { count = $2 }
    /average_exec_per_sec/ { rate = $2 }
    END { printf "| %s | %d | %d | %d | %d | %d |\n", name, count, rate, edges, inputs[1], crashes }' "$log"
  if [ -n "${FUZZ_KEEP:-}" ]; then
    rm -rf "$corpus.min"
    mkdir "$corpus.min"
    MINI_FUZZ_TARGET=$target $fuzzers -merge=1 -print_funcs=0 \
      -max_len="$($fuzzers size "$target")" "$corpus.min" "$corpus" >>"$log" 2>&1
    $fuzzers pack "$target" "$corpus.min"
  fi
done
exit $failed
