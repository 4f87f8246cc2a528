// A value that one thread sets and another waits for.

/// A value that one thread sets once and another waits for. A class, because the threads share it.
///
/// `@unchecked Sendable`: mutable state is used only under the monitor.
final class AwaitedValue<Value: Sendable>: @unchecked Sendable {
  private var value: Value?
  private let monitor = Monitor()

  /// - Returns: whether this is the first value; others are dropped.
  @discardableResult
  func set(_ new: Value) -> Bool {
    monitor.locked {
      guard value == nil else { return false }
      value = .some(new)
      monitor.wakeAll()
      return true
    }
  }

  func wait() -> Value {
    monitor.locked {
      while true {
        if let value { return value }
        monitor.wait()
      }
    }
  }
}
