// The interface of every source of objects: loose files and packs.

/// A source of objects. Safe to use from several threads at a time.
public protocol ObjectSource: Sendable {
  /// Reads an object; nil if it is absent. Checks its header, size and digest, and that no bytes
  /// follow.
  ///
  /// - Parameter sizeBytes: the body's size, if known. An object whose header has another size is
  ///   damaged, and its body is not inflated.
  func read(_ id: ObjectID, sizeBytes: UInt64?) throws(ObjectError) -> StoredObject?

  /// An object's type and size; nil if it is absent. The body is neither inflated nor checked.
  func header(of id: ObjectID) throws(ObjectError) -> ObjectHeader?

  /// Whether an object with this name exists, sound or damaged. False if that cannot be determined.
  func contains(_ id: ObjectID) -> Bool

  /// The ids with this first byte, sorted. They are one shard of loose objects or one slot of a
  /// pack index's fan-out, so that a walk takes 256 steps of bounded memory.
  func ids(firstByte: UInt8) throws(ObjectError) -> [ObjectID]
}

extension ObjectSource {
  /// Reads an object of any size; see ``read(_:sizeBytes:)``.
  public func read(_ id: ObjectID) throws(ObjectError) -> StoredObject? {
    try read(id, sizeBytes: nil)
  }

  /// Calls `body` with every id, sorted. Memory: the ids of one first byte.
  public func forEachID(
    _ body: (ObjectID) throws(ObjectError) -> Void
  ) throws(ObjectError) {
    for firstByte in UInt8.min...UInt8.max {
      for id in try ids(firstByte: firstByte) { try body(id) }
    }
  }
}
