// The table of all settings: their names, types and defaults, and the layers that may set them.

/// A source of settings. Later layers override earlier ones.
package enum ConfigurationLayer: UInt8, Hashable, Sendable, Comparable, CaseIterable {
  case system, user, cache, environment, option

  package static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

/// A setting. The raw value is its name in mini's spelling.
package enum SettingKey: String, Hashable, Sendable, CaseIterable {
  case gcAuto = "mini.gcAuto"
  case gcAutoPackLimit = "mini.gcAutoPackLimit"
  case maxSize = "mini.maxSize"
  case cacheDir = "mini.cacheDir"
  case jobs = "mini.jobs"
  case clang = "mini.clang"
  case toolEnvironment = "mini.toolEnvironment"
  case upstream = "mini.upstream"
  case snapshotMaxAge = "mini.snapshotMaxAge"
  case snapshotMaxCount = "mini.snapshotMaxCount"
  case signingKey = "mini.trust.signingKey"
  case allowedSigners = "mini.trust.allowedSigners"
  case safeCache = "safe.cache"
  /// The mark in a cache's `config`, which only mini writes.
  case cacheSign = "mini.cache"

  /// The key with this name, in any case; `nil` if there is none.
  package init?(name: String) {
    let name = name.lowercased()
    guard let key = Self.allCases.first(where: { $0.rawValue.lowercased() == name }) else {
      return nil
    }
    self = key
  }

  /// The sections that belong to mini. Git and other tools can have theirs in the same file.
  static let sections = ["mini", "safe"]

  /// The settings for users, in the order in which help shows them.
  package static let documented = allCases.filter { $0 != .cacheSign }

  /// The environment variable that sets it. Each build asks for all of them, so they are not in the table,
  /// whose rows take longer to make.
  package var variable: String? {
    switch self {
    case .gcAuto: "MINI_GC_AUTO"
    case .cacheDir: "MINI_CACHE_DIR"
    case .clang: "MINI_CLANG"
    case .upstream: "MINI_UPSTREAM"
    case .gcAutoPackLimit, .maxSize, .jobs, .toolEnvironment, .snapshotMaxAge, .snapshotMaxCount,
      .signingKey, .allowedSigners, .safeCache, .cacheSign:
      nil
    }
  }

  /// The row of the table.
  package var rule: SettingRule {
    switch self {
    case .gcAuto:
      SettingRule(
        .count(0...Amount.sizeMax), .anyFile, variable: variable, fallback: "6700",
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
        .path, .trustedFiles, variable: variable, option: "--cache-dir",
        "the cache of all projects, in place of each project's .mini_cache")
    case .jobs:
      SettingRule(
        .count(1...UInt64(Self.jobsMax)), .trustedFiles, option: "-j", "threads of a build")
    case .clang:
      SettingRule(
        .program, .trustedFiles, variable: variable, "the clang that makes executables")
    case .toolEnvironment:
      SettingRule(
        .words, .trustedFiles, "variables that are passed to clang and lld, and that count as input"
      )
    case .upstream:
      SettingRule(
        .paths, .trustedFiles, variable: variable,
        "caches that a build reads after its own; an empty value: none before it")
    case .snapshotMaxAge:
      SettingRule(
        .age, .anyFile, fallback: "90d", "age at which gc drops snapshots; 'never': they stay")
    case .snapshotMaxCount:
      SettingRule(
        .count(1...10_000), .anyFile, fallback: "16",
        "states that gc keeps of each snapshot's name")
    case .signingKey:
      SettingRule(
        .path, .trustedFiles, "the SSH key that signs the snapshots taken here")
    case .allowedSigners:
      SettingRule(
        .path, .trustedFiles,
        "the file of those whose snapshots are accepted: see 'mini help trust'")
    case .safeCache:
      SettingRule(
        .paths, .trustedFiles,
        "caches of other users or of a group that are used anyway; '*': any")
    case .cacheSign:
      SettingRule(.count(1...1), .cache, "marks a cache")
    }
  }

  /// More than the number of processors in any machine today.
  package static let jobsMax = 512
}

/// The type of a setting, its default, and the layers that may set it.
package struct SettingRule: Sendable {
  package let type: SettingType
  package let layers: ConfigurationLayers
  /// The option that sets it.
  package let option: String?
  /// The value if nothing sets it.
  package let fallback: String?
  /// A description for help, without a full stop.
  package let summary: String

  fileprivate init(
    _ type: SettingType, _ files: ConfigurationLayers, variable: String? = nil,
    option: String? = nil, fallback: String? = nil, _ summary: String
  ) {
    self.type = type
    layers = files.union(variable == nil ? [] : .environment).union(option == nil ? [] : .option)
    self.option = option
    self.fallback = fallback
    self.summary = summary
  }
}

package struct ConfigurationLayers: OptionSet, Sendable {
  package let rawValue: UInt8

  package init(rawValue: UInt8) { self.rawValue = rawValue }

  private init(_ layer: ConfigurationLayer) { rawValue = 1 << layer.rawValue }

  /// Includes the cache's own file. It can set only limits of the cache's size, because a stranger
  /// may have made the cache.
  static let anyFile = Self.trustedFiles.union(.cache)
  static let trustedFiles = Self(.system).union(Self(.user))
  static let cache = Self(.cache)
  static let environment = Self(.environment)
  static let option = Self(.option)

  package func contains(_ layer: ConfigurationLayer) -> Bool { contains(Self(layer)) }
}

package enum SettingType: Hashable, Sendable {
  case count(ClosedRange<UInt64>)
  case size
  /// As in `90d`, or `never`.
  case age
  /// In a file: absolute, or in the home folder (`~/…`). In an option or a variable: any path.
  case path
  /// A name on the search path, or a path.
  case program
  /// A list of paths, one per value. An empty value discards those before it.
  case paths
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
      case .path, .program: return value.isEmpty ? "it is empty" : pathProblem(value, layer)
      case .paths: return value.isEmpty || text == "*" ? nil : pathProblem(value, layer)
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

  private static func variableProblem(_ value: [UInt8]) -> String? {
    let wrong = words(of: value).first { $0.contains(UInt8(ascii: "=")) || $0.contains(0) }
    return wrong.map { "'\(String(decoding: $0, as: UTF8.self))' is not the name of a variable" }
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
