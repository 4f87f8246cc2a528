// The files whose tests have all passed.

import BuildCache

/// Decides for whole files that none of their tests has to run, so that nothing that they reach has to
/// be looked at. Note 20 says on what this depends.
struct PassedFiles: Sendable {
  /// The result of a file's tests, once they have run.
  private struct Pending: Sendable {
    let file: CompiledTests.File
    let inputs: Digest
    /// Those that run or are cached. They are all tests of the file, unless one always runs or is
    /// left out by a filter.
    let symbols: [String]
    let isComplete: Bool
  }

  private let closures: ImportClosures
  private let conditions: Digest
  private var tests: CompiledTests
  private var pending: [Pending] = []

  init(_ tests: CompiledTests, _ closures: ImportClosures, _ conditions: TestConditions) {
    self.tests = tests
    self.closures = closures
    let words = [conditions.toolchain, conditions.options].joined(separator: " ")
    self.conditions = Digest(of: [conditions.digest, Digest(hashing: Array(words.utf8))])
  }

  /// Whether all tests of a file have passed with the IR of now.
  func contains(_ file: CompiledTests.File) -> Bool {
    tests.tests(of: file).passed == inputs(of: file)
  }

  /// Takes note of the tests of a file that had not all passed.
  mutating func expect(_ built: [BuiltTest], of file: CompiledTests.File) {
    let runsAlways = built.contains {
      if case .alwaysRuns = $0.work { true } else { false }
    }
    pending.append(
      Pending(
        file: file, inputs: inputs(of: file), symbols: built.map(\.symbol),
        isComplete: !runsAlways && built.count == tests.tests(of: file).names.count))
  }

  /// Keeps the project's tests, with the files that have passed now. Does not save them.
  ///
  /// - Parameter failed: the symbols of the tests that ran and did not pass.
  func keep(in cache: MultiLevelCache, failed: Set<String>) {
    var entries = tests.entries
    var isNew = !tests.areKnown
    for each in pending {
      var passed = entries[each.file.entry].passed
      if each.symbols.contains(where: failed.contains) {
        passed = nil
      } else if each.isComplete {
        passed = each.inputs
      }
      if passed != entries[each.file.entry].passed {
        entries[each.file.entry].passed = passed
        isNew = true
      }
    }
    if isNew { cache.keep(tests: entries) }
  }

  private func inputs(of file: CompiledTests.File) -> Digest {
    Digest(of: [
      conditions, closures.digests[file.position], Digest(tests.tests(of: file).irID),
    ])
  }
}
