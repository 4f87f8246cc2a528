// Looks at one object of a pack, its entry and its name.

import FileIO
import SystemPackage

/// The size and checksum of an examined body.
package struct BodyDigest: Hashable, Sendable {
  package let sizeBytes: UInt64
  package let crc32: UInt32

  package init(_ body: [UInt8]) {
    self = unsafe body.withUnsafeBytes { unsafe BodyDigest($0) }
  }

  init(_ body: UnsafeRawBufferPointer) {
    sizeBytes = UInt64(body.count)
    var checksum = CRC32()
    unsafe checksum.update(body)
    crc32 = checksum.value
  }
}

extension PackReader {
  /// The fault of the object at a position below the index's count; nil if it is sound, including
  /// its entry's CRC-32.
  ///
  /// - Throws: ``ObjectError/file(_:)`` only.
  package func fault(at position: Int) throws(ObjectError) -> Damage? {
    try lend { reader throws(ObjectError) in try examine(at: position, reader).fault }
  }

  /// The same, with the digest of the body if its bytes are correct.
  func examine(
    at position: Int, _ reader: PackEntryReader
  ) throws(ObjectError) -> (body: BodyDigest?, fault: Damage?) {
    if let body = soundBody(at: position, reader) { return (body, nil) }
    var body: BodyDigest?
    do throws(PackFailure) {
      let object = try checkedObject(at: position, reader)
      body = BodyDigest(object.body)
      // Whole or delta, the object's own entry was inflated last.
      let range = try offset(at: position)..<reader.end
      guard try reader.checksum(range, in: file) == index.checksum(at: position) else {
        throw .damaged(.checksumMismatch)
      }
      return (body, nil)
    } catch {
      switch error {
      case .damaged(let fault): return (body, fault)
      case .file(let errno): throw ObjectError(FileError(.read, path, errno))
      }
    }
  }

  /// The digest of a whole, short and sound object's body, including its entry's CRC-32; nil for
  /// any other. Cost: no allocation.
  private func soundBody(
    at position: Int, _ reader: PackEntryReader
  ) -> BodyDigest? {
    // Errors are ignored: the caller then examines the object in another way.
    guard let offset = index.offset(at: position),
      let head = try? reader.head(at: offset, in: file), case .whole(let type) = head.kind
    else { return nil }
    let body = reader.scratch
    body.count = 0
    guard reader.appendChecked(head, in: file, to: body),
      unsafe ObjectID(type: type, body: body.bytes) == index.id(at: position),
      (try? reader.checksum(offset..<reader.end, in: file)) == index.checksum(at: position)
    else { return nil }
    return unsafe BodyDigest(body.bytes)
  }
}
