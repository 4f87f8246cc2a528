// Arrays of one value, made for each function.

extension Array {
  /// The same as `Array(repeating:count:)`, which asks the runtime for its storage's type each time: a
  /// hundredth of a first build.
  @inline(__always)
  init(filledWith value: Element, count: Int) {
    self = []
    reserveCapacity(count)
    append(contentsOf: repeatElement(value, count: count))
  }
}
