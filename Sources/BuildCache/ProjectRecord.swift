// What a project's index says of the project as a whole.

/// A file that a build made, and how it was left.
package struct OutputRecord: Hashable, Sendable {
  /// As the driver names it.
  package let path: String
  package let stamp: Stamp
  /// What the output was made of.
  package let key: Digest

  package init(path: String, stamp: Stamp, key: Digest) {
    self.path = path
    self.stamp = stamp
    self.key = key
  }
}

/// The part of file_hashes.bin that is there once.
package struct ProjectRecord: Hashable, Sendable {
  /// The epoch of the compiler that made it all.
  package let epoch: String
  /// The options that show in IR, as text.
  package let options: String
  /// The root file's name, `main.mini`.
  package let rootName: String
  /// The signature of the root's `main`.
  package let mainSignature: String
  package let projectHash: ProjectHash
  /// Bytes of the combined IR before the first file's marker line.
  package let headerLength: UInt64
  /// Bytes of the combined IR: what the sections come to; writing an index computes it.
  package let outputLength: UInt64
  package let outputs: [OutputRecord]

  package init(
    epoch: String, options: String, rootName: String, mainSignature: String,
    projectHash: ProjectHash, headerLength: UInt64, outputLength: UInt64 = 0,
    outputs: [OutputRecord]
  ) {
    self.epoch = epoch
    self.options = options
    self.rootName = rootName
    self.mainSignature = mainSignature
    self.projectHash = projectHash
    self.headerLength = headerLength
    self.outputLength = outputLength
    self.outputs = outputs
  }

  /// Reads what ``append(to:outputLength:)`` wrote; `nil` if it is not all there.
  init?(from reader: inout ByteReader) {
    epoch = reader.countedString()
    options = reader.countedString()
    rootName = reader.countedString()
    mainSignature = reader.countedString()
    projectHash = ProjectHash(digest: reader.digest())
    headerLength = reader.uint64()
    outputLength = reader.uint64()
    var outputs: [OutputRecord] = []
    for _ in 0..<reader.listCount(itemBytesMin: 4 + Stamp.encodedSizeBytes + Digest.sizeBytes) {
      let path = reader.countedString()
      let stamp = Stamp(from: &reader)
      outputs.append(OutputRecord(path: path, stamp: stamp, key: reader.digest()))
    }
    self.outputs = outputs
    guard reader.isValid else { return nil }
  }

  /// - Parameter outputLength: what ``outputLength`` reads as afterwards.
  func append(to writer: inout ByteWriter, outputLength: UInt64) {
    writer.append(counted: epoch)
    writer.append(counted: options)
    writer.append(counted: rootName)
    writer.append(counted: mainSignature)
    writer.append(projectHash.digest)
    writer.append(headerLength)
    writer.append(outputLength)
    writer.append(small: outputs.count)
    for output in outputs {
      writer.append(counted: output.path)
      output.stamp.append(to: &writer)
      writer.append(output.key)
    }
  }
}
