// The project that a source file most likely belongs to.

package import BuildCache
package import FileIO
package import SystemPackage

/// A folder with a `mini.config` that names programs, or with a `main.mini`.
package struct NearestProject: Sendable {
  package let folder: FilePath
  /// The root files of its programs, in the order of `mini.config`; without that file `main.mini`.
  /// There is at least one.
  package let roots: [FilePath]
  /// Those of `mini.config`; empty without that file.
  package let programs: [ProjectProgram]
  /// The remote cache that `mini.config` suggests.
  package let suggestion: RemoteSuggestion?
  /// The cache of a project with `mini.config`; `nil`: the one beside the root file.
  package var usualCache: FilePath? {
    programs.isEmpty ? nil : folder.naming(CacheName.folder)
  }

  /// Looks in the source's folder and in those above. A `mini.config` above the nearest `main.mini`
  /// counts if it names that file. Fails if there is no such folder.
  ///
  /// The search ends at a folder that contains `.git`, and has `SearchBounds`. Above the source's
  /// folder it also accepts only files of that folder's owner, because programs that are found are
  /// run.
  ///
  /// Cost: five system calls a folder.
  ///
  /// - Parameter file: need not exist.
  package init?(to file: FilePath, fileSystem: any FileSystem = LocalFileSystem()) {
    var folder = file.parentFolder
    var status = Self.status(folder, fileSystem)
    guard let bounds = SearchBounds(status) else { return nil }
    var owner: UInt32?
    var nearest: Self?
    for _ in 0..<SearchBounds.depthMax {
      guard bounds.contains(status) else { break }
      if let found = Self(configuredIn: folder, owner, fileSystem) {
        nearest =
          nearest.map { found.hasProgram(at: $0.roots[0], fileSystem) ? found : $0 } ?? found
        break
      }
      nearest = nearest ?? Self(mainIn: folder, owner, fileSystem)
      guard Self.status(folder.naming(".git"), fileSystem) == nil,
        let real = try? fileSystem.realPath(folder), real != "/"
      else { break }
      folder = folder.above
      status = Self.status(folder, fileSystem)
      owner = bounds.ownerID
    }
    guard let nearest else { return nil }
    self = nearest
  }

  /// Fails if there is no `mini.config`, or it names no programs.
  ///
  /// - Parameter owner: of the file; `nil`: anyone.
  private init?(configuredIn folder: FilePath, _ owner: UInt32?, _ fileSystem: any FileSystem) {
    let file = folder.naming(ProjectProgram.fileName)
    // A build of the programs reports what is wrong with it.
    guard Self.isFile(file, of: owner, fileSystem),
      let configuration = try? Configuration().adding(projectFile: file, fileSystem: fileSystem),
      let programs = try? configuration.programs(), !programs.isEmpty
    else { return nil }
    self.folder = folder
    roots = programs.map { folder.naming($0.root.string) }
    self.programs = programs
    suggestion = configuration.suggestion(in: folder, fileSystem: fileSystem)
  }

  private init?(mainIn folder: FilePath, _ owner: UInt32?, _ fileSystem: any FileSystem) {
    let root = folder.naming(ProjectLocation.usualRootName)
    guard Self.isFile(root, of: owner, fileSystem) else { return nil }
    self.folder = folder
    roots = [root]
    programs = []
    suggestion = nil
  }

  /// Whether a file is the root of one of its programs.
  package func hasProgram(
    at root: FilePath, _ fileSystem: any FileSystem = LocalFileSystem()
  ) -> Bool {
    guard let real = try? fileSystem.realPath(root) else { return false }
    return roots.contains { (try? fileSystem.realPath($0)) == real }
  }

  private static func isFile(
    _ path: FilePath, of owner: UInt32?, _ fileSystem: any FileSystem
  ) -> Bool {
    guard let status = status(path, fileSystem), status.kind == .regular else { return false }
    return owner == nil || status.ownerID == owner
  }

  /// `nil`: there is no such file, or its folder cannot be searched and so contains no project.
  private static func status(_ path: FilePath, _ fileSystem: any FileSystem) -> FileStatus? {
    (try? fileSystem.status(of: path, followingLinks: true)) ?? nil
  }
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
