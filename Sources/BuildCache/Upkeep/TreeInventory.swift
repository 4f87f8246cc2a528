// What lies in one tree: all loose objects and strays, as gc saw them before it took the lock.

import FileIO
import ObjectStore

/// A tree's loose objects in the order of their ids. Memory: some 80 bytes an object.
struct TreeInventory: Sendable {
  let tree: ObjectDatabase.Tree
  let loose: LooseTree
  private let packs: PackDirectory
  private(set) var objects: [LooseEntry] = []
  private(set) var strays: [LooseStray] = []

  /// Lists the tree. Cost: a system call an object.
  init(_ tree: ObjectDatabase.Tree, in database: ObjectDatabase) throws(UpkeepError) {
    self.tree = tree
    let loose = database.loose(tree)
    self.loose = loose
    packs = database.packs(tree)
    for firstByte in UInt8.min...UInt8.max {
      let shard = try UpkeepError.ofObject { () throws(ObjectError) in try loose.shard(firstByte) }
      objects += shard.objects
      strays += shard.strays
    }
  }

  /// Whether the tree has an object now, wherever it lies. Where that cannot be found out, as one of
  /// its packs cannot be used, it may.
  func mayHold(_ id: ObjectID) -> Bool {
    if loose.contains(id) || packs.contains(id) { return true }
    do throws(ObjectError) {
      return try !packs.problems().isEmpty
    } catch {
      return true
    }
  }

  /// Where an object stands among ``objects``; `nil` if it was not there.
  func place(of id: ObjectID) -> Int? {
    var low = 0
    var high = objects.count
    while low < high {
      let middle = low + (high - low) / 2
      if objects[middle].id < id { low = middle + 1 } else { high = middle }
    }
    return low < objects.count && objects[low].id == id ? low : nil
  }
}
