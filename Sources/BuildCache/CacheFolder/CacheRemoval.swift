// Removes a cache: only mini's files, and the sign last.

import FileIO
import ObjectStore
import SystemPackage

/// The result of removing a cache.
package struct CacheRemoval: Hashable, Sendable {
  /// Whether the folder itself was removed.
  package let isFolderRemoved: Bool
  /// Names at its top level that do not belong to a cache and were kept, in order.
  package let left: [String]

  package init(isFolderRemoved: Bool, left: [String]) {
    self.isFolderRemoved = isFolderRemoved
    self.left = left
  }
}

extension CacheDirectory {
  /// Removes everything that belongs to the cache, then the folder, if it is empty. Waits for
  /// builds that are writing. Does not follow links.
  ///
  /// Indexes go first, then objects, then the repository's files beginning with `HEAD`, then the
  /// signs. An interrupted removal thus leaves a cache that is sound or looks partly created, and
  /// can be repeated.
  package func removeAll() throws(CacheDirectoryError) -> CacheRemoval {
    let held = try asCacheDirectoryError { () throws(FileError) -> FileLock? in
      try lock(.exclusive, wait: .forever)
    }
    let outcome = Result { () throws(CacheDirectoryError) in try removeContents() }
    _ = consume held  // keeps the lock until here
    return try outcome.get()
  }

  private func removeContents() throws(CacheDirectoryError) -> CacheRemoval {
    var left: [String] = []
    var frame: Set<String> = []
    for entry in try entries() {
      switch CacheName.role(of: entry.name) {
      case .index: try remove(entry.name)
      case .contents, .frame, .sign: frame.insert(entry.name)
      case .foreign: left.append(entry.name)
      }
    }
    for name in frame.sorted()
    where CacheName.role(of: name) == .contents && !CacheName.locks.contains(name) {
      try remove(name)
    }
    for tree in ObjectDatabase.Tree.allCases { try empty(path(of: tree)) }
    for name in CacheName.removalOrder where frame.contains(name) { try remove(name) }
    // Builds that wait for the lock find it gone and create a new cache.
    for name in CacheName.locks { try remove(name) }
    guard left.isEmpty else { return CacheRemoval(isFolderRemoved: false, left: left) }
    for _ in 0..<removalRoundsMax {
      let isRemoved = try asCacheDirectoryError { () throws(FileError) in
        try fileSystem.removeFolder(path)
      }
      if isRemoved { break }
      // A waiting process has created its lock since. Anything else belongs to another cache.
      let entries = try entries()
      guard !entries.isEmpty, entries.allSatisfy({ CacheFiles.isLeftover($0.name) }) else {
        return CacheRemoval(isFolderRemoved: false, left: [])
      }
      for entry in entries { try remove(entry.name) }
    }
    return CacheRemoval(isFolderRemoved: true, left: [])
  }

  private func entries() throws(CacheDirectoryError) -> [DirectoryEntry] {
    try asCacheDirectoryError { () throws(FileError) in try fileSystem.entries(of: path) ?? [] }
  }

  private func remove(_ name: String) throws(CacheDirectoryError) {
    _ = try asCacheDirectoryError { () throws(FileError) in
      try fileSystem.removeTree(path.appending(name))
    }
  }

  /// Removes a tree's objects and packs, but keeps its folders.
  private func empty(_ tree: FilePath) throws(CacheDirectoryError) {
    try asCacheDirectoryError { () throws(FileError) in
      let pack = tree.appending("pack")
      for entry in try fileSystem.entries(of: tree) ?? [] where entry.name != "info" {
        if entry.name == "pack" { continue }
        try fileSystem.removeTree(tree.appending(FilePath.Component(bytes: entry.nameBytes)))
      }
      for entry in try fileSystem.entries(of: pack) ?? [] {
        try fileSystem.removeTree(pack.appending(FilePath.Component(bytes: entry.nameBytes)))
      }
    }
  }
}

/// Maximum number of rounds in which waiting processes create their lock just before the folder is
/// removed.
private let removalRoundsMax = 100
