// Bytes that an engine stores.

/// Bytes with their name.
package struct Blob: Hashable, Sendable {
  package var digest: BlobDigest
  package var bytes: [UInt8]

  package init(digest: BlobDigest, bytes: [UInt8]) {
    self.digest = digest
    self.bytes = bytes
  }

  /// A digest and a length.
  static let sizeMin = 40 + 4

  func write(to writer: inout PayloadWriter) {
    writer.append(digest)
    writer.append(bytes)
  }

  init?(from reader: inout PayloadReader) {
    guard let digest = reader.digest() else { return nil }
    self.digest = digest
    bytes = reader.block()
  }
}
