// A build in numbers.

/// The number of files, functions or units of a build.
package struct BuildCounts: Hashable, Sendable {
  package var total = 0
  package var compiled = 0
  package var cached: Int { total - compiled }

  package init(total: Int = 0, compiled: Int = 0) {
    self.total = total
    self.compiled = compiled
  }
}

/// The verdicts of one run of tests.
package struct TestCounts: Hashable, Sendable {
  package var passed = 0
  /// Those of the passed that did not run.
  package var cached = 0
  package var failed = 0
  package var total: Int { passed &+ failed }
  package var run: Int { total &- cached }

  package init(passed: Int = 0, cached: Int = 0, failed: Int = 0) {
    self.passed = passed
    self.cached = cached
    self.failed = failed
  }
}

/// Wall time by phase, nanoseconds.
package struct BuildPhases: Hashable, Sendable {
  package var load: UInt64
  package var stat: UInt64
  package var compile: UInt64
  package var save: UInt64
  /// The toolchain's share; 0 if it did not run.
  package var native: UInt64
  package var total: UInt64

  package init(
    load: UInt64 = 0, stat: UInt64 = 0, compile: UInt64 = 0, save: UInt64 = 0,
    native: UInt64 = 0, total: UInt64 = 0
  ) {
    self.load = load
    self.stat = stat
    self.compile = compile
    self.save = save
    self.native = native
    self.total = total
  }
}

/// The lookups of one build that hit. Files that it took over from the last build without a lookup are
/// not among them.
package struct BuildHits: Hashable, Sendable {
  package var files = 0
  package var functions = 0
  package var units = 0
  /// Those among them that other caches had.
  package var upstream = 0
  /// The recorded times of compiling them, nanoseconds.
  package var savedNanoseconds: UInt64 = 0

  package init(
    files: Int = 0, functions: Int = 0, units: Int = 0, upstream: Int = 0,
    savedNanoseconds: UInt64 = 0
  ) {
    self.files = files
    self.functions = functions
    self.units = units
    self.upstream = upstream
    self.savedNanoseconds = savedNanoseconds
  }
}
