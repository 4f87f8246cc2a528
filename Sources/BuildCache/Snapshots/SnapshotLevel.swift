// The rows of all snapshots that were fetched, as a build looks them up: the indexes in the cache's
// folder `fetched`.

import FileIO
import ObjectStore
import SystemPackage

/// The folder `fetched`: an index of files and one of units, made of the rows of the snapshots that were
/// fetched. Their objects are the cache's own, and the refs keep them. A build reads them as it reads an
/// upstream cache.
package enum SnapshotLevel {
  static func zirIndex(in directory: CacheDirectory) -> FilePath {
    directory.path(CacheName.fetched).appending(CacheName.zirIndex)
  }

  static func unitIndex(in directory: CacheDirectory) -> FilePath {
    directory.path(CacheName.fetched).appending(CacheName.unitIndex)
  }

  /// All rows. Cost: decodes each.
  package static func entries(
    in directory: CacheDirectory
  ) -> (files: [ZirEntry], units: [UnitEntry]) {
    func all<Index: KeyedCache>(_ outcome: LoadOutcome<Index>) -> [Index.Entry] {
      if case .loaded(let index) = outcome { Array(index.all) } else { [] }
    }
    let fileSystem = directory.fileSystem
    return (
      all(ZirCache.load(zirIndex(in: directory), fileSystem: fileSystem)),
      all(UnitCache.load(unitIndex(in: directory), fileSystem: fileSystem))
    )
  }

  /// Makes the indexes again of the snapshots that there are now. They depend on nothing
  /// but the refs.
  ///
  /// Cost: reads each row once, however many snapshots contain it.
  static func rebuild(
    in directory: CacheDirectory, _ database: ObjectDatabase, clock: any WallClock,
    threadsMax: Int
  ) throws(SnapshotError) {
    try directory.saving(SnapshotError.file) { () throws(SnapshotError) in
      try write(entries(directory, database, clock, threadsMax), to: directory)
    }
  }

  private struct Entries {
    var files: [ZirEntry] = []
    var units: [UnitEntry] = []
  }

  private static func entries(
    _ directory: CacheDirectory, _ database: ObjectDatabase, _ clock: any WallClock,
    _ threadsMax: Int
  ) -> Entries {
    let refs = GitRefs(of: directory.path, fileSystem: directory.fileSystem).refs
    let states = refs.flatMap { ref -> [SnapshotState] in
      guard let name = SnapshotName(ref: ref.name), name.origin == .fetched else { return [] }
      return SnapshotState.history(of: name, from: ref.id, in: database, countMax: statesMax)
    }.sorted { ($0.commit.seconds, $0.id) < ($1.commit.seconds, $1.id) }
    var reader = SnapshotReader { id throws(SnapshotError) in
      try SnapshotError.ofObject { () throws(ObjectError) in try database.read(id) }
    }
    let day = UInt32(clamping: clock.nowNanoseconds() / nanosecondsPerDay)
    var entries = Entries()
    // From the oldest to the newest, as indexes take them. A row that cannot be read is a miss.
    for state in states {
      guard let items = try? reader.contents(of: state.id).items else { continue }
      Parallel.map(items, threadsMax: threadsMax) { item -> (SnapshotItem.Kind, KeyedEntry)? in
        guard let row = (try? database.read(item.row)) ?? nil,
          let entry = try? item.entry(row.body, day: day)
        else { return nil }
        return (item.kind, entry)
      } inOrder: { _, made in
        switch made?.0 {
        case .file: if let entry = made.flatMap({ ZirEntry($0.1) }) { entries.files.append(entry) }
        case .unit: if let entry = made.flatMap({ UnitEntry($0.1) }) { entries.units.append(entry) }
        case nil: break
        }
      }
    }
    return entries
  }

  private static func write(
    _ entries: Entries, to directory: CacheDirectory
  ) throws(SnapshotError) {
    let fileSystem = directory.fileSystem
    try SnapshotError.ofFile { () throws(FileError) in
      guard !entries.files.isEmpty || !entries.units.isEmpty else {
        try fileSystem.removeTree(directory.path(CacheName.fetched))
        return
      }
      try fileSystem.createDirectories(directory.path(CacheName.fetched))
      for (path, bytes) in [
        (zirIndex(in: directory), ZirCache.encode(nil, adding: entries.files)),
        (unitIndex(in: directory), UnitCache.encode(nil, adding: entries.units)),
      ] {
        // Where gc finds the files of killed writers.
        var file = try AtomicFile(in: directory.path, fileSystem: fileSystem)
        try unsafe file.write(bytes.span.bytes)
        try file.commit(as: path)
      }
    }
  }

  /// As many as gc usually keeps of a name.
  private static let statesMax = 16
}
