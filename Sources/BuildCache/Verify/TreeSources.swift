// One tree's loose objects and packs, for gc and verify.

import FileIO
import ObjectStore
import SystemPackage

/// The folders in which one tree's objects are stored.
struct TreeSources {
  let tree: ObjectDatabase.Tree
  let loose: LooseTree
  let packs: PackDirectory
  /// The shards that existed at the first query.
  let shards = ShardCensus()

  init(
    _ tree: ObjectDatabase.Tree, of directory: CacheDirectory, fileSystem: any FileSystem,
    clock: any WallClock
  ) throws(ObjectError) {
    self.tree = tree
    let path = directory.path(of: tree)
    loose = try LooseTree(path: path, fileSystem: fileSystem)
    packs = PackDirectory(path: path.appending("pack"), fileSystem: fileSystem, clock: clock)
  }

  /// Relative to the cache, as in findings.
  var packPath: String { "\(tree.name)/pack" }
  var looseStage: String { "\(tree.name), loose" }
  var packsStage: String { "\(tree.name), packs" }

  /// The path of one of a pack's files, as in findings.
  func path(_ name: PackChecksum, _ suffix: String) -> String {
    "\(packPath)/\(name.fileStem).\(suffix)"
  }

  /// Whether there is an object with this id, sound or not.
  func contains(_ id: ObjectID) -> Bool { loose.contains(id) || packs.contains(id) }

  /// Whether there is a sound copy of the object.
  func isSound(_ id: ObjectID) -> Bool { isSoundLoose(id) || isSoundPacked(id) }

  func isSoundLoose(_ id: ObjectID) -> Bool {
    do throws(ObjectError) {
      return try loose.read(id) != nil
    } catch {
      return false
    }
  }

  func isSoundPacked(_ id: ObjectID) -> Bool {
    do throws(ObjectError) {
      return try packs.read(id) != nil
    } catch {
      return false
    }
  }
}
