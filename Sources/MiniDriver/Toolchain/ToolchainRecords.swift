// The records of the toolchain's files: in the user's cache folder or in the build's cache.

import BuildCache
import FileIO
import SystemPackage

/// The record of toolchains that a build uses, loaded on first use. It is the user's, or the
/// cache's if the user has no folder that only the user can write.
///
/// It is never both: a forged record in one cache would then reach all of the user's projects.
struct ToolchainRecords: Sendable {
  private enum Source: Sendable {
    /// A folder that only the user can write.
    case user(FilePath)
    /// Other users may have made its content.
    case cache(MultiLevelCache)
  }

  private let name: ToolchainRecord.Name
  private let userFolder: FilePath?
  private let cache: MultiLevelCache?
  private let fileSystem: any FileSystem
  /// `nil`: not loaded yet.
  private var loaded: (source: Source, record: ToolchainRecord?)?
  /// Results of this build that the record does not contain yet.
  private(set) var news: ToolchainRecord.Toolchain?

  /// - Parameters:
  ///   - userFolder: mini's folder in the user's cache folder.
  ///   - cache: `nil`: no record is used.
  init(
    _ name: ToolchainRecord.Name, userFolder: FilePath?, cache: MultiLevelCache?,
    fileSystem: any FileSystem
  ) {
    self.name = name
    self.userFolder = userFolder
    self.cache = cache
    self.fileSystem = fileSystem
  }

  private mutating func load() -> (source: Source, record: ToolchainRecord?)? {
    if let loaded { return loaded }
    guard let cache else { return nil }
    if let userFolder, isOwn(userFolder) {
      // An unusable record counts as absent.
      let outcome = ToolchainRecord.load(
        userFolder.appending(CacheName.toolchains), fileSystem: fileSystem)
      if case .loaded(let record) = outcome {
        loaded = (.user(userFolder), record)
      } else {
        loaded = (.user(userFolder), nil)
      }
    } else if let userFolder, makeOwn(userFolder) {
      loaded = (.user(userFolder), nil)
    } else {
      loaded = (.cache(cache), cache.toolchainRecord())
    }
    return loaded
  }

  // MARK: Lookup

  /// The toolchain's identity, if the record lists its files and none has changed.
  mutating func identity(programs: [Stamp]) -> ToolchainRecord.Identity? {
    guard let (source, record) = load(), let record else { return nil }
    switch source {
    case .user:
      return record.identity(of: name, programs: programs, fileSystem: fileSystem) { _ in true }
    case .cache:
      let folders = SearchedFolders(name)
      return record.identity(of: name, programs: programs, fileSystem: fileSystem) {
        folders.hold($0)
      }
    }
  }

  /// Whether the record says that the clang with this stamp compiles by itself.
  mutating func isGenuine(clang: Stamp) -> Bool {
    load()?.record?.isWhole(name, clang: clang) ?? false
  }

  /// Whether this build's results, or else the record, list these files.
  mutating func list(_ paths: [FilePath]) -> Bool {
    if let news { return paths.allSatisfy { path in news.files.contains { $0.path == path } } }
    return load()?.record?.lists(paths, of: name) ?? false
  }

  /// The digest of the file with this stamp.
  mutating func digest(of stamp: Stamp) -> Digest? { load()?.record?.digest(of: stamp) }

  // MARK: Storing

  /// Stores a result. If the record cannot be written, the next build hashes files again.
  mutating func keep(_ toolchain: ToolchainRecord.Toolchain) {
    news = toolchain
    guard let (source, record) = load() else { return }
    let bytes = ToolchainRecord.encode(toolchain, before: record)
    switch source {
    case .user(let folder):
      try? fileSystem.replaceFile(folder.appending(CacheName.toolchains), with: bytes)
    case .cache(let cache): cache.keep(toolchain: bytes)
    }
  }

  /// Creates the user's folder, unless the nearest existing folder belongs to another user: root may
  /// have a user's HOME. If others can write an existing folder, mends its mode and removes the
  /// record.
  private func makeOwn(_ folder: FilePath) -> Bool {
    var above = folder
    while status(above) == nil, above.bytes.count > 1 { above = above.parentFolder }
    guard status(above)?.ownerID == fileSystem.effectiveUserID(),
      (try? fileSystem.createDirectories(folder)) != nil,
      let handle = (try? DirectoryHandle(folder, fileSystem: fileSystem)) ?? nil,
      (try? fileSystem.setPermissions(handle.fd, 0o755)) != nil
    else { return false }
    let record = folder.appending(CacheName.toolchains)
    return isOwn(folder) && (try? fileSystem.remove(record)) != nil
  }

  /// A path that cannot be examined counts as absent.
  private func status(_ path: FilePath) -> FileStatus? {
    (try? fileSystem.status(of: path, followingLinks: true)) ?? nil
  }

  /// Whether a folder belongs to this user and no other user can put a file into it.
  private func isOwn(_ folder: FilePath) -> Bool {
    guard let status = status(folder) else { return false }
    return status.kind == .directory && status.ownerID == fileSystem.effectiveUserID()
      && status.permissions & 0o022 == 0
  }
}

/// The folders in which the loader and the linker look for a toolchain's files.
struct SearchedFolders: Sendable {
  /// Without trailing slashes.
  private let folders: [[UInt8]]

  init(_ name: ToolchainRecord.Name) {
    var folders = Machine.loaderFolders + LoadedObjects.folders(in: name.libraryPath)
    for program in [name.clang, name.linker] {
      let own = program.parentFolder
      folders += [own, own.parentFolder.appending("lib")]
    }
    self.folders = folders.map(\.bytes) + [LoaderCache.path.bytes]
  }

  /// Whether a path is one of these folders or is inside one.
  func hold(_ path: UnsafeRawBufferPointer) -> Bool {
    guard folders.contains(where: { isIn(path, $0) }) else { return false }
    // `..` can lead out of the folder.
    var last: (UInt8, UInt8) = (0, 0)
    for byte in path {
      if last == (UInt8(ascii: "/"), UInt8(ascii: ".")), byte == UInt8(ascii: ".") { return false }
      last = (last.1, byte)
    }
    return true
  }

  private func isIn(_ path: UnsafeRawBufferPointer, _ folder: [UInt8]) -> Bool {
    path.starts(with: folder)
      && (path.count == folder.count || path[folder.count] == UInt8(ascii: "/"))
  }
}
