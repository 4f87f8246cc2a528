// The types of settings, and what is wrong with a value.

package enum SettingType: Hashable, Sendable {
  case count(ClosedRange<UInt64>)
  case size
  /// `true` or `false`, in any of Git's words.
  case flag
  /// As in `90d`, or `never`.
  case age
  /// In a file: absolute, or in the home folder (`~/…`). In an option or a variable: any path.
  case path
  /// A name on the search path, or a path.
  case program
  /// A list of paths, one per value. An empty value discards those before it.
  case paths
  /// A path inside the project, relative to its folder, without hidden folders and files.
  case projectPath
  /// A list of words, one or more per value. An empty value discards those before it.
  case words

  /// Whether values accumulate; if not, only the last counts.
  package var isList: Bool { self == .paths || self == .words }

  /// Describes what is wrong with a value; `nil` if it is valid.
  func problem(_ value: [UInt8], in layer: ConfigurationLayer) -> String? {
    let text = String(decoding: value, as: UTF8.self)
    do throws(AmountError) {
      switch self {
      case .count(let range): _ = try Amount.count(text, in: range)
      case .size: _ = try Amount.bytes(text)
      case .age: _ = try Amount.age(text)
      case .flag: return Self.truth(text) == nil ? "'\(text)' is not true or false" : nil
      case .path, .program: return value.isEmpty ? "it is empty" : pathProblem(value, layer)
      case .paths: return value.isEmpty || text == "*" ? nil : pathProblem(value, layer)
      case .projectPath: return Self.projectPathProblem(text)
      case .words: return Self.variableProblem(value)
      }
      return nil
    } catch {
      return "\(error)"
    }
  }

  /// The words of a value of type ``words``, separated by spaces, tabs or commas.
  static func words(of value: [UInt8]) -> [ArraySlice<UInt8>] {
    value.split { $0 == 0x20 || $0 == 0x09 || $0 == UInt8(ascii: ",") }
  }

  /// The value of a flag; `nil` for other text.
  ///
  /// - SeeAlso: git-config(1), "boolean"
  static func truth(_ text: String) -> Bool? {
    switch text.lowercased() {
    case "true", "yes", "on", "1": true
    case "false", "no", "off", "0", "": false
    default: nil
    }
  }

  private static func variableProblem(_ value: [UInt8]) -> String? {
    let wrong = words(of: value).first { $0.contains(UInt8(ascii: "=")) || $0.contains(0) }
    return wrong.map { "'\(String(decoding: $0, as: UTF8.self))' is not the name of a variable" }
  }

  private static func projectPathProblem(_ text: String) -> String? {
    let names = text.split(separator: "/", omittingEmptySubsequences: false)
    if text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) {
      return "it contains a control character"
    }
    if text.first == "/" || text.first == "~" || names.contains("..") {
      return "'\(text)' leads out of the project: name a path inside its folder"
    }
    let isPlain = names.allSatisfy { !$0.isEmpty && $0.first != "." && $0.first != "-" }
    return isPlain ? nil : "'\(text)' is not a path of names that do not begin with '.' or '-'"
  }

  private func pathProblem(_ value: [UInt8], _ layer: ConfigurationLayer) -> String? {
    let slash = UInt8(ascii: "/")
    if value.contains(0) { return "a path cannot contain a NUL byte" }
    if layer > .cache || value.first == slash || value.starts(with: "~/".utf8) { return nil }
    if self == .program, !value.contains(slash) { return nil }
    let text = String(decoding: value, as: UTF8.self)
    return "'\(text)' is not an absolute path, and does not begin with '~/'"
  }
}
