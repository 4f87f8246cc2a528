// Resolves a user's names of objects to ids.

import BuildCache
import FileIO
import MiniDriver
import MiniFrontend
import ObjectStore
import SystemPackage

/// Resolves an id, a unique prefix of 4 or more digits, the key of a cache's entry, FILE.mini (its IR
/// in the last build) or FILE.mini:FUNCTION; FILE.mini can be a standard module, `std:math`, and
/// `@{1}` after such a name is another state. Each can be followed by several `^{type}`.
struct ObjectNames {
  let objects: ObjectDatabase
  private let entries: StoredEntries
  private let directory: CacheDirectory

  init(_ directory: CacheDirectory) throws {
    self.directory = directory
    entries = StoredEntries(directory)
    objects = try PlumbingCache.objects(of: directory)
  }

  /// - Throws: ``CommandFailure`` if the cache cannot be read.
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
      // A damaged object is only a warning, so that a batch still answers the other names.
      StandardError.write("mini: warning: \(error)\n")
      return .absent
    }
    return .unique(id)
  }

  private func resolve(plain name: String) throws -> ObjectDatabase.Resolution {
    if let (name, number) = Self.splitState(name), let (file, function) = Self.split(name) {
      let current = try id(of: function, in: file)
      guard number > 0, case .unique(let id) = current else { return current }
      return state(number, before: id, of: function, in: file).map { .unique($0.objectID) }
        ?? .absent
    }
    do {
      if let id = ObjectID(hex: name) {
        if objects.contains(id) { return .unique(id) }
        return entries.entry(ofKey: Digest(id)).map { .unique($0.objectID) } ?? .absent
      }
      return try ObjectPrefix(name).map { try objects.resolve($0) } ?? .absent
    } catch {
      throw CommandFailure("\(error)")
    }
  }

  /// FILE.mini and the function, if the name has one.
  static func split(_ name: String) -> (file: String, function: String?)? {
    if isModule(name) { return (name, nil) }
    guard let colon = name.lastIndex(of: ":"), isModule(String(name[..<colon])) else { return nil }
    return (String(name[..<colon]), String(name[name.index(after: colon)...]))
  }

  /// Splits off `@{N}`. `nil`: its number is none.
  private static func splitState(_ name: String) -> (name: String, number: Int)? {
    guard name.hasSuffix("}"), let at = name.lastIndex(of: "@"), name[at...].hasPrefix("@{") else {
      return (name, 0)
    }
    return LoggedBuilds.number(name[at...]).map { (String(name[..<at]), $0) }
  }

  private static func isModule(_ name: String) -> Bool {
    name.hasSuffix(".mini") || ModulePath(name).standardModule != nil
  }

  /// A similar name of a file or function in the last builds; `nil` if there is none.
  func suggestion(for name: String) -> String? {
    guard let (file, function) = Self.split(name) else { return nil }
    // An object that cannot be read suggests nothing.
    if let function, case .unique(let id)? = try? id(of: file),
      let object = (try? objects.read(id)) ?? nil
    {
      let names = FunctionText.names(in: object.body)
      return Suggestion.nearest(to: function, among: names).map { "\(file):\($0)" }
    }
    let paths = newestFirst(ownIndexes()).flatMap { index -> [String] in
      let outcome = FileHashCache.load(index, fileSystem: directory.fileSystem)
      guard case .loaded(let project) = outcome else { return [] }
      return (0..<project.count).map(project.path)
    }
    return Suggestion.nearest(to: file, among: paths)
  }

  // MARK: Files

  /// The IR of a file in the last build that changed anything. For a file that no project knows, it is
  /// the newest cached IR.
  private func id(of file: String) throws -> ObjectDatabase.Resolution {
    if let (project, row) = lastBuild(of: file) { return .unique(project.irID(row)) }
    return newest(file).map { .unique($0.irID) } ?? .absent
  }

  private func newest(_ file: String) -> ZirEntry? {
    modulePaths(file).lazy.compactMap { entries.newest(path: $0) }.first
  }

  /// The last build of a project that contains a file, and the file's row in its index. A project in
  /// the working directory is preferred to others that use the cache.
  private func lastBuild(of file: String) -> (project: FileHashCache, row: Int)? {
    let disk = directory.fileSystem
    let paths = modulePaths(file)
    for index in newestFirst(ownIndexes()) + newestFirst(allIndexes()) {
      guard case .loaded(let project) = FileHashCache.load(index, fileSystem: disk) else {
        continue
      }
      if let row = paths.lazy.compactMap({ project.row(ofPath: $0) }).first {
        return (project, row)
      }
    }
    return nil
  }

  /// The indexes of projects whose root file may be in the working directory.
  private func ownIndexes() -> [FilePath] {
    let disk = LocalFileSystem()
    // If the working directory cannot be resolved or listed, no project was built there.
    guard let here = try? disk.realPath("."), let entries = try? disk.entries(of: here) else {
      return []
    }
    return entries.map(\.name).filter { $0.hasSuffix(".mini") }.map { name in
      ProjectPaths(directory: directory, rootFolder: here, rootName: name).index
    }
  }

  /// The indexes of all projects that use the cache.
  private func allIndexes() -> [FilePath] {
    ProjectPaths.indexes(in: directory, fileSystem: directory.fileSystem)
  }

  /// The existing ones, the last written first.
  private func newestFirst(_ indexes: [FilePath]) -> [FilePath] {
    let dated = indexes.compactMap { path -> (path: FilePath, time: Int64)? in
      // An index that cannot be examined cannot be read.
      guard let status = try? directory.fileSystem.status(of: path, followingLinks: false) else {
        return nil
      }
      return (path, status.mtimeNanoseconds)
    }
    return dated.sorted { ($0.time, $1.path.string) > ($1.time, $0.path.string) }.map(\.path)
  }

  /// The module paths that a user's path can mean: relative to the working directory, if that is
  /// inside the project, or relative to the project's folder, in this order.
  private func modulePaths(_ file: String) -> [String] {
    if ModulePath(file).standardModule != nil { return [file] }
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

  /// Another state of a file or function with the options of the current one, the newest first.
  ///
  /// - Parameter number: from 1.
  private func state(
    _ number: Int, before current: ObjectID, of function: String?, in file: String
  ) -> StoredEntry? {
    let states = modulePaths(file).lazy.map { entries.states(path: $0, function: function) }
      .first { !$0.isEmpty }
    guard let states else { return nil }
    let options = states.first { $0.objectID == current }?.options
    var seen: Set = [current]
    return states.filter {
      $0.options == options ?? $0.options && seen.insert($0.objectID).inserted
    }
    .dropFirst(number - 1).first
  }

  // MARK: Functions

  /// The IR of a file, or of a function in it.
  private func id(
    of function: String?, in file: String
  ) throws -> ObjectDatabase.Resolution {
    try function.map { try id(of: $0, in: file) } ?? id(of: file)
  }

  /// The IR of a function, taken from its file's IR. If that is lost, or is not made of functions'
  /// objects (with `-g`, lines have other numbers), the newest cached IR of the function.
  private func id(
    of function: String, in file: String
  ) throws -> ObjectDatabase.Resolution {
    let resolution = try id(of: file)
    guard case .unique(let fileID) = resolution else { return resolution }
    do {
      if let object = try objects.read(fileID) {
        guard let ir = FunctionText.ir(of: function, in: object.body) else { return .absent }
        let id = ObjectID(type: .blob, body: Array(ir))
        if objects.contains(id) { return .unique(id) }
      }
    } catch {
      throw CommandFailure("\(error)")
    }
    return newest(function, in: file).map { .unique($0.irID) } ?? .absent
  }

  private func newest(
    _ function: String, in file: String, irID: ObjectID? = nil
  ) -> AirEntry? {
    modulePaths(file).lazy.compactMap {
      entries.newest(path: $0, function: function, irID: irID)
    }.first
  }

  // MARK: Entries

  /// The entry of a file or function in the last build, or of a key; `nil` if there is none.
  ///
  /// - Throws: ``CommandFailure`` if the cache cannot be read.
  func entry(_ name: String) throws -> StoredEntry? {
    guard let (plain, number) = Self.splitState(name), let (file, function) = Self.split(plain)
    else { return Digest(hex: name).flatMap { entries.entry(ofKey: $0) } }
    guard number == 0 else {
      guard case .unique(let id) = try id(of: function, in: file) else { return nil }
      return state(number, before: id, of: function, in: file)
    }
    if let function {
      guard case .unique(let id) = try id(of: function, in: file) else { return nil }
      return newest(function, in: file, irID: id).map(StoredEntry.function)
    }
    guard let (project, row) = lastBuild(of: file) else {
      return newest(file).map(StoredEntry.file)
    }
    return entries.entry(ofKey: project.combinedHash(row).digest)
  }
}
