// Where threads that work on one list leave their results.

/// One slot per element of a list. Shared by the threads of one `parallelMap`: a class.
///
/// `@unchecked Sendable`: each slot is set by one thread, once, and taken after all threads have
/// ended; until then no two of them touch the same slot. A lock would be taken once for each file.
final class ResultSlots<Value: Sendable>: @unchecked Sendable {
  private let slots: UnsafeMutableBufferPointer<Value?>

  init(count: Int) {
    slots = .allocate(capacity: count)
    slots.initialize(repeating: nil)
  }

  deinit {
    slots.deinitialize()
    slots.deallocate()
  }

  func set(_ index: Int, to value: consuming Value) {
    slots[index] = value
  }

  /// All results, once every slot has been set.
  func take() -> [Value] {
    var all: [Value] = []
    all.reserveCapacity(slots.count)
    for index in slots.indices {
      // Moved out: a copy of each would retain all that it holds.
      guard let value = slots[index].take() else {
        preconditionFailure("a parallel task left no result")
      }
      all.append(value)
    }
    return all
  }
}
