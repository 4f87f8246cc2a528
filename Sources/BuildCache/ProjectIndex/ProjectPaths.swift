// The paths of a project's own files in a cache.

package import FileIO
package import SystemPackage

/// The files of a cache that belong to one project: its stamps and outputs. All projects share
/// objects and keys.
package struct ProjectPaths: Hashable, Sendable {
  /// `file_hashes.bin`.
  package let index: FilePath
  /// The combined IR of the last build, `main.mini.ll`.
  package let combined: FilePath
  /// `units.bin`: the units of the last builds' executables.
  package let units: FilePath
  /// `tests.bin`: the tests of the project's files.
  package let tests: FilePath
  /// `snapshot.bin`: the objects of the project's last snapshot.
  package let snapshot: FilePath
  /// The real path of the root file, for a project that shares the cache. Keys contain no path, so
  /// gc needs this to detect that a checkout was deleted.
  private let root: FilePath?

  /// - Parameters:
  ///   - rootFolder: the real path of the root file's folder.
  ///   - rootName: the root file's name.
  ///
  /// The project `main.mini` whose folder contains the cache under its default name is at the
  /// cache's top. Others are in
  /// `projects/<first 16 digits of SHA-256(root folder NUL root name)>/`.
  package init(directory: CacheDirectory, rootFolder: FilePath, rootName: String) {
    let usual = rootFolder.appending(CacheName.folder)
    // If the cache's path cannot be resolved, it is not the default cache of any project.
    let real = try? directory.fileSystem.realPath(directory.path)
    let isOwn = real == usual && rootName == Self.usualRootName
    self.init(
      folder: isOwn
        ? directory.path
        : directory.path.appending(CacheName.projects)
          .appending(ProjectPaths.folderName(rootFolder: rootFolder, rootName: rootName)),
      rootName: rootName, root: isOwn ? nil : rootFolder.appending(rootName))
  }

  /// The name of the root file of the project at a cache's top.
  static let usualRootName = "main.mini"

  private init(folder: FilePath, rootName: String, root: FilePath?) {
    self.root = root
    index = folder.appending(CacheName.fileHashes)
    combined = folder.appending(CacheName.combined).appending(rootName + ".ll")
    units = folder.appending(CacheName.units)
    tests = folder.appending(CacheName.tests)
    snapshot = folder.appending(CacheName.snapshot)
  }

  /// Added to a level of optimisation, it names the variant of that level with `-g`.
  package static let debugVariant = 4

  /// The archive of the last program's object code: `main.mini.O2.a`, or with `-g`
  /// `main.mini.O2g.a`.
  package func archive(variant: Int) -> FilePath {
    combined.parentFolder.appending(
      Self.archiveName(rootName: combined.stem ?? "", variant: variant))
  }

  /// The last program of a variant that was made for `mini run`: `main.mini.O2`.
  package func program(variant: Int) -> FilePath {
    combined.parentFolder.appending(
      Self.programName(rootName: combined.stem ?? "", variant: variant))
  }

  static func programName(rootName: String, variant: Int) -> String {
    "\(rootName).O\(variant % debugVariant)" + (variant < debugVariant ? "" : "g")
  }

  static func archiveName(rootName: String, variant: Int) -> String {
    programName(rootName: rootName, variant: variant) + ".a"
  }

  /// Records the path of the project's root file, unless the record is right. Call it before the
  /// project's first file is written into the cache. Ignores errors: without the record gc keeps
  /// the folder longer.
  package func recordRoot(fileSystem: any FileSystem) {
    guard let root else { return }
    let folder = index.removingLastComponent()
    let record = folder.appending(CacheName.root)
    do throws(FileError) {
      guard try Self.root(recordedIn: folder, fileSystem) != root else { return }
      try fileSystem.createDirectories(folder)
      try fileSystem.replaceFile(record, with: root.bytes)
    } catch {
      // Ignored, see above.
    }
  }

  /// The root file recorded in a project's folder; `nil` if none is.
  static func root(
    recordedIn folder: FilePath, _ fileSystem: any FileSystem
  ) throws(FileError) -> FilePath? {
    let record = folder.appending(CacheName.root)
    let found: [UInt8]?
    do throws(FileError) {
      found = try fileSystem.contents(of: record, sizeMax: pathBytesMax)
    } catch {
      // A folder, a link or a file that is too large records no root.
      guard error.errno.meansNotAFile || error.errno == .fileTooLarge else { throw error }
      return nil
    }
    guard let bytes = found, bytes.first == UInt8(ascii: "/"), !bytes.contains(0)
    else { return nil }
    return FilePath(bytes: bytes)
  }

  /// The possible indexes of a cache: that of the project around it, and those of all others.
  package static func indexes(
    in directory: CacheDirectory, fileSystem: any FileSystem
  ) -> [FilePath] {
    let projects = directory.path(CacheName.projects)
    // In a folder that cannot be listed, no index could be read either.
    let others = (try? fileSystem.entries(of: projects)) ?? []
    let folders = others.map { projects.appending(FilePath.Component(bytes: $0.nameBytes)) }
    return ([directory.path] + folders).map { $0.appending(CacheName.fileHashes) }
  }

  /// Paths have at most 4096 bytes on Linux.
  private static let pathBytesMax = 1 << 16

  private static func folderName(rootFolder: FilePath, rootName: String) -> String {
    let name = rootFolder.bytes + [0] + Array(rootName.utf8)
    return String(Digest(hashing: name).description.prefix(16))
  }
}
