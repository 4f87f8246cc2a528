// A cache's `config`: a Git configuration file, written here, and read as far as the settings go
// that the cache stands on.
//
//   file    = { line LF }
//   line    = [ section ] [ setting ] [ ("#" | ";") … ]
//   section = "[" name [ SP '"' name '"' ] "]"
//   setting = name [ "=" value ]
//
// SeeAlso: git-config(1), "Syntax". Values that span lines are not read: nothing here has one.

/// What a cache's configuration says, and must say.
package enum CacheConfig {
  /// What is written. `preciousObjects` and `gc.auto` keep `git gc` and `git prune` from removing
  /// what no ref reaches, which is everything; `[mini] cache` is the sign that the folder is ours.
  package static let text = """
    [core]
    \trepositoryformatversion = 1
    \tfilemode = true
    \tbare = true
    [extensions]
    \tobjectFormat = sha256
    \tpreciousObjects = true
    [gc]
    \tauto = 0
    [mini]
    \tcache = 1

    """

  /// Whether the bytes bear the sign.
  package static func bearsSign(_ bytes: [UInt8]) -> Bool {
    bytes == Array(text.utf8) || settings(bytes)?["mini.cache"] == "1"
  }

  /// Whether it is the configuration of a cache of a version to come.
  static func isNewer(_ bytes: [UInt8]) -> Bool {
    guard let version = settings(bytes)?["mini.cache"].flatMap({ Int($0) }) else { return false }
    return version > 1
  }

  /// Whether all settings that the cache stands on are as they must be.
  package static func isSound(_ bytes: [UInt8]) -> Bool { problem(bytes) == nil }

  /// What is wrong with a configuration, for a reader; nil where all settings that the cache stands
  /// on are as they must be. Others are the user's.
  static func problem(_ bytes: [UInt8]) -> String? {
    if bytes == Array(text.utf8) { return nil }
    guard let settings = settings(bytes) else { return "it cannot be read" }
    for (name, allowed) in required where !allowed.contains(settings[name]?.lowercased() ?? "") {
      return "it does not set '\(name)' to '\(allowed[0])'"
    }
    return nil
  }

  /// The settings that a cache stands on, in the order in which they are missed.
  private static let required: [(name: String, allowed: [String])] = [
    ("mini.cache", ["1"]), ("core.repositoryformatversion", ["1"]), ("core.bare", truths),
    ("extensions.objectformat", ["sha256"]), ("extensions.preciousobjects", truths),
    ("gc.auto", ["0"]),
  ]

  private static let truths = ["true", "yes", "on", "1"]

  /// `section.name` (in lower case) → the last value given; nil when a line cannot be read.
  package static func settings(_ bytes: [UInt8]) -> [String: String]? {
    guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
    var settings: [String: String] = [:]
    var section = ""
    for line in text.split(whereSeparator: \.isNewline) {
      var rest = withoutComment(line)[...]
      rest = trimmed(rest)
      if rest.first == "[" {
        guard let end = rest.firstIndex(of: "]") else { return nil }
        section = rest[rest.index(after: rest.startIndex)..<end].lowercased()
        rest = trimmed(rest[rest.index(after: end)...])
      }
      if rest.isEmpty { continue }
      let halves = rest.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = trimmed(halves[0]).lowercased()
      guard !name.isEmpty, name.utf8.allSatisfy(isNameCharacter) else { return nil }
      guard !section.isEmpty else { return nil }
      let value = halves.count == 2 ? String(trimmed(halves[1])) : "true"
      settings["\(section).\(name)"] = value.filter { $0 != "\"" }
    }
    return settings
  }

  private static func withoutComment(_ line: Substring) -> Substring {
    var isQuoted = false
    for index in line.indices {
      switch line[index] {
      case "\"": isQuoted.toggle()
      case "#", ";": if !isQuoted { return line[..<index] }
      default: break
      }
    }
    return line
  }

  private static func trimmed(_ text: Substring) -> Substring {
    var text = text
    while let first = text.first, first.isWhitespace { text.removeFirst() }
    while let last = text.last, last.isWhitespace { text.removeLast() }
    return text
  }

  private static func isNameCharacter(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x61...0x7A, 0x30...0x39, 0x2D: true
    default: false
    }
  }
}
