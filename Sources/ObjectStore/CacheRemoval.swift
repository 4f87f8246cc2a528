// How a cache is removed: what is ours and no more, the sign last.

import FileIO
import SystemPackage

/// What removing a cache came to.
package struct CacheRemoval: Hashable, Sendable {
  /// Whether the folder itself is gone.
  package let isFolderRemoved: Bool
  /// Names at its top that are not a cache's, and were left alone; in order.
  package let left: [String]

  package init(isFolderRemoved: Bool, left: [String]) {
    self.isFolderRemoved = isFolderRemoved
    self.left = left
  }
}

extension CacheDirectory {
  /// Removes the cache: all that a cache holds, then the folder, if nothing is left in it. Waits for
  /// builds that are writing. Links are removed, not followed.
  ///
  /// Objects and indexes go first, then what makes it a repository, `HEAD` before the rest, the signs last:
  /// a removal that is interrupted leaves a cache that is sound, or one that looks half made. It can be
  /// done again.
  package func removeAll() throws(CacheDirectoryError) -> CacheRemoval {
    let held = try wrap { () throws(FileError) -> FileLock? in
      try lock(.exclusive, wait: .forever)
    }
    let outcome = Result { () throws(CacheDirectoryError) in try removeContents() }
    _ = consume held  // not earlier
    return try outcome.get()
  }

  private func removeContents() throws(CacheDirectoryError) -> CacheRemoval {
    var left: [String] = []
    var frame: Set<String> = []
    for entry in try entries() {
      switch Self.role(of: entry.name) {
      case .index: try remove(entry.name)
      case .contents, .frame, .sign: frame.insert(entry.name)
      case .foreign: left.append(entry.name)
      }
    }
    for name in frame.sorted()
    where Self.role(of: name) == .contents && !CacheFiles.lockNames.contains(name) {
      try remove(name)
    }
    for tree in ObjectDatabase.Tree.allCases { try empty(path(of: tree)) }
    for name in Self.frameNames where frame.contains(name) { try remove(name) }
    // Builds that wait for the lock find it gone, and make a cache of their own.
    for name in CacheFiles.lockNames { try remove(name) }
    guard left.isEmpty else { return CacheRemoval(isFolderRemoved: false, left: left) }
    for _ in 0..<removalRoundsMax {
      if try wrap({ () throws(FileError) in try fileSystem.removeFolder(path) }) { break }
      // A process that waits has made its lock in between; what else there is, is another's cache.
      let entries = try entries()
      guard !entries.isEmpty, entries.allSatisfy({ CacheFiles.isLeftover($0.name) }) else {
        return CacheRemoval(isFolderRemoved: false, left: [])
      }
      for entry in entries { try remove(entry.name) }
    }
    return CacheRemoval(isFolderRemoved: true, left: [])
  }

  private func entries() throws(CacheDirectoryError) -> [DirectoryEntry] {
    try wrap { () throws(FileError) in try fileSystem.entries(of: path) ?? [] }
  }

  private func remove(_ name: String) throws(CacheDirectoryError) {
    _ = try wrap { () throws(FileError) in try fileSystem.removeTree(path.appending(name)) }
  }

  /// Removes what lies in a tree, but not its folders.
  private func empty(_ tree: FilePath) throws(CacheDirectoryError) {
    try wrap { () throws(FileError) in
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

  private enum Role {
    /// What names objects: nothing is missed of a cache without.
    case index
    case contents
    /// What makes it a cache, and a repository.
    case frame
    case sign, foreign
  }

  /// What a name at the cache's top is to us: our own files, those Git adds to a repository, and
  /// temporary files of either.
  private static func role(of name: String) -> Role {
    switch name {
    case "config", "CACHEDIR.TAG": .sign
    case "HEAD", "zir", "objects", "combined", "refs", ".gitignore": .frame
    case "file_hashes.bin", "zir_index.bin", "air_index.bin", "unit_index.bin", "units.bin",
      "projects":
      .index
    case "quarantine", "toolchain.bin", "verify_state.bin", "gc.size":
      .contents
    case "info", "logs", "hooks", "branches", "description", "packed-refs", "index", "worktrees",
      "FETCH_HEAD", "ORIG_HEAD", "gc.pid", "gc.log", "shallow":
      .contents
    default:
      CacheFiles.lockNames.contains(name) || name.hasPrefix(CacheFiles.temporaryPrefix)
        ? .contents : .foreign
    }
  }

  /// In the order in which they go.
  private static let frameNames = [
    "HEAD", "combined", "zir", "objects", "refs", ".gitignore", "CACHEDIR.TAG", "config",
  ]

  /// Whether we make something of this name at a cache's top.
  static func isOwnName(_ name: String) -> Bool {
    switch role(of: name) {
    case .index, .contents, .frame, .sign: true
    case .foreign: false
    }
  }
}

/// Waiting processes that make their lock just before the folder goes.
private let removalRoundsMax = 100
