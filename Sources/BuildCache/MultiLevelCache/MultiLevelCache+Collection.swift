// Decides whether a build that has added objects to a cache should start a gc.

import FileIO
import Synchronization

extension MultiLevelCache {
  /// The gc that the caller should start; `nil` if it should not. A gc is needed if this build has
  /// written objects, the cache exceeds a limit, and no process has started a gc within the hour.
  /// Makes no system call for a build that has written no objects. Reports problems of the settings
  /// in the cache's `config`.
  package func claimCollection(_ configuration: Configuration) -> AutoGC? {
    guard let store, let database = loadedDatabase, state.withLock({ $0.hasWrittenObjects })
    else { return nil }
    let (limits, problems) = configuration.adding(store.directory)
    for problem in problems { report("\(problem); it is ignored") }
    guard let need = AutoGC.assess(store.directory, database, limits: limits) else {
      return nil
    }
    // If the lock's file cannot be used, gc could not use it either.
    let isClaimed = try? store.directory.claimCollection(
      store.fileSystem, nowNanoseconds: clock.nowNanoseconds())
    return isClaimed == true ? need : nil
  }
}
