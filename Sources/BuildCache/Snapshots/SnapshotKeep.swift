// Keeps what is being sent from gc.

import FileIO
import ObjectStore

/// Refs that protect what another process reads. A process removes its own; those of killed ones are
/// ignored after a day.
enum SnapshotKeep {
  static let prefix = "refs/mini/keep/"

  /// Writes a ref that keeps a snapshot, or the tree of one. The caller holds the cache's lock.
  static func write(_ id: ObjectID, to directory: CacheDirectory) throws(FileError) -> GitRef {
    let ref = GitRef(name: prefix + TemporaryName.suffix(), id: id)
    Interruption.hold(directory.path(ref.name))
    try ref.write(to: directory.path, fileSystem: directory.fileSystem)
    return ref
  }

  /// Removes it. If that fails, gc does it after a day.
  static func remove(_ ref: GitRef, from directory: CacheDirectory) {
    try? ref.remove(from: directory.path, fileSystem: directory.fileSystem)
    Interruption.release(directory.path(ref.name))
  }
}
