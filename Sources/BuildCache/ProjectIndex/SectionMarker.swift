// The line before each section of the combined IR. An index counts its length.

// The combined IR, `main.ll`:
//
//     combined = header section*                     sections in link order
//     section  = "; ==== FILE: " path ":" combined hash, 64 digits " ====" LF IR

/// The marker line of a section.
package enum SectionMarker {
  /// Bytes of a section's marker line.
  package static func length(pathLength: Int) -> Int {
    opening.count + pathLength + 1 + 2 * Digest.sizeBytes + end.count
  }

  /// The line, with its LF.
  static func line(path: String, _ combinedHash: CombinedHash) -> [UInt8] {
    var line: [UInt8] = []
    line.reserveCapacity(length(pathLength: path.utf8.count))
    line += opening
    // A control character in a file's name must not end the comment.
    line += path.utf8.lazy.map { $0 < 0x20 || $0 == 0x7f ? UInt8(ascii: "?") : $0 }
    line.append(UInt8(ascii: ":"))
    combinedHash.digest.appendDigits(to: &line)
    line += end
    return line
  }

  /// CRC-32 of a section: its marker line and its IR.
  package static func checksum(
    ofSection path: String, _ combinedHash: CombinedHash, _ ir: [UInt8]
  ) -> UInt32 {
    unsafe ir.withUnsafeBytes { bytes in
      unsafe Checksum.crc32(of: bytes, after: Checksum.crc32(line(path: path, combinedHash)))
    }
  }

  private static let opening = Array("; ==== FILE: ".utf8)
  private static let end = Array(" ====\n".utf8)
}
