// Takes objects out of a pack, to put them into another.

import FileIO

extension PackReader {
  /// The entries of objects for another pack, each object verified against its name. Whole entries
  /// are copied; deltas are replaced by whole objects, deflated again. Ids in the order of the pack
  /// let it be read in one pass.
  ///
  /// - Returns: for each id in turn its entry; nil if it is absent.
  package func entries(
    of ids: [ObjectID], encoder: PackEntryEncoder
  ) -> [Result<PackEntry?, ObjectError>] {
    lend { reader in
      ids.map { id in
        Result { () throws(ObjectError) in
          try naming(id) { () throws(PackFailure) in try entry(of: id, encoder, reader) }
        }
      }
    }
  }

  /// The same for one object.
  package func entry(
    of id: ObjectID, encoder: PackEntryEncoder
  ) throws(ObjectError) -> PackEntry? {
    try entries(of: [id], encoder: encoder)[0].get()
  }

  private func entry(
    of id: ObjectID, _ encoder: PackEntryEncoder, _ reader: PackEntryReader
  ) throws(PackFailure) -> PackEntry? {
    guard let position = index.position(of: id) else { return nil }
    let object = try checkedObject(at: position, reader)
    let head = try reader.head(at: offset(at: position), in: file)
    guard case .whole = head.kind, !encoder.deflatesAgain else {
      return encoder.checkedEntry(id, object.type, object.body)
    }
    return PackEntry(id: id, bytes: try reader.bytes(head.offset..<reader.end, in: file))
  }
}
