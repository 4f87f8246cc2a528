// A file that mini-remote reads by itself.

/// A file of this machine, named by the digest of its bytes.
package struct LocalFile: Hashable, Sendable {
  package var digest: BlobDigest
  /// Absolute.
  package var path: [UInt8]

  package init(digest: BlobDigest, path: [UInt8]) {
    self.digest = digest
    self.path = path
  }
}

extension LocalFile {
  /// A digest and a length.
  static let sizeMin = 40 + 4

  func write(to writer: inout PayloadWriter) {
    writer.append(digest)
    writer.append(path)
  }

  init?(from reader: inout PayloadReader) {
    guard let digest = reader.digest() else { return nil }
    self.digest = digest
    path = reader.block()
  }
}
