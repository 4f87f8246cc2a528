// How a command ends that does not simply end: what is printed, and the exit status. Errors stay
// structured until they come here.

import ArgumentParser
import BuildCache
import FileIO
import Glibc
import MiniDriver
import MiniFrontend

/// Exit statuses.
///
/// - SeeAlso: Architecture, section 9
enum ExitStatus: Int32 {
  case done = 0
  /// The program has errors, or verify found faults. The faults have been printed.
  case faultsFound = 1
  /// It could not be done: root not found, I/O, no toolchain.
  case couldNotBeDone = 2
  case wrongUsage = 64
}

/// Ends a command with a message for the user and exit status 2.
struct CommandFailure: Error {
  let message: String

  init(_ message: String) {
    self.message = message
  }
}

/// Ends a command whose findings have been printed.
struct FoundFaults: Error {}

/// Ends a command that speaks of a command there is not.
struct UnknownCommand: Error {
  let name: String
}

/// The end of the process after a thrown error: its messages and its exit status.
struct CommandEnd {
  private let status: ExitStatus
  private var result = ""
  private var message = ""

  /// - Parameter arguments: as the process was started, without its own name.
  init(_ error: any Error, arguments: [String]) {
    switch error {
    case is FoundFaults:
      status = .faultsFound
    case let failure as CommandFailure:
      status = .couldNotBeDone
      message = "mini: error: \(failure.message)\n"
    case let unknown as UnknownCommand:
      status = .wrongUsage
      message = CommandNames.absence(of: unknown.name)
    case let failure as OutputFailure:
      status = .couldNotBeDone
      message = failure.isClosedPipe ? "" : "mini: error: \(failure)\n"
    case let failure as BuildError:
      status = .couldNotBeDone
      message = "mini: error: \(failure)\n"
    case let failure as ConfigurationError:
      status = .couldNotBeDone
      message = "mini: error: \(failure)\(Self.hint(failure))\n"
    case let failure as FileError:
      status = .couldNotBeDone
      message = "mini: error: \(failure)\n"
    default:
      let text = Mini.fullMessage(for: error)
      switch Mini.exitCode(for: error) {
      case .success:
        status = .done
        result = text.isEmpty || text.hasSuffix("\n") ? text : text + "\n"
      case .validationFailure:
        status = .wrongUsage
        message = Self.usageMessage(text, arguments: arguments)
      default:
        status = .couldNotBeDone
        message = "mini: error: \(text)\n"
      }
    }
  }

  /// Prints what is to be printed and ends the process.
  func finish() -> Never {
    do {
      try StandardOutput.write(result)
    } catch {
      if !error.isClosedPipe { StandardError.write("mini: error: \(error)\n") }
      exit(ExitStatus.couldNotBeDone.rawValue)
    }
    StandardError.write(Arguments.readable(message))
    exit(status.rawValue)
  }

  /// The setting that a misspelt one was meant to be.
  static func hint(_ error: ConfigurationError) -> String {
    guard case .unknownKey(let name) = error.problem else { return "" }
    let meant = nearest(to: name, among: SettingKey.documented.map(\.rawValue))
    return meant.map { "; did you mean '\($0)'?" } ?? ""
  }

  /// The parser's words, or better ones where they mislead.
  private static func usageMessage(_ text: String, arguments: [String]) -> String {
    if let name = arguments.first, !name.hasPrefix("-"), !CommandNames.all.contains(name) {
      return CommandNames.absence(of: name)
    }
    let prefix = "Error: "
    let words = text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : text
    return "mini: error: \(withoutFarSuggestion(words))" + (words.hasSuffix("\n") ? "" : "\n")
  }

  /// The parser suggests whatever is less than four changes away, however short the name is.
  private static func withoutFarSuggestion(_ words: String) -> String {
    let parts = words.split(separator: "'", omittingEmptySubsequences: false)
    guard parts.count > 4, parts[0] == "Unknown option ", parts[2] == ". Did you mean ",
      nearest(to: String(parts[1]), among: [String(parts[3])]) == nil
    else { return words }
    let rest = parts[4...].joined(separator: "'")
    return "Unknown option '\(parts[1])'" + rest.dropFirst()
  }
}
