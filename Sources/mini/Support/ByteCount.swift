// Sizes in bytes and ages in time, as options spell them and outputs show them.

import ArgumentParser

/// A number of bytes: `500000`, `64K`, `200M`, `2G`, `1.5GiB` (all powers of 1024).
struct ByteCount: ExpressibleByArgument {
  let bytes: UInt64

  init?(argument: String) {
    let units: [(String, UInt64)] = [
      ("k", 1 << 10), ("m", 1 << 20), ("g", 1 << 30), ("t", 1 << 40),
    ]
    let text = argument.lowercased()
    let number = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    let suffix = text[number.endIndex...]
    var factor: UInt64 = 1
    if !suffix.isEmpty && suffix != "b" {
      guard
        let unit = units.first(where: { [$0.0, $0.0 + "b", $0.0 + "ib"].contains(String(suffix)) })
      else { return nil }
      factor = unit.1
    }
    guard let value = Double(number), value * Double(factor) < Self.bytesMax else { return nil }
    bytes = UInt64(value * Double(factor))
  }

  /// More than any disk holds, and well inside `UInt64`.
  private static let bytesMax = 0x1p60

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

/// A length of time: `now`, `90s`, `30m`, `12h`, `14d`, `2w`, or as Git writes it, `2.weeks.ago`.
struct Age: ExpressibleByArgument {
  let seconds: UInt64

  init?(argument: String) {
    let units: [(names: [String], seconds: UInt64)] = [
      (["s", "second"], 1), (["m", "minute"], 60), (["h", "hour"], 3600), (["d", "day"], 86_400),
      (["w", "week"], 604_800), (["month"], 2_592_000), (["y", "year"], 31_536_000),
    ]
    guard argument != "now" else {
      seconds = 0
      return
    }
    let digits = argument.prefix { $0.isASCII && $0.isNumber }
    var words = argument[digits.endIndex...].split(separator: ".").map(String.init)
    if words.last == "ago" { words.removeLast() }
    guard let number = UInt64(digits), number <= Self.numberMax, words.count == 1 else {
      return nil
    }
    var name = words[0]
    if name.count > 1 && name.hasSuffix("s") { name.removeLast() }
    guard let unit = units.first(where: { $0.names.contains(name) }) else { return nil }
    seconds = number * unit.seconds
  }

  /// A hundred thousand years serve, and no product overflows.
  private static let numberMax: UInt64 = 100_000
}
