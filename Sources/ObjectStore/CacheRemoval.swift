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
  /// Removes the cache: all that a cache holds, the sign last, then the folder, if nothing is left
  /// in it. Waits for builds that are writing. Links are removed, not followed. A removal that was
  /// interrupted can be done again.
  package func removeAll() throws(CacheDirectoryError) -> CacheRemoval {
    let held = try wrap { () throws(FileError) -> FileLock? in
      try lock(.exclusive, wait: .forever)
    }
    let entries = try wrap { () throws(FileError) in try fileSystem.entries(of: path) ?? [] }
    var left: [String] = []
    var signs: [DirectoryEntry] = []
    for entry in entries {
      switch Self.role(of: entry.name) {
      case .contents: try remove(entry, in: path)
      case .sign: signs.append(entry)
      case .foreign: left.append(entry.name)
      }
    }
    // "config" is the later of the two names: the folder bears a sign until all else is gone.
    for entry in signs { try remove(entry, in: path) }
    withExtendedLifetime(held) {}
    guard left.isEmpty else { return CacheRemoval(isFolderRemoved: false, left: left) }
    let isRemoved = try wrap { () throws(FileError) in try fileSystem.removeFolder(path) }
    return CacheRemoval(isFolderRemoved: isRemoved, left: [])
  }

  private enum Role {
    case contents, sign, foreign
  }

  /// What a name at the cache's top is to us: our own files, those Git adds to a repository, and
  /// temporary files of either.
  private static func role(of name: String) -> Role {
    switch name {
    case "config", "CACHEDIR.TAG": .sign
    case "zir", "objects", "combined", "projects", "quarantine", "refs", "HEAD", ".gitignore",
      "lock", "save.lock", "gc.lock", "file_hashes.bin", "zir_index.bin", "air_index.bin",
      "unit_index.bin", "units.bin", "toolchain.bin", "verify_state.bin":
      .contents
    case "info", "logs", "hooks", "branches", "description", "packed-refs", "index", "worktrees",
      "FETCH_HEAD", "ORIG_HEAD", "gc.pid", "gc.log", "shallow":
      .contents
    default: name.hasPrefix(CacheFiles.temporaryPrefix) ? .contents : .foreign
    }
  }

  /// Whether we make something of this name at a cache's top.
  static func isOwnName(_ name: String) -> Bool {
    switch role(of: name) {
    case .contents, .sign: true
    case .foreign: false
    }
  }

  /// Removes a file, or a folder with all it holds. No recursion: a stack of folders that are
  /// still full, each listed once more when it is thought empty.
  private func remove(_ entry: DirectoryEntry, in folder: FilePath) throws(CacheDirectoryError) {
    let top = folder.appending(FilePath.Component(bytes: entry.nameBytes))
    guard entry.kind == .directory else {
      _ = try wrap { () throws(FileError) in try fileSystem.remove(top) }
      return
    }
    var pending = [top]
    var rounds = 0
    while let folder = pending.last {
      rounds += 1
      guard rounds < removalRoundsMax else {
        throw .file(FileProblem(FileError(.remove, folder, .directoryNotEmpty)))
      }
      let entries = try wrap { () throws(FileError) in try fileSystem.entries(of: folder) ?? [] }
      var isFull = false
      for entry in entries {
        let path = folder.appending(FilePath.Component(bytes: entry.nameBytes))
        if entry.kind == .directory {
          pending.append(path)
          isFull = true
        } else {
          _ = try wrap { () throws(FileError) in try fileSystem.remove(path) }
        }
      }
      if isFull { continue }
      _ = try wrap { () throws(FileError) in try fileSystem.removeFolder(folder) }
      pending.removeLast()
    }
  }
}

/// Folders listed while one is removed: twice its folders, and many more only if others keep filling it.
private let removalRoundsMax = 4 << 20
