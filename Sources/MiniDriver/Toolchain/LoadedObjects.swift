// Finds the shared objects that a program loads, in the way the loader does.

package import FileIO
package import SystemPackage

/// Finds the shared objects that programs load, and records the folders searched.
///
/// - SeeAlso: ld.so(8), *DESCRIPTION*
package struct LoadedObjects {
  /// A program and everything it loads, in the order in which the loader meets it.
  package private(set) var files: [FilePath] = []
  /// Folders that were searched. A new file in one can replace another object.
  package private(set) var folders: [FilePath] = []

  /// Whether the C library and its loader are among them.
  package enum CLibrary: Sendable {
    /// No tool's output depends on their bytes.
    case leftOut
    case included
  }

  private let cLibrary: CLibrary
  private let libraryFolders: [FilePath]
  private let cache: LoaderCache
  private let fileSystem: any FileSystem

  /// - Parameter libraryPath: the value of `LD_LIBRARY_PATH`.
  package init(
    libraryPath: [UInt8], _ cLibrary: CLibrary = .leftOut, fileSystem: any FileSystem
  ) {
    self.cLibrary = cLibrary
    libraryFolders = Self.folders(in: libraryPath)
    cache = LoaderCache(fileSystem: fileSystem)
    self.fileSystem = fileSystem
  }

  /// Adds a program and its shared objects.
  package mutating func add(_ program: FilePath) {
    guard append(program) else { return }
    // The kernel resolves a program's links; the loader does not resolve a library's.
    var pending = [Object(path: program, origin: real(program).parentFolder, inherited: [])]
    var next = 0
    while next < pending.count, pending.count < Self.objectsMax {
      let object = pending[next]
      next += 1
      guard let file = ELFDynamic(object.path, fileSystem: fileSystem) else { continue }
      let search = Search(of: file, object)
      for name in file.needed where cLibrary == .included || !Self.isOfCLibrary(name) {
        for path in find(name, search) where append(path) {
          pending.append(
            Object(path: path, origin: real(path.parentFolder), inherited: search.inherited))
        }
      }
    }
  }

  /// More than any program loads.
  private static let objectsMax = 512

  private struct Object {
    let path: FilePath
    /// The value of `$ORIGIN`, with links resolved.
    let origin: FilePath
    /// The folders of `DT_RPATH` of the objects that loaded it.
    let inherited: [FilePath]
  }

  /// Where to look for an object's libraries.
  private struct Search {
    /// Searched before the folders of `LD_LIBRARY_PATH`.
    let inherited: [FilePath]
    let usesInherited: Bool
    /// Searched after them.
    let own: [FilePath]

    init(of file: ELFDynamic, _ object: Object) {
      func folders(_ value: [UInt8]?) -> [FilePath] {
        LoadedObjects.folders(in: value ?? [], origin: object.origin)
      }
      // A DT_RUNPATH overrides every DT_RPATH.
      usesInherited = file.runpath == nil
      inherited = (usesInherited ? folders(file.rpath) : []) + object.inherited
      own = folders(file.runpath)
    }
  }

  private func real(_ path: FilePath) -> FilePath {
    // Nothing can be loaded from a folder that cannot be resolved.
    (try? fileSystem.realPath(path)) ?? path
  }

  private mutating func append(_ path: FilePath) -> Bool {
    guard !files.contains(path) else { return false }
    files.append(path)
    return true
  }

  /// The files for a library's name: one, or one per kind of processor.
  private mutating func find(_ name: [UInt8], _ search: Search) -> [FilePath] {
    if name.contains(UInt8(ascii: "/")) { return [FilePath(bytes: name)] }
    let first = (search.usesInherited ? search.inherited : []) + libraryFolders + search.own
    if let found = find(name, in: first) { return found }
    let listed = cache.files(of: name).filter { isFile($0) }
    if !listed.isEmpty { return listed }
    return find(name, in: Machine.loaderFolders) ?? []
  }

  private mutating func find(_ name: [UInt8], in folders: [FilePath]) -> [FilePath]? {
    for folder in folders {
      if !self.folders.contains(folder) { self.folders.append(folder) }
      let special = Machine.processorFolders.map { folder.pushing($0).appending(bytes: name) }
        .filter { isFile($0) }
      for path in special where !self.folders.contains(path.parentFolder) {
        self.folders.append(path.parentFolder)
      }
      let plain = folder.appending(bytes: name)
      if isFile(plain) { return special + [plain] }
      if !special.isEmpty { return special }
    }
    return nil
  }

  private func isFile(_ path: FilePath) -> Bool {
    // A file that cannot be examined cannot be loaded.
    (try? fileSystem.status(of: path, followingLinks: true))?.kind == .regular
  }

  /// Splits a colon-separated list into absolute folders. Relative ones are left out: their meaning
  /// depends on the working directory, and tools never get them.
  static func folders(in list: [UInt8], origin: FilePath? = nil) -> [FilePath] {
    list.split(separator: UInt8(ascii: ":")).compactMap { part in
      for variable in ["${ORIGIN}", "$ORIGIN"] where part.starts(with: variable.utf8) {
        guard let origin else { return nil }
        // `origin` contains no links, so `..` can be removed by text.
        return FilePath(bytes: origin.bytes + part.dropFirst(variable.utf8.count))
          .lexicallyNormalized()
      }
      return part.first == UInt8(ascii: "/") ? FilePath(bytes: Array(part)) : nil
    }
  }

  private static func isOfCLibrary(_ name: [UInt8]) -> Bool {
    ["libc.so.", "ld-linux", "ld-musl", "libpthread.so.", "libdl.so.", "librt.so."]
      .contains { name.starts(with: $0.utf8) }
  }
}

extension FilePath {
  /// The path of a name in this folder.
  func appending(bytes name: [UInt8]) -> FilePath {
    FilePath(bytes: bytes + [UInt8(ascii: "/")] + name)
  }
}
