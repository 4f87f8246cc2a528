// Sizes in bytes and lengths of time, as options take them and outputs show them.

import ArgumentParser
import BuildCache

/// A number of bytes: see ``Amount/bytes(_:)``.
struct ByteCount {
  let bytes: UInt64

  init(parsing text: String) throws { bytes = try Amount.bytes(text) }

  /// As Git prints it: `0 bytes`, `8.00 KiB`, `1.50 MiB`.
  ///
  /// - SeeAlso: `strbuf_humanise_bytes` in Git's strbuf.c
  static func humanReadable(_ bytes: UInt64) -> String {
    func text(_ amount: UInt64, _ shift: UInt64, _ unit: String) -> String {
      let hundredths = (amount & ((1 << shift) - 1)) * 100 >> shift
      return "\(amount >> shift).\(hundredths < 10 ? "0" : "")\(hundredths) \(unit)"
    }
    if bytes > 1 << 30 {
      let hundredths = (bytes & ((1 << 30) - 1)) / 10_737_419
      return "\(bytes >> 30).\(hundredths < 10 ? "0" : "")\(hundredths) GiB"
    }
    if bytes > 1 << 20 { return text(bytes + 5243, 20, "MiB") }
    if bytes > 1 << 10 { return text(bytes + 5, 10, "KiB") }
    return bytes == 1 ? "1 byte" : "\(bytes) bytes"
  }
}

/// A length of time: see ``Amount/nanoseconds(_:)``.
struct TimeSpan {
  let nanoseconds: Int64

  init(parsing text: String) throws { nanoseconds = try Amount.nanoseconds(text) }
}

/// An age: see ``Amount/age(_:)``.
struct Age {
  /// Saturated: what is older than the clock can tell is as old as `never`.
  let nanoseconds: Int64

  init(parsing text: String) throws { nanoseconds = try Amount.age(text) ?? .max }
}
