// Where threads that work on one list leave their results.

/// One slot per element of a list. Shared by the threads of one `parallelMap`: a class.
///
/// `@unchecked Sendable`: each slot is set by one thread, once, and taken by another only after
/// `Parallel` has said that the first is done with it. A lock would be taken once for each file.
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

  /// Moves a result out, once it has been set: a copy would retain all that it holds.
  func take(_ index: Int) -> Value {
    guard let value = slots[index].take() else {
      preconditionFailure("a parallel task left no result")
    }
    return value
  }
}
