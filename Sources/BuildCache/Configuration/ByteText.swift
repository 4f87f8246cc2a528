// Formats sizes in bytes for people.

/// Formats sizes in bytes.
package enum ByteText {
  /// The size as Git prints it: `0 bytes`, `8.00 KiB`, `1.53 MiB`. Two decimals, rounded to the
  /// nearest for KiB and MiB, rounded down for GiB.
  ///
  /// - SeeAlso: `strbuf_humanise` in Git's strbuf.c
  package static func humanReadable(_ bytes: UInt64) -> String {
    func text(_ amount: UInt64, _ shift: UInt64, _ hundredths: UInt64, _ unit: String) -> String {
      "\(amount >> shift).\(hundredths < 10 ? "0" : "")\(hundredths) \(unit)"
    }
    func hundredths(_ amount: UInt64, _ shift: UInt64) -> UInt64 {
      ((amount & ((1 << shift) - 1)) * 100) >> shift
    }
    if bytes > 1 << 30 { return text(bytes, 30, (bytes & ((1 << 30) - 1)) / 10_737_419, "GiB") }
    if bytes > 1 << 20 {
      let amount = bytes + 5243
      return text(amount, 20, hundredths(amount, 20), "MiB")
    }
    if bytes > 1 << 10 {
      let amount = bytes + 5
      return text(amount, 10, hundredths(amount, 10), "KiB")
    }
    return bytes == 1 ? "1 byte" : "\(bytes) bytes"
  }
}
