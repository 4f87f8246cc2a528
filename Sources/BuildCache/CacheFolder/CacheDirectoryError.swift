// Why a folder cannot serve as a cache.

import FileIO
package import ObjectStore

/// Why a folder cannot serve as a cache.
package enum CacheDirectoryError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A newer `mini` created it. Nothing in it is changed.
  case newer(String)
  /// It is not empty and has no sign of a cache. Nothing in it is changed.
  case notACache(String)
  /// The path is a file.
  case notAFolder(String)
  /// It belongs to another user, so its content cannot be trusted.
  case foreignOwner(String, ownerID: UInt32)
  /// Others can write to it, and its permissions cannot be changed.
  case writableByOthers(String)
  case file(FileProblem)

  package var description: String {
    switch self {
    case .newer(let path): "'\(path)' was made by a newer mini and is left alone"
    case .notACache(let path): "'\(path)' is not empty and is not a cache"
    case .notAFolder(let path): "'\(path)' is not a folder"
    case .foreignOwner(let path, let ownerID):
      "'\(path)' belongs to another user (\(ownerID)); if that is right, add it to safe.cache"
        + " ('mini help config')"
    case .writableByOthers(let path):
      "others may write to '\(path)', and its mode cannot be changed; if that is right, add it to"
        + " safe.cache ('mini help config')"
    case .file(let problem): problem.description
    }
  }
}
