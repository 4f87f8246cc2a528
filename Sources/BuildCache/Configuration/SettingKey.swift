// The table of all settings: their names, types and defaults, and which layer may set each.

/// A source of settings. Later layers override earlier ones.
package enum ConfigurationLayer: UInt8, Hashable, Sendable, Comparable, CaseIterable {
  case system, user, cache, environment, option

  package static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

/// A setting that mini knows. The raw value is its name, as mini writes it.
package enum SettingKey: String, Hashable, Sendable, CaseIterable {
  case gcAuto = "mini.gcAuto"
  case gcAutoPackLimit = "mini.gcAutoPackLimit"
  case maxSize = "mini.maxSize"
  case cacheDir = "mini.cacheDir"
  case jobs = "mini.jobs"
  case clang = "mini.clang"
  case toolEnvironment = "mini.toolEnvironment"
  case zirFolder = "mini.zirFolder"
  case objectsFolder = "mini.objectsFolder"
  case safeCache = "safe.cache"
  /// The sign in a cache's `config`, which mini writes and nobody else.
  case cacheSign = "mini.cache"

  /// The key of a name, in any case; nil where there is none.
  package init?(name: String) {
    let name = name.lowercased()
    guard let key = Self.allCases.first(where: { $0.rawValue.lowercased() == name }) else {
      return nil
    }
    self = key
  }

  /// The sections that are mini's. Git and other tools may have theirs in the same file.
  static let sections = ["mini", "safe"]

  /// What a user may set, in the order in which help shows it.
  package static let documented = allCases.filter { $0 != .cacheSign }

  /// The row of the table.
  package var rule: SettingRule {
    switch self {
    case .gcAuto:
      SettingRule(
        .count(0...Amount.sizeMax), .anyFile, variable: "MINI_GC_AUTO", fallback: "6700",
        "loose objects that a cache may have before a build starts a gc; 0: never")
    case .gcAutoPackLimit:
      SettingRule(
        .count(0...Amount.sizeMax), .anyFile, fallback: "50",
        "packs that a tree may have before a build starts a gc; 0: any number")
    case .maxSize:
      SettingRule(
        .size, .anyFile, fallback: "5g", "size that a cache may have before a gc; 0: any size")
    case .cacheDir:
      SettingRule(
        .path, .trustedFiles, variable: "MINI_CACHE_DIR", option: "--cache-dir",
        "the cache of all projects, in place of each project's .mini_cache")
    case .jobs:
      SettingRule(
        .count(1...UInt64(Self.jobsMax)), .trustedFiles, option: "-j", "threads of a build")
    case .clang:
      SettingRule(
        .program, .trustedFiles, variable: "MINI_CLANG", "the clang that makes executables")
    case .toolEnvironment:
      SettingRule(
        .words, .trustedFiles, "names of variables that clang and lld get, and that count as input")
    case .zirFolder:
      SettingRule(.path, .trustedFiles, "the only folder that a link 'zir' in a cache may lead to")
    case .objectsFolder:
      SettingRule(
        .path, .trustedFiles, "the only folder that a link 'objects' in a cache may lead to")
    case .safeCache:
      SettingRule(
        .paths, .trustedFiles,
        "caches of other users, or of a group, that are used all the same; '*': any")
    case .cacheSign:
      SettingRule(.count(1...1), .cache, "the sign of a cache")
    }
  }

  /// More threads than any machine of today has processors serve nobody.
  package static let jobsMax = 512
}

/// What a setting may be, and who may set it.
package struct SettingRule: Sendable {
  package let type: SettingType
  package let layers: ConfigurationLayers
  /// The environment variable that sets it.
  package let variable: String?
  /// The option that sets it.
  package let option: String?
  /// Its value where nobody sets it.
  package let fallback: String?
  /// For a reader, without a full stop.
  package let summary: String

  fileprivate init(
    _ type: SettingType, _ files: ConfigurationLayers, variable: String? = nil,
    option: String? = nil, fallback: String? = nil, _ summary: String
  ) {
    self.type = type
    layers = files.union(variable == nil ? [] : .environment).union(option == nil ? [] : .option)
    self.variable = variable
    self.option = option
    self.fallback = fallback
    self.summary = summary
  }
}

/// Some of the layers.
package struct ConfigurationLayers: OptionSet, Sendable {
  package let rawValue: UInt8

  package init(rawValue: UInt8) { self.rawValue = rawValue }

  private init(_ layer: ConfigurationLayer) { rawValue = 1 << layer.rawValue }

  /// A cache's file says how large the cache may be, and nothing else: whoever made the cache may
  /// be a stranger.
  static let anyFile = Self.trustedFiles.union(.cache)
  static let trustedFiles = Self(.system).union(Self(.user))
  static let cache = Self(.cache)
  static let environment = Self(.environment)
  static let option = Self(.option)

  package func contains(_ layer: ConfigurationLayer) -> Bool { contains(Self(layer)) }
}

/// The type of a setting's value.
package enum SettingType: Hashable, Sendable {
  case count(ClosedRange<UInt64>)
  case size
  /// Of a file: absolute, or below the home folder (`~/…`). From elsewhere: any.
  case path
  /// A name on the search path, or a path.
  case program
  /// Several, a value each; an empty value forgets those before it.
  case paths
  /// Several, in values of one or more words; an empty value forgets those before it.
  case words

  /// Whether all values count, and not the last alone.
  package var isList: Bool { self == .paths || self == .words }

  /// Says what is wrong with a value; nil where nothing is.
  func problem(_ value: [UInt8], in layer: ConfigurationLayer) -> String? {
    let text = String(decoding: value, as: UTF8.self)
    do throws(AmountError) {
      switch self {
      case .count(let range): _ = try Amount.count(text, in: range)
      case .size: _ = try Amount.bytes(text)
      case .path, .program: return value.isEmpty ? "it is empty" : pathProblem(value, layer)
      case .paths: return value.isEmpty || text == "*" ? nil : pathProblem(value, layer)
      case .words: return nil
      }
      return nil
    } catch {
      return "\(error)"
    }
  }

  private func pathProblem(_ value: [UInt8], _ layer: ConfigurationLayer) -> String? {
    let slash = UInt8(ascii: "/")
    if value.contains(0) { return "a path has no NUL byte" }
    if layer > .cache || value.first == slash || value.starts(with: "~/".utf8) { return nil }
    if self == .program, !value.contains(slash) { return nil }
    let text = String(decoding: value, as: UTF8.self)
    return "'\(text)' is not an absolute path, and does not begin with '~/'"
  }
}
