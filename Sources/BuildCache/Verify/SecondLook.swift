// verify, second look: a build replaces two files one after the other, which between the two steps
// looks like damage.

import FileIO

extension Verification {
  /// The result of a check while no build is running.
  enum SecondLook<Value> {
    case done(Value)
    /// Builds were running all the time, and one may be between its two steps.
    case busy
  }

  /// Calls `body` while no build is running. Waits for builds only for a limited time, and holds
  /// the lock only for `body`.
  func lookAgain<Value, Failure: Error>(
    _ body: () throws(Failure) -> Value
  ) throws(Failure) -> SecondLook<Value> {
    let lock: FileLock?
    do throws(FileError) {
      lock = try directory.lockExclusively(until: .milliseconds(patienceMilliseconds))
      guard lock != nil else { return .busy }
    } catch {
      lock = nil  // no build writes to a read-only cache either
    }
    let outcome = Result { () throws(Failure) in try body() }
    _ = consume lock  // not earlier
    return .done(try outcome.get())
  }

  /// Notes that a mismatch could not be distinguished from a running build.
  mutating func noteBusy(_ path: String) {
    note(
      path, "not checked: a build may be replacing it", "verify again when the builds have ended")
  }
}

/// The time to wait for running builds.
private let patienceMilliseconds: UInt32 = 5000
