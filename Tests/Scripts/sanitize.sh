#!/bin/sh
# Runs the tests that stay in one process under Address Sanitizer, then under Thread Sanitizer: all
# but those of the finished executable, which is linked another way. SANITIZERS picks one of the two,
# SANITIZE_FILTER some of the tests; each sanitizer has a scratch folder of its own, as all code is
# instrumented.
#
# 491 tests of 48 suites: all of the store, the caches, the compiler and the driver, with the crash and
# fault sweeps, simulations, threads and committed fuzzing inputs at the size of `make test`. On two cores
# it takes half an hour, most of it building: the tests themselves 6 minutes under Address Sanitizer and
# 9 under Thread Sanitizer.
set -eu
cd "$(dirname "$0")/../.."
swift=${SWIFT:-swift}
filter=${SANITIZE_FILTER:-'^(FileIO|ObjectStore|BuildCache|MiniFrontend|MiniBackend|MiniDriver|FuzzCorpus)Tests'}
failed=0
export MINI_SANITIZED=1

for sanitizer in ${SANITIZERS:-address thread}; do
  scratch=.build-$sanitizer
  log=$scratch/tests.log
  mkdir -p $scratch
  preload=
  if [ $sanitizer = thread ]; then
    # See there: without it what a contended lock protects is called a race.
    preload=$PWD/$scratch/tsan-mutex.so
    clang -O1 -shared -fPIC -o "$preload" Tests/Scripts/tsan-mutex.c -ldl
  fi
  $swift build -c release --disable-sandbox --scratch-path $scratch --sanitize $sanitizer \
    --build-tests > $scratch/build.log 2>&1 || {
    tail -40 $scratch/build.log >&2
    exit 1
  }
  start=$(date +%s)
  # Leaks: the Swift runtime keeps what it makes once. A report ends the run with another status.
  status=0
  ASAN_OPTIONS=detect_leaks=0 LD_PRELOAD=$preload \
    $swift test -c release --disable-sandbox --scratch-path $scratch --sanitize $sanitizer \
    --skip-build --parallel --filter "$filter" > $log 2>&1 || status=$?
  reports=$(grep -c -E '(ERROR: AddressSanitizer|WARNING: ThreadSanitizer)' $log || true)
  tests=$(sed -n 's/.*Test run with \([0-9]* tests\).*/\1/p' $log | tail -1)
  echo "$sanitizer: ${tests:-no end}, $reports reports, $(($(date +%s) - start)) s"
  if [ $status != 0 ] || [ "$reports" != 0 ]; then
    failed=1
    grep -E -A 25 '(ERROR: AddressSanitizer|WARNING: ThreadSanitizer)|✘' $log | head -200 >&2
  fi
done
exit $failed
