// Transforms a list on several threads, with results in the list's order.

extension Parallel {
  /// Applies `transform` to each element on up to `threadsMax` threads. The results are in the
  /// elements' order.
  package static func map<Element: Sendable, Result: Sendable>(
    _ elements: [Element], threadsMax: Int, _ transform: @Sendable (Element) -> Result
  ) -> [Result] {
    var results: [Result] = []
    results.reserveCapacity(elements.count)
    map(elements, threadsMax: threadsMax, transform) { results.append($1) }
    return results
  }

  /// The same, but passes the results to `take` on the calling thread, in the elements' order. Each
  /// one is passed as soon as it and all before it are ready.
  package static func map<Element: Sendable, Result: Sendable>(
    _ elements: [Element], threadsMax: Int, _ transform: @Sendable (Element) -> Result,
    inOrder take: (Int, Result) -> Void
  ) {
    let results = ResultSlots<Result>(count: elements.count)
    forEach(count: elements.count, threadsMax: threadsMax) { index in
      results.set(index, to: transform(elements[index]))
    } inOrder: { index in
      take(index, results.take(index))
    }
  }
}

/// One slot per element of a list. A class, because the threads of one
/// ``Parallel/map(_:threadsMax:_:)`` share it.
///
/// `@unchecked Sendable`: one thread sets a slot once. Another takes it only after `Parallel` has
/// reported that the first is done. A lock would be taken once per file.
@safe package final class ResultSlots<Value: Sendable>: @unchecked Sendable {
  private let slots: UnsafeMutableBufferPointer<Value?>

  package var count: Int { unsafe slots.count }

  package init(count: Int) {
    unsafe slots = .allocate(capacity: count)
    unsafe slots.initialize(repeating: nil)
  }

  deinit {
    unsafe slots.deinitialize()
    unsafe slots.deallocate()
  }

  package func set(_ index: Int, to value: consuming Value) {
    unsafe slots[index] = value
  }

  /// Moves a result out after it has been set. A copy would retain everything in it.
  package func take(_ index: Int) -> Value {
    guard let value = unsafe slots[index].take() else {
      preconditionFailure("a parallel task left no result")
    }
    return value
  }
}
