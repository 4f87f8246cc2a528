// What a build that has added objects to a cache knows of its size.

import FileIO
import Synchronization

extension MultiLevelCache {
  /// What the cache has outgrown, where this build has written objects and nobody has started a gc
  /// within the hour: then the caller is to start one. Nil without a system call for a build that
  /// has written none. Reports what is wrong with the settings of the cache's `config`.
  package func claimCollection(_ configuration: Configuration) -> AutoGC? {
    guard let store, let database = loadedDatabase, state.withLock({ $0.hasWrittenObjects })
    else { return nil }
    let (limits, problems) = configuration.adding(store.directory)
    for problem in problems { report("\(problem); it is ignored") }
    guard let need = AutoGC.assess(store.directory, database, limits: limits) else {
      return nil
    }
    // Where the file of the lock cannot be had, no gc could have it.
    let isClaimed = try? store.directory.claimCollection(
      store.fileSystem, nowNanoseconds: clock.nowNanoseconds())
    return isClaimed == true ? need : nil
  }
}
