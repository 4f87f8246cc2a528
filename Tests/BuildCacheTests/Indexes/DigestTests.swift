// Digests and checksums.

import BuildCache
import ObjectStore
import TestSupport
import Testing

@Test func aDigestIsTheSHA256OfItsBytes() {
  // FIPS 180-2, appendix B.1.
  let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
  #expect(Digest(hashing: Array("abc".utf8)).description == expected)
  #expect(Digest(hashing: Array("abc".utf8)).shortDescription == "ba7816bf8f01")
}

@Test func aDigestIsReadBackFromItsDigits() {
  var samples = Samples(seed: 1)
  for _ in 0..<100 {
    let digest = samples.digest()
    #expect(Digest(hex: digest.description) == digest)
    #expect(Digest(hex: digest.description.uppercased()) == digest)
    #expect(digest.bytes == Digest(ObjectID(words: digest.words)).bytes)
  }
  for wrong in ["", "ab", String(repeating: "g", count: 64), String(repeating: "0", count: 65)] {
    #expect(Digest(hex: wrong) == nil)
  }
}

@Test func digestsAreOrderedAsTheirBytesAre() {
  var samples = Samples(seed: 2)
  for _ in 0..<200 {
    let (left, right) = (samples.digest(), samples.digest())
    #expect((left < right) == left.bytes.lexicographicallyPrecedes(right.bytes))
  }
}

@Test func theChecksumIsThatOfZlib() {
  #expect(Checksum.crc32([]) == 0)
  #expect(Checksum.crc32(Array("123456789".utf8)) == 0xcbf4_3926)
}
