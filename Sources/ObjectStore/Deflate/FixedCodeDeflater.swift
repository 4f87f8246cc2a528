// Deflates small objects: one block with the fixed codes of RFC 1951 (section 3.2.6), so that
// neither writer nor reader builds codes per object.
//
//   block    = final=1 (1 bit) type=01 (2 bits) symbol* end
//   symbol   = literal | length extra-bits distance extra-bits
//   end      = code 256
//
// Numbers are written lowest bit first, codes highest bit first.

/// Deflates bytes into raw blocks (RFC 1951), one after another. Greedy: finds the last position of
/// the next four bytes by their hash, and copies as many bytes as match. Cost: 1 ns per byte (note
/// 7).
///
/// A class, because the table of positions is kept from object to object. It needs no clearing,
/// because each object's positions continue from the previous object's.
@safe final class FixedCodeDeflater {
  private static let hashBits: UInt32 = 12
  private static let distanceMax: UInt32 = 32 << 10
  private static let lengthMax = 258
  /// Bytes covered by one step of a comparison.
  private static let stride = 8

  /// The last position of four bytes with each hash, counted over all bytes so far.
  private let heads: UnsafeMutableBufferPointer<UInt32>
  private let codes = FixedCodes()
  /// Position of the object's first byte. Not 0, which means none in `heads`.
  private var start: UInt32 = 1

  init() {
    unsafe heads = .allocate(capacity: 1 << Self.hashBits)
    unsafe heads.initialize(repeating: 0)
  }

  deinit { unsafe heads.deallocate() }

  /// Deflates `header`, without copies, and `body` into one block, and appends it to `output`.
  ///
  /// - Parameters:
  ///   - header: at most 1 KiB.
  ///   - chunk: a buffer of at least 16 KiB, through which the block passes in pieces.
  func deflate(
    _ header: UnsafeRawBufferPointer, _ body: UnsafeRawBufferPointer,
    through chunk: UnsafeMutableRawBufferPointer, appendingTo output: inout [UInt8]
  ) {
    precondition(header.count <= 1 << 10 && chunk.count >= 16 << 10, "too little room")
    reservePositions(sizeBytes: body.count)
    var bits = unsafe BitWriter(chunk)
    bits.put(Bits(0b011, count: 3))
    for index in header.indices {
      bits.put(codes.literals[Int(unsafe header[index])])
      bits.flush()
    }
    // A literal has at most nine bits, and a piece ends with at most one copy.
    let pieceBytes = (chunk.count - header.count * 2 - 64) / 9 * 8
    var done = 0
    while done < body.count {
      done = unsafe deflate(body, from: done, to: min(done + pieceBytes, body.count), &bits)
      unsafe output.append(contentsOf: bits.takeWritten())
    }
    bits.put(codes.end)
    bits.pad()
    unsafe output.append(contentsOf: bits.takeWritten())
    start &+= UInt32(body.count)
  }

  /// Makes room for the positions of this body. If they would overflow, counts from 1 again.
  private func reservePositions(sizeBytes: Int) {
    precondition(sizeBytes < Int(UInt32.max), "heads are counted in 32 bits")
    guard start.addingReportingOverflow(UInt32(sizeBytes)).overflow else { return }
    unsafe heads.update(repeating: 0)
    start = 1
  }

  /// Deflates the bytes from `from` until `to` is reached, or passed by a copy.
  ///
  /// - Returns: the position of the first byte that is not deflated.
  private func deflate(
    _ body: UnsafeRawBufferPointer, from: Int, to: Int, _ bits: inout BitWriter
  ) -> Int {
    let searchEnd = min(to, body.count - Self.stride)
    var position = from
    while position < searchEnd {
      let four = unsafe body.loadUnaligned(fromByteOffset: position, as: UInt32.self)
      let hash = Int((four &* 0x9E37_79B1) &>> (32 &- Self.hashBits))
      let here = start &+ UInt32(truncatingIfNeeded: position)
      let candidate = unsafe heads[hash]
      unsafe heads[hash] = here
      let distance = here &- candidate
      if candidate >= start, distance <= Self.distanceMax,
        unsafe body.loadUnaligned(
          fromByteOffset: position &- Int(distance), as: UInt32.self) == four
      {
        let length = unsafe Self.commonLength(body, position, position &- Int(distance))
        bits.put(codes.lengths[length])
        bits.put(codes.distance(distance))
        position &+= length
      } else {
        bits.put(codes.literals[Int(four & 0xFF)])
        position &+= 1
      }
      bits.flush()
    }
    while position < to {
      bits.put(codes.literals[Int(unsafe body[position])])
      bits.flush()
      position &+= 1
    }
    return position
  }

  /// Length of the match between `position` and `earlier`. The first four bytes are known to match.
  @inline(__always)
  private static func commonLength(
    _ body: UnsafeRawBufferPointer, _ position: Int, _ earlier: Int
  ) -> Int {
    let limit = min(lengthMax, body.count &- position)
    var length = 4
    while length &+ stride <= limit {
      let difference =
        unsafe body.loadUnaligned(fromByteOffset: position &+ length, as: UInt64.self)
        ^ body.loadUnaligned(fromByteOffset: earlier &+ length, as: UInt64.self)
      if difference != 0 { return length &+ difference.littleEndian.trailingZeroBitCount &>> 3 }
      length &+= stride
    }
    while length < limit, unsafe body[position &+ length] == body[earlier &+ length] {
      length &+= 1
    }
    return length
  }
}
