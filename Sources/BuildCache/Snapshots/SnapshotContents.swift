// The parts of a snapshot: a project's last good build, as the cache's indexes record it.

import FileIO
import ObjectStore
import SystemPackage

/// The names of the trees in a snapshot's root.
enum SnapshotPart {
  static let ir = "ir"
  static let rows = "rows"
  static let unitRows = "unit-rows"
  static let units = "units"
}

/// The names of units in a snapshot's trees: digits of their keys, sharded like loose objects, so that an
/// edit changes a small tree.
enum SnapshotUnitName {
  static func components(_ key: UnitKey) -> [[UInt8]] {
    let digits = Array(key.digest.description.utf8)
    return [Array(digits[..<2]), Array(digits[2...])]
  }

  static func key(of components: [[UInt8]]) -> UnitKey? {
    guard components.count == 2, components[0].count == 2,
      let digest = Digest(hex: String(decoding: components.joined(), as: UTF8.self)),
      case let key = UnitKey(digest: digest), self.components(key) == components
    else { return nil }
    return key
  }
}

/// A project's last good build, and the caches that know its parts.
final class SnapshotContents: Sendable {
  let project: FileHashCache
  /// The units of all programs that its builds linked last.
  let linked: [LinkedUnit]
  let database: ObjectDatabase
  private let folder: FilePath
  private let files: LazyIndex<ZirCache>
  private let units: LazyIndex<UnitCache>

  init(
    _ paths: ProjectPaths, _ directory: CacheDirectory, _ fileSystem: any FileSystem
  ) throws(SnapshotError) {
    folder = directory.path
    switch FileHashCache.load(paths.index, fileSystem: fileSystem) {
    case .loaded(let index): project = index
    case .absent:
      throw SnapshotError("there is no '\(paths.index)': a build makes it when it succeeds")
    case .damaged(let reason):
      throw SnapshotError("'\(paths.index)' cannot be used (\(reason)): 'mini build' rebuilds it")
    case .unreadable(let reason): throw SnapshotError(reason)
    case .newer: throw SnapshotError("'\(paths.index)' was written by a newer mini")
    }
    if case .loaded(let units) = ProjectUnits.load(paths.units, fileSystem: fileSystem) {
      linked = units
    } else {
      linked = []  // no program was linked, or the next build lists its units again
    }
    database = try SnapshotError.ofObject { () throws(ObjectError) in
      try ObjectDatabase(directory, packScrutiny: .structure, fileSystem: fileSystem)
    }
    files = LazyIndex(directory.path(CacheName.zirIndex), fileSystem)
    units = LazyIndex(directory.path(CacheName.unitIndex), fileSystem)
  }

  /// The entry of a file of the project. Its IR is read and checked.
  func entry(ofFile row: Int) throws(SnapshotError) -> KeyedEntry {
    let hash = project.combinedHash(row)
    guard let entry = files.index?.lookup(hash)?.keyed, entry.irID == project.irID(row),
      isSound(entry.irID, sizeBytes: entry.irSize, in: .zir)
    else {
      throw SnapshotError(
        "'\(folder)' has lost the IR of '\(project.path(row))': 'mini build --recheck' makes it again"
      )
    }
    return entry
  }

  /// The entry of a unit, whose code is read and checked; `nil` if the cache has lost one of them.
  func entry(of unit: LinkedUnit) -> KeyedEntry? {
    guard let entry = units.index?.lookup(unit.key)?.keyed, entry.irID == unit.codeID,
      isSound(entry.irID, sizeBytes: entry.irSize, in: .objects)
    else { return nil }
    return entry
  }

  /// Whether a unit's code comes from a remote cache.
  func isFromRemote(_ unit: LinkedUnit) -> Bool {
    units.index?.lookup(unit.key)?.origin == .remote
  }

  private func isSound(
    _ id: ObjectID, sizeBytes: UInt64, in tree: ObjectDatabase.Tree
  ) -> Bool {
    if case .found = database.readUnchanged(id, in: tree, sizeBytes: sizeBytes) { return true }
    return false
  }
}
