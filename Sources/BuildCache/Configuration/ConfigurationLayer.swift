// Where settings come from.

/// A source of settings. Later layers override earlier ones.
package enum ConfigurationLayer: UInt8, Hashable, Sendable, Comparable, CaseIterable {
  case system, user, cache, environment, option

  package static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

/// A set of sources of settings.
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
