// Where threads that work on one list leave their results.

import Synchronization

/// One slot per element of a list. Shared by the threads of one `parallelMap`.
final class ResultSlots<Value: Sendable>: Sendable {
  // A class: threads share it by reference.
  private let slots: Mutex<[Value?]>

  init(count: Int) {
    slots = Mutex(Array(repeating: nil, count: count))
  }

  func set(_ index: Int, to value: Value) {
    slots.withLock { $0[index] = value }
  }

  /// All results, once every slot has been set.
  func take() -> [Value] {
    slots.withLock { values in
      var all: [Value] = []
      all.reserveCapacity(values.count)
      for index in values.indices {
        // Moved out: a copy of each would retain all that it holds.
        guard let value = values[index].take() else {
          preconditionFailure("a parallel task left no result")
        }
        all.append(value)
      }
      values = []
      return all
    }
  }
}
