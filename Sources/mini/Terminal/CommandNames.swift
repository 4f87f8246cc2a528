// The names of the commands, and the message for an unknown one.

import MiniFrontend

struct CommandNames {
  /// In the order of the help.
  let subcommands: [String]

  /// The subcommands, and the help, which is a command itself.
  var all: [String] { subcommands + ["help"] }

  /// Names of the same commands in other tools.
  private static let synonyms = [
    "addr2line": "locate", "cat-file": "cat-object", "compile": "build", "exec": "run",
    "format": "fmt", "fsck": "verify", "init": "new", "make": "build", "prune": "gc",
    "repack": "gc", "start": "run", "version": "--version",
  ]

  /// The message for an unknown command, with the command that was probably meant.
  func absence(of name: String) -> String {
    let hint =
      if name.hasSuffix(".mini") {
        "; to build a file, 'mini build \(name)'"
      } else if let meant = meant(by: name) {
        "; did you mean '\(meant)'?"
      } else {
        ""
      }
    return "mini: error: there is no command '\(name)'\(hint)\n"
      + "The commands: \(subcommands.joined(separator: ", ")).\nSee 'mini --help'.\n"
  }

  private func meant(by name: String) -> String? {
    if let meant = Self.synonyms[name] { return meant }
    let longer = all.filter { $0.hasPrefix(name + "-") }
    return longer.count == 1 ? longer[0] : Suggestion.nearest(to: name, among: all)
  }
}
