// Options whose value may be left out, as Git has them: `--batch` and `--batch=FORMAT`. The parser
// knows flags and options with values; so the value becomes an option of its own.

/// Rewrites arguments before they are parsed.
enum OptionalValues {
  /// A command's flags, each with the option that takes its value; empty for most commands.
  private static func rewritten(_ command: String) -> [(flag: String, option: String)] {
    switch command {
    // The parser takes no empty value; behind a colon there is none.
    case "cat-object": [("--batch", "--batch-format=:"), ("--batch-check", "--batch-format=:")]
    case "verify": [("--recompute", "--recompute-sample=")]
    default: []
    }
  }

  /// `cat-object --batch=F` becomes `cat-object --batch --batch-format=:F`; what stands after `--`
  /// is left alone.
  static func split(_ arguments: [String]) -> [String] {
    guard let command = arguments.first, case let pairs = rewritten(command), !pairs.isEmpty else {
      return arguments
    }
    let end = arguments.firstIndex(of: "--") ?? arguments.endIndex
    let front = arguments[..<end].flatMap { argument in
      guard let (flag, option) = pairs.first(where: { argument.hasPrefix($0.flag + "=") }) else {
        return [argument]
      }
      return [flag, option + argument.dropFirst(flag.count + 1)]
    }
    return front + arguments[end...]
  }
}
