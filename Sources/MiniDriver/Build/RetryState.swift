// The state that each attempt of a build passes to the next.

/// Findings of the earlier attempts at a build.
struct RetryState: Sendable {
  /// Files whose stamps cannot be trusted.
  private(set) var suspects: Set<ModulePath> = []
  /// Whether the cache's sources and IR cannot be trusted, as with `--recheck`.
  private(set) var distrustsCache = false
  /// Whether the cache's object code cannot be trusted.
  private(set) var distrustsCode = false
  /// Problems of the cache.
  private(set) var cacheEvents: Set<String> = []

  /// Adds the findings of an attempt that ended with `restart`.
  ///
  /// - Parameter path: the restart's path as messages name it.
  mutating func record(_ restart: Restart, _ path: String, cacheEvents events: [String]) {
    cacheEvents.formUnion(events)
    switch restart.cause {
    case .sourceChanged:
      suspects.insert(ModulePath(restart.path))
    case .cacheContradicts:
      distrustsCache = true
      cacheEvents.insert(
        "the cache's data about '\(path)' is contradictory; everything was compiled again")
    case .codeRefused:
      distrustsCode = true
      cacheEvents.insert(
        "the linker refused object code from the cache; all object code was compiled again")
    case .irRefused:
      distrustsCache = true
      cacheEvents.insert(
        "the toolchain refused IR from the cache; everything was compiled again")
    }
  }
}
