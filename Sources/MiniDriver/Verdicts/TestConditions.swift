// On what the verdicts of all tests depend beside the IR that they reach.

import BuildCache

/// How the tests of a project are compiled and run.
struct TestConditions: Sendable {
  /// A digest of everything that shows in an executable beside its IR.
  let toolchain: String
  /// Of the program.
  let options: String
  /// Of the compiler, and of the conditions under which tests run.
  let digest = Digest(hashing: Array("\(compilerEpochHex) \(Self.number)".utf8))

  /// The conditions under which tests run, see ``TestRun``: each change of them needs another number.
  private static let number = "conditions 1"

  init(toolchain: ToolchainRecord.Identity, options: String) {
    self.toolchain = "\(Digest(of: [toolchain.compiler, toolchain.linker]))"
    self.options = options
  }
}
