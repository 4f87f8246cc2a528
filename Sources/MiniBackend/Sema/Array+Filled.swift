// Arrays filled with one value, of which the back end makes several per function.

extension Array {
  /// Like `Array(repeating:count:)`, which asks the runtime for the type of its storage each time:
  /// 1 % of a first build.
  @inline(__always)
  init(filledWith value: Element, count: Int) {
    self = []
    reserveCapacity(count)
    append(contentsOf: repeatElement(value, count: count))
  }
}
