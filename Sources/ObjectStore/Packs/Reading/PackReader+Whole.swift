// Properties of a whole pack: its size and age, and the size of each of its objects.

extension PackReader {
  /// Size of pack and index.
  package var sizeBytes: UInt64 { file.sizeBytes + UInt64(index.sizeBytes) }

  /// When the pack was written, or its youngest object; see ``PackWriter``.
  package var mtimeNanoseconds: Int64 { file.mtimeNanoseconds }

  /// The size of each object, in the order of the index: its entry, up to the start of the next
  /// one, and its row in the index. Offsets outside the pack count as empty entries.
  package func allocatedBytes() -> [UInt64] {
    let end = file.sizeBytes - min(file.sizeBytes, UInt64(PackFormat.checksumLength))
    var sizes = [UInt64](repeating: UInt64(PackFormat.indexBytesPerObject), count: index.count)
    var next = end
    for position in index.positionsByOffset().reversed() {
      let offset = min(index.offset(at: Int(position)) ?? end, next)
      sizes[Int(position)] += next - offset
      next = offset
    }
    return sizes
  }

  /// Size of an object's row in an index.
  package static let indexBytesPerObject = UInt64(PackFormat.indexBytesPerObject)
}
