// Where in a cache a project's own files lie.

package import FileIO
package import ObjectStore
package import SystemPackage

/// The files of a cache that belong to one project: stamps and outputs are no others' business,
/// whereas objects and keys are common to all.
package struct ProjectPlace: Hashable, Sendable {
  /// `file_hashes.bin`.
  package let index: FilePath
  /// The combined IR of the last build, `main.mini.ll`.
  package let combined: FilePath
  /// `units.bin`: what the last builds' executables were linked of.
  let units: FilePath
  /// Of a project that shares the cache: the real path of its root file. Keys hold no path: this is
  /// how gc finds out that a checkout is gone.
  private let root: FilePath?

  /// - Parameters:
  ///   - rootFolder: the real path of the root file's folder.
  ///   - rootName: the root file's name.
  ///
  /// The project `main.mini` whose folder holds the cache under its usual name lies at the cache's
  /// top; any other in `projects/<first 16 digits of SHA-256(root folder NUL root name)>/`.
  package init(directory: CacheDirectory, rootFolder: FilePath, rootName: String) {
    let usual = rootFolder.appending(CacheDirectory.folderName)
    // A cache whose path cannot be resolved is nobody's usual one: its projects lie side by side.
    let real = try? directory.fileSystem.realPath(directory.path)
    let isOwn = real == usual && rootName == "main.mini"
    self.init(
      folder: isOwn
        ? directory.path
        : directory.path.appending("projects")
          .appending(ProjectPlace.folderName(rootFolder: rootFolder, rootName: rootName)),
      rootName: rootName, root: isOwn ? nil : rootFolder.appending(rootName))
  }

  private init(folder: FilePath, rootName: String, root: FilePath?) {
    self.root = root
    index = folder.appending("file_hashes.bin")
    combined = folder.appending("combined").appending(rootName + ".ll")
    units = folder.appending(ProjectUnits.fileName)
  }

  /// What is added to a level of optimisation to name the programs with `-g` at that level.
  package static let debugVariant = 4

  /// The units of the project's programs, as the last good builds linked them.
  package func linkedUnits(fileSystem: any FileSystem) -> LoadOutcome<[LinkedUnit]> {
    ProjectUnits.load(units, fileSystem: fileSystem)
  }

  /// The object code of the last program at a level, as it was linked: `main.mini.O2.a`, or with `-g`
  /// `main.mini.O2g.a`.
  package func archive(variant: Int) -> FilePath {
    combined.parentFolder.appending(
      Self.archiveName(rootName: combined.stem ?? "", variant: variant))
  }

  /// The program that was last made of a variant to be run: `main.mini.O2`.
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

  /// Records the path of the project's root file, unless it is recorded: before the project's first
  /// file is written into the cache. What prevents it costs a folder that gc does not remove.
  package func recordRoot(fileSystem: any FileSystem) {
    guard let root else { return }
    let folder = index.removingLastComponent()
    let record = folder.appending(Self.rootRecordName)
    do throws(FileError) {
      guard try fileSystem.status(of: record, followingLinks: false) == nil else { return }
      try fileSystem.createDirectories(folder)
      try fileSystem.replaceFile(record, with: root.bytes)
    } catch {
      // As said above.
    }
  }

  /// The root file that a project's folder names; `nil` where it names none.
  static func root(
    recordedIn folder: FilePath, _ fileSystem: any FileSystem
  ) throws(FileError) -> FilePath? {
    let record = folder.appending(rootRecordName)
    let found: [UInt8]?
    do throws(FileError) {
      found = try fileSystem.contents(of: record, sizeMax: pathBytesMax)
    } catch {
      // What is no such file names no root.
      guard error.errno.meansNotAFile || error.errno == .fileTooLarge else { throw error }
      return nil
    }
    guard let bytes = found, bytes.first == UInt8(ascii: "/"), !bytes.contains(0)
    else { return nil }
    return FilePath(bytes: bytes)
  }

  /// The indexes that a cache may have: that of the project around it, and those of all others.
  package static func indexes(
    in directory: CacheDirectory, fileSystem: any FileSystem
  ) -> [FilePath] {
    let projects = directory.path("projects")
    // A folder that cannot be listed has no index that could be read.
    let others = (try? fileSystem.entries(of: projects)) ?? []
    let folders = others.map { projects.appending(FilePath.Component(bytes: $0.nameBytes)) }
    return ([directory.path] + folders).map { $0.appending("file_hashes.bin") }
  }

  static let rootRecordName = "root"
  /// Linux's paths have 4096 bytes at most.
  private static let pathBytesMax = 1 << 16

  private static func folderName(rootFolder: FilePath, rootName: String) -> String {
    let name = rootFolder.bytes + [0] + Array(rootName.utf8)
    return String(Digest(hashing: name).description.prefix(16))
  }
}
