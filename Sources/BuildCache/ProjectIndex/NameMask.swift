// A set of names in eight bytes, for rows of fixed width.

/// The names that a file uses of an import, as a Bloom filter: it may show a name that is not in
/// the set, but never hides one that is.
package struct NameMask: Hashable, Sendable {
  package let bits: UInt64

  package init(bits: UInt64) {
    self.bits = bits
  }

  /// - Parameter isInForms: whether a declared form of the file names something of the import.
  package init(_ names: [String], isInForms: Bool = false) {
    bits = names.reduce(isInForms ? Self.formsBit : 0) { $0 | NameMask($1).bits }
  }

  private static let formsBit: UInt64 = 1 << 63

  /// Whether a declared form of the file names something of the import.
  package var isInForms: Bool { bits & Self.formsBit != 0 }

  /// The mask of one name.
  ///
  /// Three of 63 bits: a file that uses two names of an import is mistaken for a user of a third
  /// once in a thousand times, and one that uses ten once in twenty.
  package init(_ name: String) {
    // FNV-1a, mixed once more, so that the last letter reaches the upper bits. Not `Hasher`: rows of
    // other processes must show the same bits.
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    hash = (hash ^ hash >> 32) &* 0x9e37_79b9_7f4a_7c15
    // The last bit has another meaning.
    bits =
      1 << min(hash >> 58, 62) | 1 << min(hash >> 52 & 63, 62) | 1 << min(hash >> 46 & 63, 62)
  }

  /// Whether the set may contain all names of `other`.
  package func mayContain(_ other: NameMask) -> Bool { bits & other.bits == other.bits }
}
