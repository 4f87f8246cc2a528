// The project that a source file most likely belongs to.

import BuildCache
package import FileIO
package import SystemPackage

/// A folder with a `mini.config` that names programs, or with a `main.mini`.
package struct NearestProject: Sendable {
  package let folder: FilePath
  /// The root files of its programs, in the order of `mini.config`; without that file `main.mini`.
  /// There is at least one.
  package let roots: [FilePath]
  /// The cache of a project with `mini.config`; `nil`: the one beside the root file.
  package let usualCache: FilePath?

  /// Looks in the source's folder and in those above. A `mini.config` above the nearest `main.mini`
  /// counts if it names that file. The search ends at a folder that contains `.git`. Fails if there is
  /// no such folder.
  ///
  /// Cost: four system calls a folder.
  ///
  /// - Parameter file: need not exist.
  package init?(to file: FilePath, fileSystem: any FileSystem = LocalFileSystem()) {
    var folder = file.parentFolder
    var nearest: Self?
    for _ in 0..<Self.depthMax {
      if let found = Self(configuredIn: folder, fileSystem) {
        nearest =
          nearest.map { found.hasProgram(at: $0.roots[0], fileSystem) ? found : $0 } ?? found
        break
      }
      nearest = nearest ?? Self(mainIn: folder, fileSystem)
      guard Self.kind(folder.naming(".git"), fileSystem) == nil,
        let real = try? fileSystem.realPath(folder), real != "/"
      else { break }
      folder = folder.above
    }
    guard let nearest else { return nil }
    self = nearest
  }

  /// Fails if there is no `mini.config`, or it names no programs.
  private init?(configuredIn folder: FilePath, _ fileSystem: any FileSystem) {
    let file = folder.naming(ProjectProgram.fileName)
    // A build of the programs reports what is wrong with it.
    guard Self.kind(file, fileSystem) == .regular,
      let configuration = try? Configuration().adding(projectFile: file, fileSystem: fileSystem),
      let programs = try? configuration.programs(), !programs.isEmpty
    else { return nil }
    self.folder = folder
    roots = programs.map { folder.naming($0.root.string) }
    usualCache = folder.naming(CacheName.folder)
  }

  private init?(mainIn folder: FilePath, _ fileSystem: any FileSystem) {
    let root = folder.naming(ProjectLocation.usualRootName)
    guard Self.kind(root, fileSystem) == .regular else { return nil }
    self.folder = folder
    roots = [root]
    usualCache = nil
  }

  /// Whether a file is the root of one of its programs.
  package func hasProgram(
    at root: FilePath, _ fileSystem: any FileSystem = LocalFileSystem()
  ) -> Bool {
    guard let real = try? fileSystem.realPath(root) else { return false }
    return roots.contains { (try? fileSystem.realPath($0)) == real }
  }

  /// `nil`: there is no such file, or its folder cannot be searched and so contains no project.
  private static func kind(_ path: FilePath, _ fileSystem: any FileSystem) -> FileKind? {
    (try? fileSystem.status(of: path, followingLinks: true))?.kind
  }

  /// The maximum depth of folders: a path of the maximum length (4096 bytes) has no more.
  private static let depthMax = 2048
}

extension FilePath {
  /// The parent folder, determined without access to the disk.
  fileprivate var above: FilePath {
    switch lastComponent?.kind {
    case .regular: parentFolder
    case .parentDirectory: appending("..")
    case .currentDirectory, nil: ".."
    }
  }
}
