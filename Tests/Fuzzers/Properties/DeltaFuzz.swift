// Properties of deltas: the result is that of the instructions, or there is none.

import ObjectStore

enum DeltaFuzz {
  private static let resultSizeMax: UInt64 = 1 << 20

  /// - Parameter input: a byte with the length of the base, the base, the delta.
  static func brokenPromise(of input: [UInt8]) -> String? {
    guard let first = input.first else { return nil }
    let base = Array(input.dropFirst().prefix(Int(first)))
    let delta = Array(input.dropFirst(1 + base.count))
    let expected = result(of: delta, base)
    let found = Result { () throws(Damage) in
      try PackDelta.apply(delta, to: base, resultSizeMax: resultSizeMax)
    }
    switch found {
    case .success(let result):
      return result == expected ? nil : "the result is another"
    case .failure:
      return expected == nil ? nil : "a sound delta is refused"
    }
  }

  /// A literal implementation, one byte at a time; nil if anything is wrong.
  ///
  /// - SeeAlso: gitformat-pack(5), "Deltified representation"
  static func result(of delta: [UInt8], _ base: [UInt8]) -> [UInt8]? {
    var rest = delta[...]
    guard size(&rest) == base.count, let size = size(&rest), size <= resultSizeMax else {
      return nil
    }
    var result: [UInt8] = []
    while let code = rest.popFirst() {
      if code < 0x80 {
        guard code > 0, rest.count >= Int(code) else { return nil }
        for _ in 0..<code { result.append(rest.removeFirst()) }
      } else {
        var start = 0
        var count = 0
        for bit in 0..<7 where code >> bit & 1 == 1 {
          guard let byte = rest.popFirst() else { return nil }
          if bit < 4 {
            start += Int(byte) << (8 * bit)
          } else {
            count += Int(byte) << (8 * bit - 32)
          }
        }
        for place in start..<start + (count == 0 ? 0x10000 : count) {
          guard place < base.count else { return nil }
          result.append(base[place])
        }
      }
      guard result.count <= size else { return nil }
    }
    return result.count == size ? result : nil
  }

  private static func size(_ rest: inout ArraySlice<UInt8>) -> Int? {
    var size = 0
    for place in 0..<9 {
      guard let byte = rest.popFirst() else { return nil }
      size += Int(byte & 0x7F) << (7 * place)
      if byte < 0x80 { return size }
    }
    return nil
  }
}
