// How a program of the toolchain ended.

import Glibc

/// The result of a program's run.
struct ToolEnd: Sendable {
  /// Why it did not succeed.
  enum Failure: Sendable, CustomStringConvertible {
    case exit(status: Int32)
    case signal(Int32)
    /// It was not started.
    case notStarted(String)

    /// Whether the program probably refused its arguments.
    var isOfWords: Bool { if case .exit = self { true } else { false } }
    /// Whether it ran, so that its input can be the cause.
    var isOfRun: Bool { if case .notStarted = self { false } else { true } }

    var description: String {
      switch self {
      case .exit(let status): "exit status \(status)"
      case .signal(SIGKILL): "signal \(SIGKILL): the system may be out of memory"
      case .signal(let number): "signal \(number)"
      case .notStarted(let reason): "cannot be started: \(reason)"
      }
    }
  }

  /// `nil`: it succeeded.
  let failure: Failure?
  /// The beginning of its standard error.
  let said: [UInt8]
  /// From its turn to its end.
  let time: ClosedRange<ContinuousClock.Instant>

  /// The first line of `said`, after a colon and a space; empty if there is none.
  var firstLine: String { Self.firstLine(of: said) }

  static func firstLine(of said: [UInt8]) -> String {
    let lines = String(decoding: said, as: UTF8.self).split(whereSeparator: \.isNewline)
    // A crash report begins with a request to submit it.
    guard let line = lines.first(where: { !$0.hasPrefix("PLEASE submit a bug report") }) else {
      return ""
    }
    return ": " + line.prefix(lineMax)
  }

  /// Some messages quote a whole line of IR.
  private static let lineMax = 400
}
