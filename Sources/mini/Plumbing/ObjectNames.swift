// What a user calls an object, and which id that is.

import BuildCache
import FileIO
import ObjectStore
import SystemPackage

/// Resolves an id, a unique prefix of 4 or more digits, FILE.mini (its IR as last built) or
/// FILE.mini:FUNCTION; each may be followed by `^{type}`, more than once.
struct ObjectNames {
  let objects: ObjectDatabase
  private let directory: CacheDirectory

  init(_ directory: CacheDirectory) throws {
    self.directory = directory
    objects = try PlumbingCache.objects(of: directory)
  }

  /// - Throws: ``CommandFailure`` where the cache cannot be read.
  func resolve(_ name: String) throws -> ObjectDatabase.Resolution {
    guard let (name, peelings) = ObjectPeeling.split(name) else { return .absent }
    let resolution = try resolve(plain: name)
    guard case .unique(var id) = resolution else { return resolution }
    do {
      for peeling in peelings {
        guard let peeled = try peeling.peel(id, objects) else { return .absent }
        id = peeled
      }
    } catch {
      // A damaged object hides no others: who asks for many gets answers about them.
      StandardError.write("mini: warning: \(error)\n")
      return .absent
    }
    return .unique(id)
  }

  private func resolve(plain name: String) throws -> ObjectDatabase.Resolution {
    if let (file, function) = Self.split(name) {
      return try function.map { try id(of: $0, in: file) } ?? id(of: file)
    }
    do {
      if let id = ObjectID(hex: name) { return objects.contains(id) ? .unique(id) : .absent }
      return try ObjectPrefix(name).map { try objects.resolve($0) } ?? .absent
    } catch {
      throw CommandFailure("\(error)")
    }
  }

  /// FILE.mini and the function, if one is named.
  private static func split(_ name: String) -> (file: String, function: String?)? {
    if name.hasSuffix(".mini") { return (name, nil) }
    guard let colon = name.lastIndex(of: ":"), name[..<colon].hasSuffix(".mini") else { return nil }
    return (String(name[..<colon]), String(name[name.index(after: colon)...]))
  }

  // MARK: Files

  /// The IR of a file as the last build that changed anything left it: of a project in the working
  /// directory, else of any that uses the cache. Of a file that no project knows any more, the
  /// newest there is.
  private func id(of file: String) throws -> ObjectDatabase.Resolution {
    let disk = directory.fileSystem
    let paths = modulePaths(file)
    for index in newestFirst(ownIndexes()) + newestFirst(allIndexes()) {
      guard case .loaded(let project) = FileHashCache.load(index, fileSystem: disk) else {
        continue
      }
      if let row = paths.lazy.compactMap({ project.row(ofPath: $0) }).first {
        return .unique(project.irID(row))
      }
    }
    guard
      case .loaded(let files) = ZirCache.load(directory.path("zir_index.bin"), fileSystem: disk),
      let entry = paths.lazy.compactMap({ files.newest(ofPath: $0) }).first
    else { return .absent }
    return .unique(entry.irID)
  }

  /// The indexes of the projects whose root file may stand in the working directory.
  private func ownIndexes() -> [FilePath] {
    let disk = LocalFileSystem()
    // A working directory that cannot be resolved or listed holds no project that was built.
    guard let here = try? disk.realPath("."), let entries = try? disk.entries(of: here) else {
      return []
    }
    return entries.map(\.name).filter { $0.hasSuffix(".mini") }.map { name in
      ProjectPlace(directory: directory, rootFolder: here, rootName: name).index
    }
  }

  /// The indexes of all projects that use the cache.
  private func allIndexes() -> [FilePath] {
    let name = "file_hashes.bin"
    let folder = directory.path("projects")
    // A folder that cannot be listed holds no index that could be read.
    let others = (try? directory.fileSystem.entries(of: folder)) ?? []
    return [directory.path(name)] + others.map { folder.appending($0.name).appending(name) }
  }

  /// Those that exist, the last written first.
  private func newestFirst(_ indexes: [FilePath]) -> [FilePath] {
    let dated = indexes.compactMap { path -> (path: FilePath, time: Int64)? in
      // One that cannot be looked at cannot be read either.
      guard let status = try? directory.fileSystem.status(of: path, followingLinks: false) else {
        return nil
      }
      return (path, status.mtimeNanoseconds)
    }
    return dated.sorted { ($0.time, $1.path.string) > ($1.time, $0.path.string) }.map(\.path)
  }

  /// What a module's path may be that a user writes so: relative to the project's folder, or to
  /// the working directory where that lies inside the project; the latter first.
  private func modulePaths(_ file: String) -> [String] {
    let disk = LocalFileSystem()
    let typed = FilePath(file).lexicallyNormalized()
    guard let here = try? disk.realPath("."), let cache = try? disk.realPath(directory.path) else {
      return [typed.string]
    }
    let project = cache.removingLastComponent()
    var absolute = here.pushing(typed).lexicallyNormalized()
    guard absolute.removePrefix(project), absolute != typed else { return [typed.string] }
    return [absolute.string, typed.string]
  }

  // MARK: Functions

  /// The IR of a function as it stands in its file's; of a file whose IR is gone, the newest there
  /// is. An object of the function's own is there unless gc has dropped it.
  private func id(
    of function: String, in file: String
  ) throws -> ObjectDatabase.Resolution {
    let resolution = try id(of: file)
    guard case .unique(let fileID) = resolution else { return resolution }
    do {
      if let object = try objects.read(fileID) {
        guard let ir = FunctionText.ir(of: function, in: object.body) else { return .absent }
        let id = ObjectID(type: .blob, body: Array(ir))
        return objects.contains(id) ? .unique(id) : .absent
      }
    } catch {
      throw CommandFailure("\(error)")
    }
    guard
      case .loaded(let functions) = AirCache.load(
        directory.path("air_index.bin"), fileSystem: directory.fileSystem),
      let entry = modulePaths(file).lazy.compactMap({
        functions.newest(path: $0, function: function)
      }).first
    else { return .absent }
    return .unique(entry.irID)
  }
}
