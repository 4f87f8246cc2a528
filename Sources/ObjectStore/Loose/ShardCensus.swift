// Remembers which shards a loose tree has. A build that adds thousands of objects to a new cache
// then need not look up each one on the disk.

import FileIO
import Synchronization

/// The shards of a tree as they were at the first query. A class, because the threads of a build
/// share it.
package final class ShardCensus: Sendable {
  private enum State {
    case unknown
    /// One bit per shard, 64 per word.
    case counted(InlineArray<4, UInt64>)
  }

  private let state = Mutex(State.unknown)

  package init() {}

  /// Whether the shard of this byte can exist. Cost: lists the tree's folder once.
  package func mayHave(_ shard: UInt8, in tree: LooseTree) -> Bool {
    state.withLock { state in
      let shards: InlineArray<4, UInt64>
      if case .counted(let known) = state {
        shards = known
      } else {
        shards = Self.count(tree)
        state = .counted(shards)
      }
      return shards[Int(shard >> 6)] >> UInt64(shard & 63) & 1 != 0
    }
  }

  private static func count(_ tree: LooseTree) -> InlineArray<4, UInt64> {
    // If the folder cannot be listed, all shards count as present.
    guard let entries = try? tree.fileSystem.entries(of: tree.path) else {
      return InlineArray(repeating: .max)
    }
    var shards = InlineArray<4, UInt64>(repeating: 0)
    for entry in entries {
      guard let shard = LoosePath.shard(ofFolder: entry.nameBytes) else { continue }
      shards[Int(shard >> 6)] |= 1 << UInt64(shard & 63)
    }
    return shards
  }
}
