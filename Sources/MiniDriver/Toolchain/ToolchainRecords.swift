// What was kept of the toolchain's files: the user's own record, or the cache's.

import BuildCache
import FileIO
import SystemPackage

/// The record of toolchains that a build uses, loaded when it is first asked for: the user's, or, where the
/// user has no folder that nobody else can write, the cache's.
///
/// Never both: whoever has forged the one in a cache would reach all of the user's projects.
struct ToolchainRecords: Sendable {
  private enum Place: Sendable {
    /// A folder that nobody else can write.
    case user(FilePath)
    /// Anybody may have made what is in it.
    case cache(MultiLevelCache)
  }

  private let name: ToolchainRecord.Name
  private let userFolder: FilePath?
  private let cache: MultiLevelCache?
  private let fileSystem: any FileSystem
  /// `nil`: not looked for yet.
  private var loaded: (place: Place, record: ToolchainRecord?)?
  /// What was found out, and is not kept yet.
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

  private mutating func load() -> (place: Place, record: ToolchainRecord?)? {
    if let loaded { return loaded }
    guard let cache else { return nil }
    if let userFolder, isOwn(userFolder) {
      // One that cannot be used is absent.
      let outcome = ToolchainRecord.load(
        userFolder.appending(ToolchainRecord.fileName), fileSystem: fileSystem)
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

  // MARK: Looking up

  /// The toolchain's identity, where the record lists its files and all are as they were.
  mutating func identity(programs: [Stamp]) -> ToolchainRecord.Identity? {
    guard let (place, record) = load(), let record else { return nil }
    switch place {
    case .user:
      return record.identity(of: name, programs: programs, fileSystem: fileSystem) { _ in true }
    case .cache:
      let folders = SearchedFolders(name)
      return record.identity(of: name, programs: programs, fileSystem: fileSystem) {
        folders.hold($0)
      }
    }
  }

  /// Whether the clang of this stamp is known to compile by itself.
  mutating func isGenuine(clang: Stamp) -> Bool {
    load()?.record?.isWhole(name, clang: clang) ?? false
  }

  /// Whether what was found out, or else the record, lists these files.
  mutating func list(_ paths: [FilePath]) -> Bool {
    if let news { return paths.allSatisfy { path in news.files.contains { $0.path == path } } }
    return load()?.record?.lists(paths, of: name) ?? false
  }

  /// The digest of a file that had this stamp.
  mutating func digest(of stamp: Stamp) -> Digest? { load()?.record?.digest(of: stamp) }

  // MARK: Keeping

  /// Keeps what was found out. A record that cannot be written costs the next build some hashing.
  mutating func keep(_ toolchain: ToolchainRecord.Toolchain) {
    news = toolchain
    guard let (place, record) = load() else { return }
    let bytes = ToolchainRecord.encode(toolchain, before: record)
    switch place {
    case .user(let folder):
      try? fileSystem.replaceFile(folder.appending(ToolchainRecord.fileName), with: bytes)
    case .cache(let cache): cache.keep(toolchain: bytes)
    }
  }

  /// Makes the user's folder, unless it is in a folder of somebody else's: root may have a user's HOME. One of
  /// the user's that others could write is mended, and the record in it removed.
  private func makeOwn(_ folder: FilePath) -> Bool {
    var above = folder
    while status(above) == nil, above.bytes.count > 1 { above = above.parentFolder }
    guard status(above)?.ownerID == fileSystem.effectiveUserID(),
      (try? fileSystem.createDirectories(folder)) != nil,
      let handle = (try? DirectoryHandle(folder, fileSystem: fileSystem)) ?? nil,
      (try? fileSystem.setPermissions(handle.fd, 0o755)) != nil
    else { return false }
    let record = folder.appending(ToolchainRecord.fileName)
    return isOwn(folder) && (try? fileSystem.remove(record)) != nil
  }

  /// What cannot be looked at is as good as absent.
  private func status(_ path: FilePath) -> FileStatus? {
    (try? fileSystem.status(of: path, followingLinks: true)) ?? nil
  }

  /// Whether a folder is this user's, and nobody else can put a file into it.
  private func isOwn(_ folder: FilePath) -> Bool {
    guard let status = status(folder) else { return false }
    return status.kind == .directory && status.ownerID == fileSystem.effectiveUserID()
      && status.permissions & 0o022 == 0
  }
}

/// The folders in which the loader and the linker look for a toolchain's files.
struct SearchedFolders: Sendable {
  /// Without a slash at their ends.
  private let folders: [[UInt8]]

  init(_ name: ToolchainRecord.Name) {
    var folders = Machine.loaderFolders + LoadedObjects.folders(in: name.libraryPath)
    for program in [name.clang, name.linker] {
      let own = program.parentFolder
      folders += [own, own.parentFolder.appending("lib")]
    }
    self.folders = folders.map(\.bytes) + [LoaderCache.path.bytes]
  }

  /// Whether a path is one of them, or leads into one.
  func hold(_ path: UnsafeRawBufferPointer) -> Bool {
    guard folders.contains(where: { isIn(path, $0) }) else { return false }
    // `..` leads anywhere.
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
