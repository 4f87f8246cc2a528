// A pack's bytes, and where its objects are: enough to follow its deltas.

/// A pack, and its index or the objects that were found in it so far.
struct PackBytes: Sendable {
  let file: PackFile
  /// Nil while the pack is being indexed.
  let index: PackIndex?
  /// The offsets of the objects that were found.
  var found: [ObjectID: UInt64] = [:]

  /// The offset of an object's entry.
  func offset(of id: ObjectID) throws(PackFailure) -> UInt64 {
    guard let index else {
      guard let offset = found[id] else { throw .damaged(.missingBase) }
      return offset
    }
    guard let position = index.position(of: id) else { throw .damaged(.missingBase) }
    guard let offset = index.offset(at: position) else { throw .damaged(.badOffset) }
    return offset
  }
}
