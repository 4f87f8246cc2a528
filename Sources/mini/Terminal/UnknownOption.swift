// Finds an option that a command does not have, where the parser reports something else first.

import ArgumentParser
import MiniFrontend

/// The first word of a command line that begins like an option and is none of the command's.
struct UnknownOption {
  private let word: String
  private let known: [String]

  /// - Parameters:
  ///   - arguments: those of the process; the first names the subcommand.
  ///   - root: the root of all commands.
  /// - Returns: `nil` if the command's help names all options.
  init?(in arguments: [String], of root: any ParsableCommand.Type) {
    let subcommands = root.configuration.groupedSubcommands.flatMap { $0.subcommands }
    guard
      let command = subcommands.first(where: {
        $0.configuration.commandName == arguments.first
      })
    else { return nil }
    let known =
      Self.options(in: root.helpMessage(for: command, includeHidden: true)) + ["-C"]
    let words = arguments.dropFirst().prefix { $0 != "--" }
    guard let word = words.first(where: { !Self.isKnown($0, known) }) else { return nil }
    self.word = word
    self.known = known
  }

  var message: String {
    let isFile = word.hasSuffix(".mini") && !word.hasPrefix("--")
    let isNumber = word.dropFirst().first?.isNumber == true
    let hint =
      isFile
      ? "; a file of this name is './\(word)'"
      : isNumber
        ? "; no option takes a negative value"
        : Suggestion.nearest(to: word, among: known).map { ". Did you mean '\($0)'?" } ?? ""
    return "Unknown option '\(word)'\(hint)"
  }

  /// The options that a help text names.
  private static func options(in help: String) -> [String] {
    help.split { " \n,[]()|=<>'".contains($0) }.filter { $0.hasPrefix("-") }.map(String.init)
  }

  /// Whether a word is not an option, or is one of these. Short options can be joined to each other
  /// and to a value: `-vq`, `-O2`.
  private static func isKnown(_ word: String, _ known: [String]) -> Bool {
    guard word.hasPrefix("-"), word != "-" else { return true }
    if word.hasPrefix("--") {
      return known.contains { $0 == word.prefix { $0 != "=" } }
    }
    let letters = word.dropFirst()
    let isJoined = ["C", "O", "o", "j", "t"].contains { letters.hasPrefix($0) }
    return letters.prefix(isJoined ? 1 : letters.count).allSatisfy { known.contains("-\($0)") }
  }
}
