// Options whose value may be left out, as Git has them: `--batch` and `--batch=FORMAT`. The parser
// knows flags and options with values; so the value becomes an option of its own.

/// Rewrites arguments before they are parsed.
enum OptionalValues {
  /// By command: the flag, and the option that takes its value.
  private static let rewritten: [String: [(flag: String, option: String)]] = [
    // The parser takes no empty value; behind a colon there is none.
    "cat-object": [("--batch", "--batch-format=:"), ("--batch-check", "--batch-format=:")],
    "verify": [("--recompute", "--recompute-sample=")],
  ]

  /// `cat-object --batch=F` becomes `cat-object --batch --batch-format=:F`; what stands after `--`
  /// is left alone.
  static func split(_ arguments: [String]) -> [String] {
    guard let command = arguments.first, let pairs = rewritten[command] else { return arguments }
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
