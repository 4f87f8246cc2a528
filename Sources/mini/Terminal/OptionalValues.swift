// Options with an optional value, as in Git: `--batch` and `--batch=FORMAT`. The parser knows only
// flags and options with values, so the value becomes a separate option.

/// Rewrites arguments before they are parsed.
enum OptionalValues {
  /// A command's flags, each with the option for its value; empty for most commands.
  private static func rewritten(_ command: String) -> [(flag: String, option: String)] {
    switch command {
    // The parser rejects empty values; after a colon, the value is never empty.
    case "cat-object":
      ["--batch", "--batch-check", "--batch-command"].map { ($0, "--batch-format=:") }
    case "gc": [("--recompress", "--recompress-level=")]
    case "verify": [("--recompute", "--recompute-sample=")]
    case "fetch", "import": [("--recheck", "--recheck-sample=")]
    default: []
    }
  }

  /// Rewrites `cat-object --batch=F` to `cat-object --batch --batch-format=:F`. Arguments after
  /// `--` are unchanged.
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
