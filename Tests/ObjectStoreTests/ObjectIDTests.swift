// Names of objects, written and parsed.

import ObjectStore
import TestSupport
import Testing

@Suite struct ObjectIDTests {
  /// The output of `git hash-object` in a sha256 repository.
  @Test func idsAreGits() {
    let empty = ObjectID(type: .blob, body: [])
    #expect(
      "\(empty)" == "473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813")
    let hello = ObjectID(type: .blob, body: Array("hello\n".utf8))
    #expect(
      "\(hello)" == "2cf8d83d9ee29543b34a87727421fdecb7e3f3a183d337639025de576db9ebb4")
    let tree = ObjectID(type: .tree, body: [])
    #expect("\(tree)" == "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321")
  }

  @Test func allWritingsReadBack() {
    var random = SplitMix64(seed: 7)
    for _ in 0..<200 {
      let bytes = random.bytes(32)
      let id = ObjectID(bytes: bytes)!
      #expect(id.bytes == bytes)
      #expect(
        id.description
          == bytes.map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
          }.joined())
      #expect(ObjectID(hex: id.description) == id)
      #expect(ObjectID(hex: id.description.uppercased()) == id)
      #expect(id.firstByte == bytes[0])
    }
  }

  @Test func theOrderIsThatOfTheBytes() {
    var random = SplitMix64(seed: 8)
    let all = (0..<200).map { _ in random.bytes(32) }
    let sorted = all.map { ObjectID(bytes: $0)! }.sorted().map(\.bytes)
    #expect(sorted == all.sorted { $0.lexicographicallyPrecedes($1) })
  }

  @Test func whatIsNoIDIsNil() {
    let digits = String(repeating: "a", count: 64)
    for text in [
      "", "a", String(digits.dropLast()), digits + "a", "g" + digits.dropFirst(),
      "ä" + digits.dropFirst(2), " " + digits.dropFirst(), "\0" + digits.dropFirst(),
    ] {
      #expect(ObjectID(hex: text) == nil)
    }
    #expect(ObjectID(bytes: []) == nil)
    #expect(ObjectID(bytes: [UInt8](repeating: 0, count: 31)) == nil)
    #expect(ObjectID(bytes: [UInt8](repeating: 0, count: 33)) == nil)
  }

  @Test func hashingInPiecesIsHashingAtOnce() {
    var random = SplitMix64(seed: 9)
    let body = random.bytes(10_000)
    var hasher = ObjectHasher(type: .tag, sizeBytes: 10_000)
    for start in stride(from: 0, to: body.count, by: 777) {
      let piece = Array(body[start..<min(start + 777, body.count)])
      hasher.update(piece.span.bytes)
    }
    #expect(hasher.finalize() == ObjectID(type: .tag, body: body))
  }

  @Test func aPrefixMatchesWhatBeginsSo() throws {
    let id = ObjectID(type: .blob, body: [])
    for length in 4...64 {
      let prefix = try #require(ObjectPrefix(String(id.description.prefix(length))))
      #expect(prefix.matches(id))
      let other =
        id.description.prefix(length - 1)
        + (id.description.dropFirst(length - 1).first == "0" ? "1" : "0")
      #expect(try !#require(ObjectPrefix(String(other))).matches(id))
    }
    #expect(ObjectPrefix("473A")?.matches(id) == true)
    for text in ["", "473", "473g", id.description + "0", "47 3"] {
      #expect(ObjectPrefix(text) == nil)
    }
  }

  /// Parses a header and the bytes after it.
  private func parse(_ bytes: [UInt8]) -> (header: ObjectHeader, length: Int)? {
    ObjectHeader.parse(bytes.span)
  }

  @Test(arguments: [
    ("blob 0", 0), ("tree 12", 12), ("commit 1073741824", 1_073_741_824), ("tag 7", 7),
    ("blob 18446744073709551615", UInt64.max),
  ])
  func soundHeadersAreRead(text: String, size: UInt64) throws {
    let bytes = Array(text.utf8) + [0, 0x78]
    let (header, length) = try #require(parse(bytes))
    #expect(header.sizeBytes == size)
    #expect(length == bytes.count - 1)
    #expect(header.encoded == Array(bytes[..<length]))
  }

  @Test func everyPrefixOfAHeaderIsNone() {
    let bytes = Array("commit 123\0".utf8)
    for count in 0..<bytes.count {
      #expect(parse(Array(bytes[..<count])) == nil)
    }
  }
}
