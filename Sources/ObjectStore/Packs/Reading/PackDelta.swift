// Builds an object from another one and a delta.
//
//   delta  = size(base) size(result) { copy | insert }
//   size   = bytes of more(1) size(7), least bits first
//   copy   = 1 and 7 bits that select which bytes of offset (4) and length (3) follow, absent ones
//            being 0; a length of 0 means 65,536
//   insert = a count of 1 to 127, and as many bytes
//
// SeeAlso: gitformat-pack(5), "Deltified representation".

/// Decodes deltas. Every value in a delta is checked.
package enum PackDelta {
  /// The sizes at the front of a delta and their length in bytes; nil if they are invalid.
  package static func sizes(
    _ delta: Span<UInt8>
  ) -> (base: UInt64, result: UInt64, length: Int)? {
    var index = 0
    guard let base = size(delta, &index), let result = size(delta, &index) else { return nil }
    return (base, result, index)
  }

  /// Maximum length of the two sizes.
  static let sizesLengthMax = 20

  private static func size(_ delta: Span<UInt8>, _ index: inout Int) -> UInt64? {
    var size: UInt64 = 0
    var shift: UInt64 = 0
    while index < delta.count, shift <= 56 {
      let byte = delta[index]
      index += 1
      size |= UInt64(byte & 0x7F) << shift
      if byte & 0x80 == 0 { return size }
      shift += 7
    }
    return nil
  }

  /// Builds the result. Each instruction adds at least one byte, and the result is never longer
  /// than the delta's front claims, so `resultSizeMax` limits the work.
  package static func apply(
    _ delta: [UInt8], to base: [UInt8], resultSizeMax: UInt64
  ) throws(Damage) -> [UInt8] {
    let bytes = delta.span
    guard let sizes = sizes(bytes), sizes.base == UInt64(base.count) else { throw .badDelta }
    guard sizes.result <= resultSizeMax else { throw .tooLarge }
    let size = Int(sizes.result)
    var result: [UInt8] = []
    result.reserveCapacity(min(size, reservedMax))
    var index = sizes.length
    while index < delta.count {
      let code = bytes[index]
      index += 1
      if code & 0x80 != 0 {
        let (start, count) = try copy(code, bytes, &index)
        guard count <= base.count, start <= base.count - count, count <= size - result.count else {
          throw .badDelta
        }
        result.append(contentsOf: base[start..<start + count])
      } else {
        let count = Int(code)
        guard count > 0, count <= delta.count - index, count <= size - result.count else {
          throw .badDelta
        }
        result.append(contentsOf: delta[index..<index + count])
        index += count
      }
    }
    guard result.count == size else { throw .badDelta }
    return result
  }

  /// Maximum reservation for a result before any of it is built.
  private static let reservedMax = 1 << 20

  private static func copy(
    _ code: UInt8, _ bytes: Span<UInt8>, _ index: inout Int
  ) throws(Damage) -> (start: Int, count: Int) {
    var values: UInt64 = 0
    for bit in 0..<7 where code & (1 << UInt8(bit)) != 0 {
      guard index < bytes.count else { throw .badDelta }
      values |= UInt64(bytes[index]) << UInt64(8 * bit)
      index += 1
    }
    let count = Int(values >> 32)
    return (Int(values & 0xFFFF_FFFF), count == 0 ? 0x10000 : count)
  }
}
