// Why a folder cannot serve as a cache.

import FileIO
package import ObjectStore
package import SystemPackage

/// Why a folder cannot serve as a cache.
package enum CacheDirectoryError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A newer `mini` created it. Nothing in it is changed.
  case newer(String)
  /// It is not empty and has no sign of a cache. Nothing in it is changed.
  case notACache(String)
  /// The path is a file.
  case notAFolder(String)
  /// The path is a link to something that does not exist.
  case danglingLink(String)
  /// It belongs to another user, so its content cannot be trusted. `real` is its path without links.
  case foreignOwner(String, real: FilePath, ownerID: UInt32)
  /// Others can write to it, and its permissions cannot be changed.
  case writableByOthers(String, real: FilePath)
  case file(FileProblem)

  package var description: String {
    switch self {
    case .newer(let path): "'\(path)' was made by a newer mini and is left alone"
    case .notACache(let path): "'\(path)' is not empty and is not a cache"
    case .notAFolder(let path): "'\(path)' is not a folder"
    case .danglingLink(let path): "'\(path)' is a symbolic link to a folder that does not exist"
    case .foreignOwner(let path, let real, let ownerID):
      "'\(path)' belongs to another user (\(ownerID)); \(Self.advice(real))"
    case .writableByOthers(let path, let real):
      "others can write to '\(path)', and its mode cannot be changed; \(Self.advice(real))"
    case .file(let problem): problem.description
    }
  }

  private static func advice(_ real: FilePath) -> String {
    "if you trust it: mini config --add safe.cache \(real.shellWord)"
  }
}
