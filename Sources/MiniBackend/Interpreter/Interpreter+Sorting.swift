// Sorting by a function of the program.

import MiniFrontend

extension Interpreter {
  /// `sort(&a, less)`: a stable merge sort.
  ///
  /// - Parameter arguments: the array's address, its elements' type, the function's address.
  /// - Returns: the end of the program, if `less` ends it.
  mutating func sort(_ arguments: [AIR.Operand]) throws(Exhausted) -> End? {
    let (array, element) = (try bits(arguments[0]), type(arguments[1]))
    let less = try bits(arguments[2])
    try own(array, element)
    let (count, first) = (memory.length(array), memory.elements(array))
    var order = Array(0..<count)
    var width = 1
    while width < count {
      var merged: [Int] = []
      for start in stride(from: 0, to: count, by: 2 * width) {
        let (middle, end) = (min(start + width, count), min(start + 2 * width, count))
        var (left, right) = (start, middle)
        while left < middle, right < end {
          let pair = [order[right], order[left]].map { number in
            argument(first + UInt64(number * size(element)), element)
          }
          let called = try callBack(less, pair)
          guard case .returned(.bool(let isLess)?) = called else { return called }
          merged.append(order[isLess ? right : left])
          if isLess { right += 1 } else { left += 1 }
        }
        merged += order[left..<middle] + order[right..<end]
      }
      order = merged
      width *= 2
    }
    try rearrange(array, element) { $0 = order }
    return nil
  }

  /// An element as an argument: a scalar, or its address.
  private func argument(_ address: UInt64, _ type: TypeID) -> AIR.Constant {
    type.scalar.map { memory.scalar($0, address) } ?? .integer(address, .u64)
  }
}
