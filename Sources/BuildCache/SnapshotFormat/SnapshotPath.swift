// The paths of modules as names in a snapshot's trees, and back.

/// The path of a module in the trees of a snapshot.
///
/// Each component is written as it is, but for what `git fsck` refuses, or could take for a name of
/// Git's own on some file system. That is written as `%` and two hexadecimal digits of each byte: dots at
/// the front (`..`, `.git`), `%`, `~` (`git~1`), `\`, and the characters that HFS+ ignores, with all
/// that begin with the same byte.
///
/// - SeeAlso: `verify_path`, `is_hfs_dotgit` and `is_ntfs_dotgit` in Git
enum SnapshotPath {
  /// The components of a module's path, escaped.
  static func components(_ path: some Sequence<UInt8>) -> [[UInt8]] {
    var components: [[UInt8]] = [[]]
    var isAtStart = true
    var escapesCharacter = false
    for byte in path {
      if byte == UInt8(ascii: "/") {
        components.append([])
        isAtStart = true
        continue
      }
      // The first byte of a character decides about those that continue it.
      if byte & 0xC0 != 0x80 { escapesCharacter = mustEscape(byte, isAtStart: isAtStart) }
      isAtStart = isAtStart && byte == UInt8(ascii: ".")
      if escapesCharacter {
        components[components.count - 1] += [UInt8(ascii: "%"), digit(byte >> 4), digit(byte & 15)]
      } else {
        components[components.count - 1].append(byte)
      }
    }
    return components
  }

  /// A single component, escaped.
  static func component(_ name: [UInt8]) -> [UInt8] {
    let isPlain =
      name.first != UInt8(ascii: ".") && !name.contains { mustEscape($0, isAtStart: false) }
    return isPlain ? name : components(name)[0]
  }

  private static func mustEscape(_ byte: UInt8, isAtStart: Bool) -> Bool {
    switch byte {
    case UInt8(ascii: "."): isAtStart
    case UInt8(ascii: "%"), UInt8(ascii: "~"), UInt8(ascii: "\\"), 0xE2, 0xEF: true
    default: byte < 0x20
    }
  }

  private static func digit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10
  }

  /// The path that has these components; `nil` if no path has.
  static func path(of components: [[UInt8]]) -> [UInt8]? {
    var path: [UInt8] = []
    for (number, component) in components.enumerated() {
      if number > 0 { path.append(UInt8(ascii: "/")) }
      var rest = component[...]
      while let byte = rest.popFirst() {
        guard byte == UInt8(ascii: "%") else {
          path.append(byte)
          continue
        }
        guard let high = rest.popFirst().flatMap(value), let low = rest.popFirst().flatMap(value)
        else { return nil }
        path.append(high << 4 | low)
      }
    }
    // Only one spelling is right, so no two names are the same path.
    return self.components(path) == components && !path.contains(0) ? path : nil
  }

  private static func value(_ digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
