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
  private let workingFolder = try? LocalFileSystem().realPath(".")

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
    let paths = projects.filter(isHere).flatMap { project -> [String] in
      index(of: project).map { index in (0..<index.count).map(index.path) } ?? []
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

  /// The last build of a project that contains a file, and the file's row in its index. A project whose
  /// root file is in the working directory is preferred to others that use the cache.
  private func lastBuild(of file: String) -> (project: FileHashCache, row: Int)? {
    let projects = projects
    return lastBuild(projects) { path(of: file, in: $0) }
      ?? lastBuild(projects) { _ in Self.modulePath(file) }
  }

  private func lastBuild(
    _ projects: [CacheProject], with path: (CacheProject) -> String?
  ) -> (project: FileHashCache, row: Int)? {
    for project in projects {
      guard let path = path(project), let index = index(of: project),
        let row = index.row(ofPath: path)
      else { continue }
      return (index, row)
    }
    return nil
  }

  private func index(of project: CacheProject) -> FileHashCache? {
    let outcome = FileHashCache.load(project.index, fileSystem: directory.fileSystem)
    return if case .loaded(let index) = outcome { index } else { nil }
  }

  /// The projects that use the cache, those of the working directory first, then the last built.
  private var projects: [CacheProject] {
    // A cache that cannot be listed has no index that could be read.
    let all = (try? CacheProject.all(in: directory)) ?? []
    return all.map { ($0, isHere($0) ? 1 : 0, $0.lastBuildNanoseconds ?? .min) }
      .sorted { ($0.1, $0.2) > ($1.1, $1.2) }.map(\.0)
  }

  /// Whether a project's root file is in the working directory.
  private func isHere(_ project: CacheProject) -> Bool {
    project.root.map { $0.removingLastComponent() == workingFolder } ?? false
  }

  /// The path that a file of the disk has in a project; `nil` if the cache does not know its root file.
  private func path(of file: String, in project: CacheProject) -> String? {
    guard let root = project.root, let absolute = try? WorkingFolder.absolute(file) else {
      return nil
    }
    return FilePath(absolute).relative(to: root.removingLastComponent())
  }

  /// A user's path, taken for one that starts from a root file's folder.
  private static func modulePath(_ file: String) -> String {
    FilePath(file).lexicallyNormalized().string
  }

  /// The module paths that a user's path can mean: the one in the last build, or all.
  private func modulePaths(_ file: String) -> [String] {
    if ModulePath(file).standardModule != nil { return [file] }
    if let (project, row) = lastBuild(of: file) { return [project.path(row)] }
    // Entries do not say whose they are: several projects can have modules of one path.
    let projects = projects
    let own = projects.count == 1 ? path(of: file, in: projects[0]) : nil
    return [own, Self.modulePath(file)].compactMap(\.self)
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
