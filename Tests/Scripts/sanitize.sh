#!/bin/sh
# Runs the tests that stay in one process under Address Sanitizer, then under Thread Sanitizer. These
# are all tests but those of the finished executable, which is linked in another way. SANITIZERS
# selects one of the two, SANITIZE_FILTER some of the tests. Each sanitizer has its own scratch
# folder, because all code is instrumented.
#
# They are 491 tests of 48 suites: the store, the caches, the compiler and the driver, with the crash
# and fault sweeps, simulations, threads and committed fuzzing inputs at the size of `make test`. On two
# cores this takes half an hour, most of it building: the tests themselves take 6 minutes under Address
# Sanitizer and 9 under Thread Sanitizer.
set -eu
cd "$(dirname "$0")/../.."
swift=${SWIFT:-swift}
filter=${SANITIZE_FILTER:-'^(FileIO|ObjectStore|BuildCache|MiniFrontend|MiniBackend|MiniDriver|FuzzCorpus)Tests'}
failed=0

for sanitizer in ${SANITIZERS:-address thread}; do
  scratch=.build-$sanitizer
  export MINI_SANITIZED=$sanitizer
  log=$scratch/tests.log
  mkdir -p $scratch
  preload=
  if [ $sanitizer = thread ]; then
    # Without this library, data under a contended lock is reported as a race (see tsan-mutex.c).
    preload=$PWD/$scratch/tsan-mutex.so
    clang -O1 -shared -fPIC -o "$preload" Tests/Scripts/tsan-mutex.c -ldl
  fi
  $swift build -c release --disable-sandbox --scratch-path $scratch --sanitize $sanitizer \
    --build-tests > $scratch/build.log 2>&1 || {
    tail -40 $scratch/build.log >&2
    exit 1
  }
  start=$(date +%s)
  # No leak detection: the Swift runtime never frees data that it creates once. A report changes the
  # exit status.
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
