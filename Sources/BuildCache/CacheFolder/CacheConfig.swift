// A cache's `config`, a Git configuration file: its text, and a check of the settings that the
// cache depends on.

import ObjectStore

/// The required content of a cache's configuration.
package enum CacheConfig {
  /// The text of a new cache's configuration. `preciousObjects` and `gc.auto` keep `git gc` and
  /// `git prune` from removing unreachable objects, which are all of them. `[mini] cache` marks the
  /// folder as mini's.
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

  /// Whether the bytes contain the sign.
  package static func bearsSign(_ bytes: [UInt8]) -> Bool {
    bytes == Array(text.utf8) || value(signName, of: bytes) == "1"
  }

  /// Whether this is the configuration of a cache of a newer version.
  static func isNewer(_ bytes: [UInt8]) -> Bool {
    guard let version = value(signName, of: bytes).flatMap({ Int($0) }) else { return false }
    return version > 1
  }

  /// Whether all settings that the cache depends on are correct.
  package static func isSound(_ bytes: [UInt8]) -> Bool { problem(bytes) == nil }

  /// Describes the first incorrect setting that the cache depends on; nil if there is none. Other
  /// settings are the user's.
  static func problem(_ bytes: [UInt8]) -> String? {
    if bytes == Array(text.utf8) { return nil }
    let config: GitConfig
    do {
      config = try GitConfig(parsing: bytes)
    } catch {
      return "line \(error.line) cannot be read: \(error.problem)"
    }
    for (name, allowed) in required {
      let value = config.value(name).map { String(decoding: $0, as: UTF8.self).lowercased() }
      guard !allowed.contains(value ?? "") else { continue }
      return "it does not set '\(name)' to '\(allowed[0])'"
    }
    return nil
  }

  /// The settings that a cache depends on, in the order in which they are checked.
  private static let required: [(name: String, allowed: [String])] = [
    (signName, ["1"]), ("core.repositoryformatversion", ["1"]), ("core.bare", truths),
    ("extensions.objectformat", ["sha256"]), ("extensions.preciousobjects", truths),
    ("gc.auto", ["0"]),
  ]

  private static let truths = ["true", "yes", "on", "1"]

  /// The sign that a folder is a cache; its value is the version of the layout.
  package static let signName = "mini.cache"

  /// The last value of a name; nil if it is not set or the file cannot be parsed.
  private static func value(_ name: String, of bytes: [UInt8]) -> String? {
    // `problem` reports why a file cannot be parsed.
    guard let config = try? GitConfig(parsing: bytes) else { return nil }
    return config.value(name).map { String(decoding: $0, as: UTF8.self) }
  }
}
