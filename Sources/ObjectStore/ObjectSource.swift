// One place that objects are read from: loose files now; packs and memory stand behind the same
// protocol.

/// One place that objects are read from. Safe to use from several threads at a time.
public protocol ObjectSource: Sendable {
  /// An object, or nil where it is absent. Header, size, digest, and that nothing follows, have
  /// been checked.
  ///
  /// - Parameter sizeBytes: of the body, where it is known. An object whose header says another one is
  ///   damaged, and its body is not inflated.
  func read(_ id: ObjectID, sizeBytes: UInt64?) throws(ObjectError) -> StoredObject?

  /// An object's type and size, or nil where it is absent. The body is neither inflated nor checked.
  func header(of id: ObjectID) throws(ObjectError) -> ObjectHeader?

  /// Whether there is something under this name, be it sound or damaged; false also where that
  /// cannot be found out.
  func contains(_ id: ObjectID) -> Bool

  /// The ids whose first byte is this, in order. (A shard of loose objects, a slot of a pack
  /// index's fan-out: a source is walked in 256 steps of bounded memory.)
  func ids(firstByte: UInt8) throws(ObjectError) -> [ObjectID]
}

extension ObjectSource {
  /// An object of any size; see ``read(_:sizeBytes:)``.
  public func read(_ id: ObjectID) throws(ObjectError) -> StoredObject? {
    try read(id, sizeBytes: nil)
  }

  /// Calls `body` with every id, in order. Memory: the ids of one first byte.
  public func forEachID(
    _ body: (ObjectID) throws(ObjectError) -> Void
  ) throws(ObjectError) {
    for firstByte in UInt8.min...UInt8.max {
      for id in try ids(firstByte: firstByte) { try body(id) }
    }
  }

  /// The ids that begin so, in order.
  public func ids(withPrefix prefix: ObjectPrefix) throws(ObjectError) -> [ObjectID] {
    try ids(firstByte: prefix.low.firstByte).filter(prefix.matches)
  }

  /// The ids that begin with these digits, in order; none when they are no prefix.
  public func ids(withPrefix hex: String) throws(ObjectError) -> [ObjectID] {
    guard let prefix = ObjectPrefix(hex) else { return [] }
    return try ids(withPrefix: prefix)
  }
}
