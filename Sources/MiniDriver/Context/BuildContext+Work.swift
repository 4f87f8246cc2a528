// The times of a build's work, as each part of it ends.

import BuildCache
import Synchronization

extension BuildContext {
  /// The longest pieces of work.
  func takeLongestWork() -> [BuildRecord.Work] { longestWork.withLock { $0.take() } }

  /// Adds a piece of work to those that the record of the build can name.
  func add(
    _ kind: BuildRecord.Kind, path: String = "", name: @autoclosure () -> String = "",
    since start: ContinuousClock.Instant, _ nanoseconds: UInt64
  ) {
    guard isRecorded else { return }
    longestWork.withLock { work in
      work.add(nanoseconds) {
        BuildRecord.Work(
          kind, path: path, name: name(),
          beginNanoseconds: (start - self.start).nanoseconds, nanoseconds: nanoseconds)
      }
    }
  }
}
