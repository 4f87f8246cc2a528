// Removes a cache: only mini's files, and the sign last.

import FileIO
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
    let held = try wrap { () throws(FileError) -> FileLock? in
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
    // Builds that wait for the lock find it gone and create a new cache.
    for name in CacheFiles.lockNames { try remove(name) }
    guard left.isEmpty else { return CacheRemoval(isFolderRemoved: false, left: left) }
    for _ in 0..<removalRoundsMax {
      if try wrap({ () throws(FileError) in try fileSystem.removeFolder(path) }) { break }
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
    try wrap { () throws(FileError) in try fileSystem.entries(of: path) ?? [] }
  }

  private func remove(_ name: String) throws(CacheDirectoryError) {
    _ = try wrap { () throws(FileError) in try fileSystem.removeTree(path.appending(name)) }
  }

  /// Removes a tree's objects and packs, but keeps its folders.
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
    /// Refers to objects. Without it, no object counts as missing.
    case index
    case contents
    /// Makes the folder a cache and a repository.
    case frame
    case sign, foreign
  }

  /// The role of a name at the cache's top level: mini's files, those that Git adds to a
  /// repository, and temporary files of both.
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
      CacheFiles.lockNames.contains(name) || name.hasPrefix(TemporaryName.prefix)
        ? .contents : .foreign
    }
  }

  /// In order of removal.
  private static let frameNames = [
    "HEAD", "combined", "zir", "objects", "refs", ".gitignore", "CACHEDIR.TAG", "config",
  ]

  /// Whether mini or Git creates a file of this name at a cache's top level.
  static func isOwnName(_ name: String) -> Bool {
    switch role(of: name) {
    case .index, .contents, .frame, .sign: true
    case .foreign: false
    }
  }
}

/// Maximum number of rounds in which waiting processes create their lock just before the folder is
/// removed.
private let removalRoundsMax = 100
