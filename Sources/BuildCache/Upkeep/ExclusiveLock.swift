// Work that nobody else may do anything besides: deleting, and replacing indexes.

import FileIO
import Glibc
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

  /// Lets builds through that are between writing objects and writing the rows that name them.
  ///
  /// A build that saves gives the shared lock back and then asks for the exclusive one; who has
  /// been waiting gets in between, and sees new objects without rows, or a new combined IR without
  /// its index. So who cares takes the lock, gives it back, and waits for a moment, in which such
  /// a build asks, and is served before whoever asks next.
  func letSavingBuildsThrough() throws(FileError) {
    try exclusively(\.self) { () throws(FileError) in }
    usleep(savingPauseMicroseconds)
  }
}

/// A build does nothing between the two locks but compare its news with what is known: far below a
/// millisecond. The rest is for a busy machine.
private let savingPauseMicroseconds: UInt32 = 25_000
