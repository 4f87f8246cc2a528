// The snapshots and pins of a cache: lists and removes them, and pins objects.

import FileIO
package import ObjectStore

/// The snapshots and pins of a cache. Reads take no lock.
package struct SnapshotRefs: Sendable {
  private let directory: CacheDirectory
  private let database: ObjectDatabase

  package init(_ directory: CacheDirectory) throws(SnapshotError) {
    self.directory = directory
    database = try SnapshotError.ofObject { () throws(ObjectError) in
      try ObjectDatabase(directory, packScrutiny: .structure)
    }
  }

  /// The newest state of each name, in the order of the names, and the refs that name none.
  package func newest() -> (states: [SnapshotState], problems: [String]) {
    var states: [SnapshotState] = []
    var problems: [String] = []
    for ref in refs {
      guard let name = SnapshotName(ref: ref.name), name.origin != .pinned else { continue }
      let found = SnapshotState.history(of: name, from: ref.id, in: database, countMax: 1)
      if found.isEmpty { problems.append("'\(name)' names no snapshot: see 'mini verify'") }
      states += found
    }
    return (states.sorted { $0.name < $1.name }, problems)
  }

  /// The states of a name, the newest first.
  package func history(of name: SnapshotName) throws(SnapshotError) -> [SnapshotState] {
    let states = SnapshotState.history(of: name, from: try ref(name).id, in: database)
    guard !states.isEmpty else { throw SnapshotError("'\(name)' names no snapshot") }
    return states
  }

  private var refs: [GitRef] {
    GitRefs(of: directory.path, fileSystem: directory.fileSystem).refs
  }

  // MARK: Pins

  /// A name, and the object that it keeps from gc, whatever its age and the cache's size.
  package struct Pin: Sendable {
    package let name: SnapshotName
    package let id: ObjectID
    /// `nil` if the object is lost.
    package let header: ObjectHeader?
    /// If the object is the state of a project.
    package let state: SnapshotState?
  }

  /// All pins, in the order of their names.
  package var pins: [Pin] {
    refs.compactMap { ref in
      guard let name = SnapshotName(ref: ref.name), name.origin == .pinned else { return nil }
      return pin(name, ref.id)
    }.sorted { $0.name < $1.name }
  }

  private func pin(_ name: SnapshotName, _ id: ObjectID) -> Pin {
    Pin(
      name: name, id: id,
      header: (try? database.header(of: id)) ?? nil,  // a damaged object is lost
      state: SnapshotState.history(of: name, from: id, in: database, countMax: 1).first)
  }

  /// Pins an object. A name keeps one object until it is deleted.
  package func pin(_ id: ObjectID, as name: SnapshotName) throws(SnapshotError) -> Pin {
    // gc removes nothing between the look at the object and the new ref.
    try directory.shared(SnapshotError.file) { () throws(SnapshotError) in
      let object = try SnapshotError.ofObject { () throws(ObjectError) in try database.read(id) }
      guard object != nil else { throw SnapshotError("the object \(id) is gone") }
      try directory.saving(SnapshotError.file) { () throws(SnapshotError) in
        if let old = refs.first(where: { $0.name == name.ref }) {
          guard old.id == id else { throw SnapshotError.taken(name) }
          return
        }
        try SnapshotError.ofFile { () throws(FileError) in
          try GitRef(name: name.ref, id: id).write(
            to: directory.path, fileSystem: directory.fileSystem)
        }
      }
    }
    return pin(name, id)
  }

  // MARK: Sending

  /// Snapshots that were taken here, and refs that keep them until ``release(_:)``, whatever happens to
  /// their own refs.
  ///
  /// - Parameter names: empty for all.
  package func keepOwn(
    _ names: [SnapshotName]
  ) throws(SnapshotError) -> (states: [SnapshotState], keep: [GitRef]) {
    // gc removes nothing between the look at the refs and the new ones.
    return try directory.shared(SnapshotError.file) { () throws(SnapshotError) in
      let own = newest().states.filter { $0.name.origin == .own }
      for name in names where !own.contains(where: { $0.name == name }) {
        throw SnapshotError("there is no snapshot '\(name)'")
      }
      let states = own.filter { names.isEmpty || names.contains($0.name) }
      guard !states.isEmpty else {
        throw SnapshotError("there is no snapshot to send: 'mini snapshot' takes one")
      }
      var keep: [GitRef] = []
      do throws(FileError) {
        for state in states { keep.append(try SnapshotKeep.write(state.id, to: directory)) }
      } catch {
        release(keep)
        throw SnapshotError("\(error)")
      }
      return (states, keep)
    }
  }

  package func release(_ keep: [GitRef]) {
    for ref in keep { SnapshotKeep.remove(ref, from: directory) }
  }

  // MARK: Removing

  /// Removes a name. gc drops what nothing else reaches.
  package func delete(_ name: SnapshotName) throws(SnapshotError) {
    try directory.saving(SnapshotError.file) { () throws(SnapshotError) in
      let ref = try ref(name)
      try SnapshotError.ofFile { () throws(FileError) in
        try ref.remove(from: directory.path, fileSystem: directory.fileSystem)
      }
    }
    guard name.origin == .fetched else { return }
    try SnapshotLevel.rebuild(
      in: directory, database, clock: SystemWallClock(), threadsMax: AvailableProcessors.count)
  }

  private func ref(_ name: SnapshotName) throws(SnapshotError) -> GitRef {
    guard let ref = refs.first(where: { $0.name == name.ref }) else {
      throw SnapshotError("there is no \(name.noun)")
    }
    return ref
  }
}
