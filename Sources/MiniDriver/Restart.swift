// Why an attempt at a build is given up for another, and what the next one knows of it.

/// What an attempt has concluded so far is void: the build begins anew.
struct Restart: Error {
  enum Cause: Sendable {
    /// The file is not what its stamp stood for.
    case sourceChanged
    /// What the cache says of the file contradicts itself, though all checksums are right.
    case cacheContradicts
    /// The linker failed on object code of which some came from the cache.
    case codeRefused
    /// clang or the linker failed on IR of which some came from the cache, or on what was made of it.
    case irRefused
  }

  /// Relative to the root file's folder.
  let path: String
  let cause: Cause
}

/// What the earlier attempts at a build have found out.
struct Lessons: Sendable {
  /// Files whose stamps are not to be believed.
  private(set) var suspects: Set<ModulePath> = []
  /// Whether nothing that the cache says of sources and IR can be trusted, as with `--recheck`.
  private(set) var distrustsCache = false
  /// Whether no object code in the cache can be trusted.
  private(set) var distrustsCode = false
  /// What was found wrong with the cache.
  private(set) var cacheEvents: Set<String> = []

  /// Learns from an attempt that ended so.
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
