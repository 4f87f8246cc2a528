// The two ends of a pack: its header and its trailer.

import SystemPackage

/// The values in a pack's header and trailer.
struct PackEnds: Sendable {
  private(set) var problem: String?
  let count: Int
  let checksum: PackChecksum

  /// Nil if the file is too short for both.
  init?(_ file: PackFile) throws(Errno) {
    let length = UInt64(PackFormat.headerLength)
    let trailer = UInt64(PackFormat.checksumLength)
    guard file.sizeBytes >= length + trailer else { return nil }
    let head = try file.bytes(0..<length)
    let end = try file.bytes(file.sizeBytes - trailer..<file.sizeBytes)
    guard head.count == Int(length), let digest = ObjectID(bytes: end) else { return nil }
    func word(_ index: Int) -> UInt32 {
      head[4 * index..<4 * index + 4].reduce(0) { $0 << 8 | UInt32($1) }
    }
    if word(0) != PackFormat.signature {
      problem = "has no signature"
    } else if !PackFormat.versionsRead.contains(word(1)) {
      problem = "has another version"
    }
    count = Int(word(2))
    checksum = PackChecksum(digest: digest)
  }
}
