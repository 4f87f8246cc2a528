// What holds of a cache's configuration: what was read from one is read from it written anew.

import ObjectStore

enum ConfigFuzz {
  static func brokenPromise(of input: [UInt8]) -> String? {
    if CacheConfig.isSound(input), !CacheConfig.bearsSign(input) {
      return "it is sound and bears no sign"
    }
    guard let settings = CacheConfig.settings(input) else { return nil }
    var text = ""
    for (name, value) in settings.sorted(by: { $0.key < $1.key }) {
      guard let dot = name.lastIndex(of: ".") else { return "a setting without a section" }
      text += "[\(name[..<dot])]\n\t\(name[name.index(after: dot)...]) = \"\(value)\" # as read\n"
    }
    if CacheConfig.settings(Array(text.utf8)) != settings { return "written anew, it is another" }
    return nil
  }
}
