// Why an attempt at a build is repeated, and the information that the next one gets.

/// The conclusions of this attempt are void, and the build starts again.
struct Restart: Error {
  enum Cause: Sendable {
    /// The file's bytes do not match its stamp.
    case sourceChanged
    /// The cache's facts about the file contradict each other, though all checksums are right.
    case cacheContradicts
    /// The linker failed on object code, some of it from the cache.
    case codeRefused
    /// clang or the linker failed on IR or its object code, some of it from the cache.
    case irRefused
  }

  /// Relative to the root file's folder.
  let path: String
  let cause: Cause
}

/// Findings of the earlier attempts at a build.
struct Lessons: Sendable {
  /// Files whose stamps cannot be trusted.
  private(set) var suspects: Set<ModulePath> = []
  /// Whether the cache's sources and IR cannot be trusted, as with `--recheck`.
  private(set) var distrustsCache = false
  /// Whether the cache's object code cannot be trusted.
  private(set) var distrustsCode = false
  /// Problems of the cache.
  private(set) var cacheEvents: Set<String> = []

  /// Adds the findings of an attempt that ended with `restart`.
  mutating func learn(from restart: Restart, cacheEvents events: [String]) {
    cacheEvents.formUnion(events)
    switch restart.cause {
    case .sourceChanged:
      suspects.insert(ModulePath(restart.path))
    case .cacheContradicts:
      distrustsCache = true
      cacheEvents.insert(
        "what the cache says of \(restart.path) contradicts itself; everything is compiled again")
    case .codeRefused:
      distrustsCode = true
      cacheEvents.insert(
        "the linker refused object code from the cache; all object code was made again")
    case .irRefused:
      distrustsCache = true
      cacheEvents.insert(
        "the toolchain refused IR from the cache; everything was compiled again")
    }
  }
}
