// The exit statuses of all commands: `mini help exit-status`.

import BuildCache
import MiniDriver

/// Exit statuses. The raw value of a case is its number.
///
/// - SeeAlso: Architecture, section 9
enum ExitStatus: Int32, CaseIterable {
  case done = 0
  /// The program has errors, or verify found faults. The faults have been printed.
  case faultsFound = 1
  /// The command failed for a reason that has no number of its own.
  case couldNotBeDone = 2
  case toolchainFailed = 3
  case noCache = 4
  case cacheUnusable = 5
  case exchangeFailed = 6
  case wrongUsage = 64

  /// The word for it in JSON.
  var cause: String {
    switch self {
    case .done: "done"
    case .faultsFound: "faults"
    case .couldNotBeDone: "failure"
    case .toolchainFailed: "toolchain"
    case .noCache: "noCache"
    case .cacheUnusable: "cacheUnusable"
    case .exchangeFailed: "exchange"
    case .wrongUsage: "usage"
    }
  }

  private var meaning: String {
    switch self {
    case .done: "done"
    case .faultsFound:
      "the program has errors, a test failed, verify or doctor found a fault, a snapshot was refused,"
        + " or the answer is no, as that of 'cat-object -e'; the reasons have been printed"
    case .couldNotBeDone:
      "it could not be done for any other reason: no such file, object or build, no permission, a full disk,"
        + " a wrong setting"
    case .toolchainFailed: "clang or lld is absent, or failed"
    case .noCache: "the command needs a cache, and there is none"
    case .cacheUnusable:
      "the cache cannot be used: another user's, a newer mini's, or not one of mini's"
    case .exchangeFailed: "Git, a repository or a bundle did not give or take the snapshots"
    case .wrongUsage: "the command line is wrong"
    }
  }

  /// The topic of `mini help` that has ``help``.
  static let topic = "exit-status"

  /// A page about all exit statuses, with lines of less than 80 columns.
  static var help: String {
    """
    EXIT STATUSES

    \(allCases.map(\.paragraph).joined())
    A command that finds no cache, and has nothing to do without one (gc, clean,
    verify, log and their like), says so and exits with 0. A build whose cache
    cannot be used goes on without it. 'run' and 'eval' exit as the program does
    once it runs: a panic is 101. With '--json', a command that fails with 2 or
    more also prints an object with the cause as a word.
    """
  }

  /// The number, the word, and the meaning in lines that fit a terminal.
  private var paragraph: String {
    let margin = String(repeating: " ", count: 21)
    var lines: [String] = []
    var line = ""
    for word in meaning.split(separator: " ") {
      if !line.isEmpty, margin.count + line.count + word.count >= 79 {
        lines.append(line)
        line = ""
      }
      line += (line.isEmpty ? "" : " ") + word
    }
    let head = NumberText.padded("\(rawValue)", to: 4) + "  " + NumberText.filled(cause, to: 15)
    return head + (lines + [line]).joined(separator: "\n" + margin) + "\n"
  }

  init(of error: BuildError) {
    switch error {
    case .toolchain: self = .toolchainFailed
    case .cacheUnusable: self = .cacheUnusable
    case .rootNotFound, .rootNotInFolder, .rootUnusable, .source, .output, .notDurable:
      self = .couldNotBeDone
    }
  }

  init(of error: CacheDirectoryError) {
    // A file that cannot be opened says nothing about the cache: the machine can be out of descriptors.
    if case .file = error { self = .couldNotBeDone } else { self = .cacheUnusable }
  }

  init(of error: MaintenanceError) {
    switch error {
    case .directory(let error): self.init(of: error)
    case .newer: self = .cacheUnusable
    case .file, .object: self = .couldNotBeDone
    }
  }

  init(of error: SnapshotError) {
    switch error.cause {
    case .snapshot: self = .couldNotBeDone
    case .noCache: self = .noCache
    case .cacheUnusable: self = .cacheUnusable
    case .exchange: self = .exchangeFailed
    }
  }
}
