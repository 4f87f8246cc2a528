// Properties of a configuration: writing and reading it gives the same settings, and a change of
// one setting changes no other.

import BuildCache
import ObjectStore

enum ConfigFuzz {
  static func brokenPromise(of input: [UInt8]) -> String? {
    if CacheConfig.isSound(input), !CacheConfig.bearsSign(input) {
      return "it is sound and bears no sign"
    }
    guard let config = try? GitConfig(parsing: input) else { return nil }
    let others = config.settings.filter { $0.name != "mini.maxsize" }.map(Value.init)
    for values in [[], [Array(" a\\ \"#;\n\t".utf8)], [[], [0xFF], [0x62]]] {
      let text = config.replacing("mini.maxSize", with: values)
      guard let changed = try? GitConfig(parsing: text) else { return "changed, it cannot be read" }
      let kept = changed.settings.filter { $0.name != "mini.maxsize" }.map(Value.init)
      if kept != others { return "a change touched another setting" }
      let set = changed.settings.filter { $0.name == "mini.maxsize" }.map(\.value)
      if set != values { return "a change set another value" }
    }
    return nil
  }

  private struct Value: Equatable {
    let name: String
    let value: [UInt8]?

    init(_ setting: GitConfig.Setting) {
      name = setting.name
      value = setting.value
    }
  }
}
