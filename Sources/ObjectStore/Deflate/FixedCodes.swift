// The codes of deflate blocks of type 01, and how bits are packed into bytes (RFC 1951, sections
// 3.1.1 and 3.2.5–6).

/// Bits of a stream, the first one lowest.
struct Bits {
  let value: UInt32
  let count: UInt32

  init(_ value: UInt32, count: UInt32) {
    self.value = value
    self.count = count
  }

  /// A Huffman code, whose highest bit is first in the stream.
  init(code: UInt32, count: UInt32) {
    var reversed: UInt32 = 0
    for bit in 0..<count where code &>> bit & 1 == 1 { reversed |= 1 &<< (count - 1 - bit) }
    self.init(reversed, count: count)
  }

  func followed(by next: Bits) -> Bits {
    Bits(value | next.value &<< count, count: count &+ next.count)
  }
}

/// The codes of all literals, lengths and distances: a few hundred numbers, computed once per
/// compressor.
struct FixedCodes {
  /// By byte.
  let literals: [Bits] = (0..<256).map { Self.symbol($0) }
  /// By length, 3 to 258, with the extra bits.
  let lengths: [Bits]
  let end = Self.symbol(256)
  /// By symbol, 0 to 29.
  private let distanceSymbols: [Bits] = (0..<30).map { Bits(code: $0, count: 5) }

  init() {
    var lengths = [Bits](repeating: Bits(0, count: 0), count: 259)
    var next = 3
    for step in 0..<28 as Range<UInt32> {
      let extraBits = step < 8 ? 0 : step / 4 - 1
      for extra in 0..<(1 as UInt32) << extraBits {
        lengths[next] = Self.symbol(257 + step).followed(by: Bits(extra, count: extraBits))
        next += 1
      }
    }
    // 258 has its own symbol, so symbol 284 ends at 257.
    lengths[258] = Self.symbol(285)
    self.lengths = lengths
  }

  /// The code of a literal or length symbol, 0 to 287.
  private static func symbol(_ symbol: UInt32) -> Bits {
    switch symbol {
    case ..<144: Bits(code: 0x30 + symbol, count: 8)
    case ..<256: Bits(code: 0x190 + symbol - 144, count: 9)
    case ..<280: Bits(code: symbol - 256, count: 7)
    default: Bits(code: 0xC0 + symbol - 280, count: 8)
    }
  }

  /// The symbol of a distance, 1 to 32,768, with its extra bits. Each power of two has two symbols.
  @inline(__always)
  func distance(_ distance: UInt32) -> Bits {
    let rest = distance &- 1
    guard rest >= 4 else { return distanceSymbols[Int(rest)] }
    let extraBits = 30 &- UInt32(truncatingIfNeeded: rest.leadingZeroBitCount)
    let symbol = 2 &* extraBits &+ rest &>> extraBits
    let extra = rest & (1 &<< extraBits &- 1)
    return distanceSymbols[Int(symbol)].followed(by: Bits(extra, count: extraBits))
  }
}

/// Packs bits into bytes. Up to 56 bits can wait between calls of ``flush()``.
@safe struct BitWriter {
  private let bytes: UnsafeMutableRawBufferPointer
  private var written = 0
  private var waiting: UInt64 = 0
  private var waitingCount: UInt64 = 0

  /// - Parameter bytes: the output buffer, with room for 8 bytes more than are written.
  init(_ bytes: UnsafeMutableRawBufferPointer) {
    unsafe self.bytes = bytes
  }

  @inline(__always)
  mutating func put(_ bits: Bits) {
    waiting |= UInt64(bits.value) &<< waitingCount
    waitingCount &+= UInt64(bits.count)
  }

  /// Stores the waiting bits, except those of an incomplete byte.
  @inline(__always)
  mutating func flush() {
    unsafe bytes.storeBytes(of: waiting.littleEndian, toByteOffset: written, as: UInt64.self)
    written &+= Int(waitingCount &>> 3)
    waiting &>>= waitingCount & ~7
    waitingCount &= 7
  }

  /// Completes the last byte with zeros.
  mutating func pad() {
    waitingCount &+= 7
    flush()
    waiting = 0
    waitingCount = 0
  }

  /// The whole bytes since the start or the last call. Valid until more bits are written.
  mutating func takeWritten() -> UnsafeRawBufferPointer {
    defer { written = 0 }
    return unsafe UnsafeRawBufferPointer(rebasing: bytes[..<written])
  }
}
