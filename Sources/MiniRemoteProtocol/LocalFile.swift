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
  static let sizeMin = Blob.sizeMin

  func write(to writer: inout PayloadWriter) {
    Blob(digest: digest, bytes: path).write(to: &writer)
  }

  init?(from reader: inout PayloadReader) {
    guard let named = Blob(from: &reader) else { return nil }
    self.init(digest: named.digest, path: named.bytes)
  }
}
