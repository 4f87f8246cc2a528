// Work that needs the cache's exclusive lock: deleting, and replacing indexes.

import FileIO
import ObjectStore

extension CacheDirectory {
  /// Calls `body` while this process holds the cache's lock exclusively. Waits for builds that
  /// write.
  ///
  /// - Parameter failure: converts an error of the lock into the caller's error.
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
