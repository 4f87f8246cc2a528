// The end of a command that does not simply return: its messages and exit status. Errors are not
// formatted before this point.

import ArgumentParser
import BuildCache
import FileIO
import Glibc
import MiniDriver

/// The end of the process after a thrown error: its messages and its exit status.
struct CommandEnd {
  private let status: ExitStatus
  private var result = ""
  private var message = ""
  /// Whether the reason also goes to standard output, as JSON.
  private let wantsJSON: Bool

  /// - Parameters:
  ///   - command: the root of all commands; it words the parser's errors.
  ///   - names: of all commands.
  ///   - arguments: those of the process, without its own name.
  init(
    _ error: any Error, of command: any ParsableCommand.Type, _ names: CommandNames,
    arguments: [String]
  ) {
    let words = arguments.prefix { $0 != "--" }
    wantsJSON =
      words.contains("--json") || words.contains("--format=json")
      || zip(words, words.dropFirst()).contains { $0 == ("--format", "json") }
    switch error {
    case is FoundFaults:
      status = .faultsFound
    case let failure as CommandFailure:
      status = failure.status
      message = "mini: error: \(failure.message)\n"
    case let unknown as UnknownCommand:
      status = .wrongUsage
      message = names.absence(of: unknown.name)
    case let failure as OutputFailure:
      status = .couldNotBeDone
      message = failure.isClosedPipe ? "" : "mini: error: \(failure)\n"
    case let failure as BuildError:
      status = ExitStatus(of: failure)
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
      case .success where !Self.asksForHelp(arguments):
        // The parser takes '-dash' for '-d -a -s -h'.
        status = .wrongUsage
        let unknown = UnknownOption(in: arguments, of: command)
        message =
          "mini: error: " + (unknown?.message ?? "Unknown option '\(arguments[0])'") + "\n"
      case .success:
        status = .done
        result = text.isEmpty || text.hasSuffix("\n") ? text : text + "\n"
      case .validationFailure:
        status = .wrongUsage
        message = Self.usageMessage(text, names, of: command, arguments: arguments)
      default:
        status = .couldNotBeDone
        message = "mini: error: \(text)\n"
      }
    }
  }

  /// Prints the output and ends the process.
  func finish() -> Never {
    do {
      try StandardOutput.write(result + report)
    } catch {
      if !error.isClosedPipe { StandardError.write("mini: error: \(error)\n") }
      exit(ExitStatus.couldNotBeDone.rawValue)
    }
    StandardError.write(Arguments.readable(message))
    exit(status.rawValue)
  }

  /// Why the command failed, for machines; empty if that is not asked for, or was printed.
  private var report: String {
    let prefix = "mini: error: "
    guard wantsJSON, status.rawValue > ExitStatus.faultsFound.rawValue, !message.isEmpty else {
      return ""
    }
    let text = Arguments.readable(message).split(separator: "\n").first ?? ""
    return JSON.line([
      ("kind", .string("error")), ("cause", .string(status.cause)),
      ("exitStatus", .integer(Int64(status.rawValue))),
      ("message", .string(String(text.hasPrefix(prefix) ? text.dropFirst(prefix.count) : text))),
    ])
  }

  /// The parser's message, or a better one if that misleads.
  private static func usageMessage(
    _ text: String, _ names: CommandNames, of command: any ParsableCommand.Type,
    arguments: [String]
  ) -> String {
    if let name = arguments.first, !name.hasPrefix("-"), !names.all.contains(name) {
      return names.absence(of: name)
    }
    let prefix = "Error: "
    var words = text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : text
    if let unknown = UnknownOption(in: arguments, of: command) {
      // The parser looks for absent arguments first, and suggests names that are far off.
      let usage = words.firstIndex(of: "\n").map { String(words[$0...]) }
      words = unknown.message + (usage ?? "")
    }
    words = withPlainExclusion(words)
    return "mini: error: \(words)" + (words.hasSuffix("\n") ? "" : "\n")
  }

  /// Whether a word asks for help or for the version. Without a word, the command is `mini` alone.
  private static func asksForHelp(_ arguments: [String]) -> Bool {
    arguments.isEmpty || arguments[0] == "help"
      || arguments.contains { ["-h", "--help", "-help", "--version"].contains($0) }
      || arguments.contains { $0.hasPrefix("--generate-completion") || $0.hasPrefix("--exp") }
      || arguments[0].hasPrefix("---completion")
  }

  /// The parser's words for two flags that exclude each other, made plain.
  private static func withPlainExclusion(_ words: String) -> String {
    let parts = words.split(separator: "'", omittingEmptySubsequences: false)
    guard parts.count > 4, parts[0].hasSuffix("to be set with flag "),
      parts[2].contains("already been set with flag ")
    else { return words }
    return "'\(parts[3])' and '\(parts[1])' exclude each other"
      + parts[4...].joined(separator: "'").drop { $0 != "\n" }
  }
}
