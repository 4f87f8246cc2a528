// A cache's `config`: a Git configuration file, written here, and checked for the settings that
// the cache depends on.

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
    bytes == Array(text.utf8) || value(signName, of: bytes) == "1"
  }

  /// Whether it is the configuration of a cache of a version to come.
  static func isNewer(_ bytes: [UInt8]) -> Bool {
    guard let version = value(signName, of: bytes).flatMap({ Int($0) }) else { return false }
    return version > 1
  }

  /// Whether all settings that the cache stands on are as they must be.
  package static func isSound(_ bytes: [UInt8]) -> Bool { problem(bytes) == nil }

  /// What is wrong with a configuration, for a reader; nil where all settings that the cache stands
  /// on are as they must be. Others are the user's.
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

  /// The settings that a cache stands on, in the order in which they are missed.
  private static let required: [(name: String, allowed: [String])] = [
    (signName, ["1"]), ("core.repositoryformatversion", ["1"]), ("core.bare", truths),
    ("extensions.objectformat", ["sha256"]), ("extensions.preciousobjects", truths),
    ("gc.auto", ["0"]),
  ]

  private static let truths = ["true", "yes", "on", "1"]

  /// The sign that a folder is a cache, and the version of its layout.
  package static let signName = "mini.cache"

  /// The last value of a name; nil where it is not set or the file cannot be read.
  private static func value(_ name: String, of bytes: [UInt8]) -> String? {
    // What is wrong with a file is `problem`'s to say.
    guard let config = try? GitConfig(parsing: bytes) else { return nil }
    return config.value(name).map { String(decoding: $0, as: UTF8.self) }
  }
}
