// zlib reads back the output of a deflater, byte for byte: at every length, distance and boundary.

import ObjectStore
import TestSupport
import Testing

@Suite struct DeflaterTests {
  /// Both compressors: mini's own, for builds, and zlib's, for packing.
  static let levels: [Int32] = [1, 6]

  private static func stream(
    _ header: [UInt8], _ body: [UInt8], by deflater: inout Deflater, after: [UInt8] = []
  ) -> [UInt8] {
    var stream = after
    deflater.deflate(header.span.bytes, body.span.bytes, appendingTo: &stream)
    return stream
  }

  /// Deflates each pair in turn with one deflater and inflates it with one inflater.
  private func check(_ pairs: [(header: [UInt8], body: [UInt8])], level: Int32 = 1) {
    var deflater = Deflater(level: level)
    var inflater = Inflater()
    for (header, body) in pairs {
      let stream = Self.stream(header, body, by: &deflater, after: [7])
      var read = [UInt8](repeating: 0, count: header.count + body.count + 1)
      let result = read.withUnsafeMutableBytes { room in
        stream.withUnsafeBytes {
          inflater.inflateWhole(UnsafeRawBufferPointer(rebasing: $0[1...]), into: room)
        }
      }
      let label = "level \(level), header \(header.count), body \(body.count)"
      #expect(result?.taken == stream.count - 1, "\(label)")
      #expect(result?.produced == header.count + body.count, "\(label)")
      #expect(read.dropLast() == header + body, "\(label)")
    }
  }

  /// Bytes of few kinds, with many repetitions near and far.
  private func text(_ count: Int, kinds: UInt8, _ random: inout SplitMix64) -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count < count {
      if bytes.count > 8, Bool.random(using: &random) {
        let start = Int.random(in: 0..<bytes.count, using: &random)
        let length = Int.random(in: 1...300, using: &random)
        bytes += bytes[start..<min(start + length, bytes.count)]
      } else {
        bytes.append(UInt8.random(in: 0..<kinds, using: &random))
      }
    }
    return Array(bytes.prefix(count))
  }

  private func repeated(_ piece: ArraySlice<UInt8>, until count: Int) -> [UInt8] {
    Array((0..<count / piece.count).map { _ in piece }.joined())
  }

  @Test(arguments: levels) func everySmallSize(level: Int32) {
    var random = SplitMix64(seed: 1)
    check((0..<700).map { ([], text($0, kinds: 4, &random)) }, level: level)
    check((0..<40).map { (text($0, kinds: 250, &random), random.bytes($0)) }, level: level)
  }

  /// A run is encoded as copies of 258 bytes and a rest, which may be too short for a copy.
  @Test func everyLengthOfACopy() {
    check((1..<600).map { ([], [UInt8](repeating: 9, count: $0)) })
    // The same bytes again, after others: copies end where the others begin.
    var random = SplitMix64(seed: 2)
    let piece = random.bytes(300)
    check((4...300).map { ([], piece[..<$0] + [0, 1, 2] + piece[..<$0] + random.bytes(9)) })
  }

  /// Distances up to 32,768 bytes, around each power of two; and one byte farther.
  @Test func everyDistanceOfACopy() {
    var random = SplitMix64(seed: 3)
    let mark = random.bytes(16)
    let powers = (2...15).flatMap { power in
      let half = 1 << power
      return [half - 1, half, half + 1, half + half / 2, half + half / 2 + 1]
    }
    let distances = powers.filter { (17...32_769).contains($0) } + [32_767, 32_768, 32_769]
    check(distances.map { ([], mark + random.bytes($0 - 16) + mark + random.bytes(9)) })
    check((1...16).map { ([], repeated(mark.prefix($0), until: 4000)) })
  }

  /// All codes of literals, and incompressible bytes, which grow by an eighth at most.
  @Test func bytesThatDoNotRepeat() {
    var random = SplitMix64(seed: 4)
    check([([], Array(0...255)), ([], random.bytes(100_000))])
    let high = (0..<60_000).map { _ in UInt8.random(in: 144...255, using: &random) }
    check([([UInt8](repeating: 255, count: 1024), high)])
    var deflater = Deflater(level: 1)
    let stream = Self.stream([], high, by: &deflater)
    #expect(stream.count <= high.count * 9 / 8 + 8)
  }

  /// The output is emitted in pieces: around the ends of pieces, and over many of them.
  @Test(arguments: levels) func largeBodies(level: Int32) {
    var random = SplitMix64(seed: 5)
    let sizes = (29_050..<29_140).map { $0 } + [65_535, 65_536, 1_000_000]
    let long = text(1_000_000, kinds: 200, &random)
    check(sizes.map { ([1, 2, 3], Array(long.prefix($0))) }, level: level)
  }

  /// Earlier objects change neither the bytes nor the length of a deflater's output.
  @Test func anObjectIsWrittenAlikeAfterAnyOther() {
    var random = SplitMix64(seed: 6)
    let bodies = (0..<200).map { _ in
      text(Int.random(in: 0..<3000, using: &random), kinds: 3, &random)
    }
    var used = Deflater(level: 1)
    for body in bodies {
      var fresh = Deflater(level: 1)
      #expect(Self.stream([], body, by: &used) == Self.stream([], body, by: &fresh))
    }
  }

  /// Functions of builds take about as much space as at zlib's level 1 with the same codes: half of
  /// their length.
  @Test func textIsHalved() {
    let ir = (0..<40).map {
      "  %\($0) = add i64 %\($0 / 2), \($0 * 37)\n  store i64 %\($0), ptr %a\n"
    }
    var deflater = Deflater(level: 1)
    let body = Array(ir.joined().utf8)
    let stream = Self.stream([], body, by: &deflater)
    #expect(stream.count * 2 < body.count)
  }
}
