// How far the tests go that could go on for ever.

import Glibc

/// The factor for the number of random or repeated trials: `MINI_FUZZ_SCALE`, which `make test-long`
/// sets.
package let fuzzScale = getenv("MINI_FUZZ_SCALE").flatMap { Int(String(cString: $0)) } ?? 1
