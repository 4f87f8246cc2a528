// Why an attempt at a build is repeated.

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
