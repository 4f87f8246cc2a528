// Finds the main worktree of a linked worktree of Git, without running Git.

package import FileIO
package import SystemPackage

/// A linked worktree: one that `git worktree add` made.
///
///     <worktree>/.git        a file: "gitdir: <admin>"
///     <admin>/gitdir         the path of that file
///     <admin>/commondir      the repository's folder, <main>/.git
///
/// - SeeAlso: gitrepository-layout(5)
package enum LinkedWorktree {
  /// The folder of the main worktree that corresponds to a folder of a linked one.
  ///
  /// The files above must belong to the user, and point to each other: a checkout of somebody else's
  /// can contain a `.git` file that leads anywhere.
  ///
  /// Cost: a few system calls per folder up to the worktree's own.
  ///
  /// - Parameter folder: absolute, its links resolved.
  /// - Returns: `nil` if the folder is in no linked worktree, or the repository is bare.
  package static func mainFolder(
    of folder: FilePath, fileSystem: any FileSystem
  ) -> FilePath? {
    guard let worktree = worktree(around: folder, fileSystem) else { return nil }
    let sign = worktree.appending(".git")
    let reader = Reader(fileSystem: fileSystem)
    guard let admin = reader.path(in: sign, after: "gitdir: ", relativeTo: worktree),
      reader.path(in: admin.appending("gitdir"), relativeTo: admin) == sign,
      let common = reader.path(in: admin.appending("commondir"), relativeTo: admin),
      reader.isOfUser(common), common.lastComponent?.string == ".git"
    else { return nil }
    var path = common.removingLastComponent()
    var rest = folder
    guard rest.removePrefix(worktree) else { return nil }
    path.append(rest.components)
    return path
  }

  /// The folder itself or the nearest one above it that contains `.git`, if that is a file.
  private static func worktree(
    around folder: FilePath, _ fileSystem: any FileSystem
  ) -> FilePath? {
    var folder = folder
    for _ in 0..<depthMax {
      // A folder that cannot be examined counts as one without `.git`.
      let status = try? fileSystem.status(of: folder.appending(".git"), followingLinks: false)
      if let status { return status.kind == .regular ? folder : nil }
      let parent = folder.parentFolder
      if parent == folder { return nil }
      folder = parent
    }
    return nil
  }

  /// The longest path (4096 bytes) has no more folders.
  private static let depthMax = 2048

  private struct Reader {
    let fileSystem: any FileSystem

    func isOfUser(_ path: FilePath) -> Bool {
      let status = try? fileSystem.status(of: path, followingLinks: false)
      return status?.ownerID == fileSystem.effectiveUserID()
    }

    /// The path in a file of one line, its links resolved; `nil` unless the file is the user's.
    func path(
      in file: FilePath, after prefix: String = "", relativeTo folder: FilePath
    ) -> FilePath? {
      guard isOfUser(file), isOfUser(folder),
        let bytes = try? fileSystem.contents(of: file, sizeMax: 8192),
        bytes.starts(with: prefix.utf8)
      else { return nil }
      let name = FilePath(bytes: Array(bytes.dropFirst(prefix.utf8.count).prefix { $0 != 0x0A }))
      guard !name.isEmpty else { return nil }
      return try? fileSystem.realPath(folder.pushing(name))
    }
  }
}
