// Deflate for small objects: one block with the codes that RFC 1951 fixes (section 3.2.6), so that neither the
// writer nor a reader makes codes for each of them.
//
//   block    = final=1 (1 bit) type=01 (2 bits) symbol* end
//   symbol   = literal | length extra-bits distance extra-bits
//   end      = code 256
//
// Numbers stand with their lowest bit first, codes with their highest.

/// Deflates bytes into raw blocks (RFC 1951), one after another. Greedy: at each byte the last place where
/// the same four began, found by their hash, is copied as far as it goes. Cost: 1 ns a byte (note 7).
///
/// A class, because the places stay from object to object: none is cleared, for each object counts its
/// places on from the one before.
@safe final class FixedCodeDeflater {
  private static let hashBits: UInt32 = 12
  private static let distanceMax: UInt32 = 32 << 10
  private static let lengthMax = 258
  /// Bytes that one hash, one step of a comparison and one store of bits go over.
  private static let stride = 8

  /// Where four bytes of each hash began last, as a count of all bytes so far.
  private let places: UnsafeMutableBufferPointer<UInt32>
  private let codes = FixedCodes()
  /// The place of the first byte. Not 0, which is in `places` what is nowhere.
  private var start: UInt32 = 1

  init() {
    unsafe places = .allocate(capacity: 1 << Self.hashBits)
    unsafe places.initialize(repeating: 0)
  }

  deinit { unsafe places.deallocate() }

  /// Deflates `header`, without copies, and `body` into one block, which is appended to `output`.
  ///
  /// - Parameters:
  ///   - header: 1 KiB at most.
  ///   - chunk: room of 16 KiB or more, through which the block goes piece by piece.
  func deflate(
    _ header: UnsafeRawBufferPointer, _ body: UnsafeRawBufferPointer,
    through chunk: UnsafeMutableRawBufferPointer, appendingTo output: inout [UInt8]
  ) {
    precondition(header.count <= 1 << 10 && chunk.count >= 16 << 10, "too little room")
    startPlaces(sizeBytes: body.count)
    var bits = unsafe BitWriter(chunk)
    bits.put(Bits(0b011, count: 3))
    for index in header.indices {
      bits.put(codes.literals[Int(unsafe header[index])])
      bits.flush()
    }
    // A literal has nine bits at most, and a piece ends with one copy at most.
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

  private func startPlaces(sizeBytes: Int) {
    precondition(sizeBytes < Int(UInt32.max), "places are counted in 32 bits")
    guard start.addingReportingOverflow(UInt32(sizeBytes)).overflow else { return }
    unsafe places.update(repeating: 0)
    start = 1
  }

  /// Deflates the bytes from `from` until `to` is reached, or passed by a copy.
  ///
  /// - Returns: the first byte that is not done.
  private func deflate(
    _ body: UnsafeRawBufferPointer, from: Int, to: Int, _ bits: inout BitWriter
  ) -> Int {
    let searchEnd = min(to, body.count - Self.stride)
    var position = from
    while position < searchEnd {
      let four = unsafe body.loadUnaligned(fromByteOffset: position, as: UInt32.self)
      let hash = Int((four &* 0x9E37_79B1) &>> (32 &- Self.hashBits))
      let place = start &+ UInt32(truncatingIfNeeded: position)
      let candidate = unsafe places[hash]
      unsafe places[hash] = place
      let distance = place &- candidate
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

  /// How many bytes from `position` on are those from `earlier` on; the first four are known to be.
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
