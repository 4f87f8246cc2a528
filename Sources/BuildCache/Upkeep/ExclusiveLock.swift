// Work that nobody else may do anything besides: deleting, and replacing indexes.

import FileIO
import ObjectStore

extension CacheDirectory {
  /// Calls `body` while the cache's lock is held exclusively; waits for builds that are writing.
  ///
  /// - Parameter failure: makes the caller's error of the lock's.
  func exclusively<Value, Failure: Error>(
    _ failure: (FileError) -> Failure, _ body: () throws(Failure) -> Value
  ) throws(Failure) -> Value {
    let lock: FileLock?
    do throws(FileError) {
      lock = try self.lock(.exclusive, wait: .forever)
    } catch {
      throw failure(error)
    }
    let outcome = Result { () throws(Failure) in try body() }
    _ = consume lock  // not earlier
    return try outcome.get()
  }
}
