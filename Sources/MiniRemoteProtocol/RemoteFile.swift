// An output of an action.

/// A file that an action has made.
package struct RemoteFile: Hashable, Sendable {
  /// Relative to the folder of the action.
  package var path: String
  package var isExecutable: Bool
  /// The digest that the result of the action names.
  package var digest: BlobDigest
  package var bytes: [UInt8]

  package init(path: String, isExecutable: Bool, digest: BlobDigest, bytes: [UInt8]) {
    self.path = path
    self.isExecutable = isExecutable
    self.digest = digest
    self.bytes = bytes
  }
}

extension RemoteFile {
  /// A length, a flag, a digest and a length.
  static let sizeMin = 4 + 1 + 40 + 4

  func write(to writer: inout PayloadWriter) {
    writer.append(path)
    writer.append(UInt8(isExecutable ? 1 : 0))
    writer.append(digest)
    writer.append(bytes)
  }

  init?(from reader: inout PayloadReader) {
    path = reader.text()
    isExecutable = reader.number(UInt8.self) != 0
    guard let digest = reader.digest() else { return nil }
    self.digest = digest
    bytes = reader.block()
  }
}
