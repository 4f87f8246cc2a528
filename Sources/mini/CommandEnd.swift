// The end of a command that does not simply return: its messages and exit status. Errors are not
// formatted before this point.

import ArgumentParser
import BuildCache
import FileIO
import Glibc
import MiniDriver
import MiniFrontend

/// The end of the process after a thrown error: its messages and its exit status.
struct CommandEnd {
  private let status: ExitStatus
  private var result = ""
  private var message = ""

  /// - Parameters:
  ///   - command: the root of all commands; it words the parser's errors.
  ///   - names: of all commands.
  ///   - arguments: those of the process, without its own name.
  init(
    _ error: any Error, of command: any ParsableCommand.Type, _ names: CommandNames,
    arguments: [String]
  ) {
    switch error {
    case is FoundFaults:
      status = .faultsFound
    case let failure as CommandFailure:
      status = .couldNotBeDone
      message = "mini: error: \(failure.message)\n"
    case let unknown as UnknownCommand:
      status = .wrongUsage
      message = names.absence(of: unknown.name)
    case let failure as OutputFailure:
      status = .couldNotBeDone
      message = failure.isClosedPipe ? "" : "mini: error: \(failure)\n"
    case let failure as BuildError:
      status = .couldNotBeDone
      message = "mini: error: \(failure)\n"
    case let failure as ConfigurationError:
      status = .couldNotBeDone
      message = "mini: error: \(failure)\(failure.hint)\n"
    case let failure as FileError:
      status = .couldNotBeDone
      message = "mini: error: \(failure)\n"
    default:
      let text = command.fullMessage(for: error)
      switch command.exitCode(for: error) {
      case .success:
        status = .done
        result = text.isEmpty || text.hasSuffix("\n") ? text : text + "\n"
      case .validationFailure:
        status = .wrongUsage
        message = Self.usageMessage(text, names, arguments: arguments)
      default:
        status = .couldNotBeDone
        message = "mini: error: \(text)\n"
      }
    }
  }

  /// Prints the output and ends the process.
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

  /// The parser's message, or a better one if that misleads.
  private static func usageMessage(
    _ text: String, _ names: CommandNames, arguments: [String]
  ) -> String {
    if let name = arguments.first, !name.hasPrefix("-"), !names.all.contains(name) {
      return names.absence(of: name)
    }
    let prefix = "Error: "
    let words = text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : text
    return "mini: error: \(withoutFarSuggestion(words))" + (words.hasSuffix("\n") ? "" : "\n")
  }

  /// The parser suggests any name that differs in less than four characters, however short it is.
  private static func withoutFarSuggestion(_ words: String) -> String {
    let parts = words.split(separator: "'", omittingEmptySubsequences: false)
    guard parts.count > 4, parts[0] == "Unknown option ", parts[2] == ". Did you mean ",
      Suggestion.nearest(to: String(parts[1]), among: [String(parts[3])]) == nil
    else { return words }
    let rest = parts[4...].joined(separator: "'")
    return "Unknown option '\(parts[1])'" + rest.dropFirst()
  }
}
