// One tree's loose objects and packs, as upkeep looks at them.

import FileIO
import ObjectStore
import SystemPackage

/// The places of one tree that objects lie in.
struct TreeSources {
  let tree: ObjectDatabase.Tree
  let loose: LooseTree
  let packs: PackDirectory
  /// The shards that were there when they were first asked for.
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

  /// Relative to the cache, as findings name it.
  var packPath: String { "\(tree.rawValue)/pack" }
  var looseStage: String { "\(tree.rawValue), loose" }
  var packsStage: String { "\(tree.rawValue), packs" }

  /// One of a pack's files.
  func path(_ name: PackChecksum, _ suffix: String) -> String {
    "\(packPath)/\(name.fileStem).\(suffix)"
  }

  /// Whether there is something under this name.
  func contains(_ id: ObjectID) -> Bool { loose.contains(id) || packs.contains(id) }

  /// Whether there is a sound copy.
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
