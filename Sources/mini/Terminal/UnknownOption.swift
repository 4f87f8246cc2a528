// Finds an option that a command does not have, where the parser reports something else first.

import ArgumentParser
import MiniFrontend

/// The first word of a command line that begins like an option and is none of the command's.
struct UnknownOption {
  private let command: String
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
    self.command = arguments[0]
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
        : outputHint ?? meant.map { ". Did you mean '\($0)'?" } ?? ""
    return "Unknown option '\(word)'\(hint)"
  }

  /// The substitute for the option of other commands that names the file of the result.
  private var outputHint: String? {
    guard word.hasPrefix("-o") || ["--out", "--output"].contains(word.prefix { $0 != "=" }) else {
      return nil
    }
    if known.contains("-o") { return ". Did you mean '-o'?" }
    return command == "run"
      ? "; 'mini build -o' writes the program to a path"
      : "; the result goes to standard output, and with '> file' to a file"
  }

  /// The option that is most likely meant. All options of one letter are near to each other, so of these
  /// only the one with the same letter can be meant.
  private var meant: String? {
    guard word.utf8.count == 2 else { return Suggestion.nearest(to: word, among: known) }
    return known.first { $0.lowercased() == word.lowercased() }
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
