// verify, what does not fit together: a build that replaces two files one after the other looks like damage in
// between.

import FileIO
import ObjectStore

extension Verification {
  /// What came of looking at something while nobody builds.
  enum SecondLook<Value> {
    case done(Value)
    /// Builds were at work all the time: it may be the moment between two of their steps.
    case busy
  }

  /// Calls `body` while nobody builds. No build waits for it longer than others do, and it does not wait for
  /// a build that takes long.
  func lookAgain<Value, Failure: Error>(
    _ body: () throws(Failure) -> Value
  ) throws(Failure) -> SecondLook<Value> {
    let lock: FileLock?
    do throws(FileError) {
      lock = try directory.lockExclusively(until: .milliseconds(patienceMilliseconds))
      guard lock != nil else { return .busy }
    } catch {
      lock = nil  // in a read-only cache nobody builds either
    }
    let outcome = Result { () throws(Failure) in try body() }
    _ = consume lock  // not earlier
    return .done(try outcome.get())
  }

  /// Notes that something could not be told from a build's work.
  mutating func noteBusy(_ path: String) {
    note(
      path, "not checked: a build may be replacing it", "verify again when the builds have ended")
  }
}

/// So long the builds that are at work are waited for.
private let patienceMilliseconds: UInt32 = 5000
