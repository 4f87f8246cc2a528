// The types of settings, and what is wrong with a value.

import MiniRemoteProtocol

/// The type of a setting.
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
  case text
  /// One of these words.
  case choice([String])
  /// A list of names with values, one per value of the setting.
  case pairs(separator: Character)
  /// As in `2s`.
  case duration
  /// The address of a remote cache.
  case remote
  /// A list of them.
  case remotes
  /// A list of public keys.
  case key

  /// Whether values accumulate; if not, only the last counts.
  package var isList: Bool {
    switch self {
    case .paths, .words, .pairs, .remotes, .key: true
    case .count, .size, .age, .flag, .path, .program, .projectPath, .text, .choice, .duration,
      .remote:
      false
    }
  }

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
      case .text: return nil
      case .choice(let words):
        return words.contains(text)
          ? nil : "'\(text)' is not one of: \(words.joined(separator: ", "))"
      case .pairs(let separator):
        let hasName = text.firstIndex(of: separator).map { $0 > text.startIndex } ?? false
        return value.isEmpty || hasName ? nil : "'\(text)' is not NAME\(separator)VALUE"
      case .duration:
        guard try Amount.nanoseconds(text) > 0 else { return "it is zero" }
      case .remote: return Self.remoteProblem(text)
      case .remotes: return value.isEmpty ? nil : Self.remoteProblem(text)
      case .key:
        return value.isEmpty || TrustKey(value) != nil
          ? nil : "'\(text)' is not an Ed25519 key of SSH: 'ssh-ed25519 AAAA…'"
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

  private static func remoteProblem(_ text: String) -> String? {
    RemoteEndpoint(url: text).address == nil
      ? "'\(text)' is not grpc://HOST:PORT or grpcs://HOST:PORT" : nil
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
