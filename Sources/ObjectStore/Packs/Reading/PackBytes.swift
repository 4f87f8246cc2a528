// A pack's two files, as what its entries are found and read by.

/// A pack and its index.
struct PackBytes: Sendable {
  let file: PackFile
  let index: PackIndex

  /// Where the entry at a position below the index's count begins.
  func offset(at position: Int) throws(PackFailure) -> UInt64 {
    guard let offset = index.offset(at: position) else { throw .damaged(.badOffset) }
    return offset
  }
}
