// Arrays filled with one value, of which the back end makes several per function.

extension Array {
  /// Like `Array(repeating:count:)`, which asks the runtime for its storage type (runtime note 4).
  @inline(__always)
  init(filledWith value: Element, count: Int) {
    self = []
    reserveCapacity(count)
    append(contentsOf: repeatElement(value, count: count))
  }
}
