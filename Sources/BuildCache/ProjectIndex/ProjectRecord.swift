// The properties of a project as a whole, as its index stores them.

/// A file that a build wrote, and its stamp at the end of the build.
package struct OutputRecord: Hashable, Sendable {
  /// The path in the driver's notation.
  package let path: String
  package let stamp: Stamp
  /// The key of the output's content.
  package let key: Digest

  package init(path: String, stamp: Stamp, key: Digest) {
    self.path = path
    self.stamp = stamp
    self.key = key
  }

  /// The path of the record of the combined IR in the cache.
  package static let copyPath = "copy"
}

/// The part of file_hashes.bin that exists once per project.
package struct ProjectRecord: Hashable, Sendable {
  /// The epoch of the compiler of all files.
  package let epoch: String
  /// The options that affect IR, as text.
  package let options: String
  /// The root file's name, such as `main.mini`.
  package let rootName: String
  package let mainSignature: String
  package let projectHash: ProjectHash
  /// Bytes of the combined IR before the first file's marker line.
  package let headerLength: UInt64
  /// Bytes of the combined IR. Computed when an index is written.
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

  /// Whether the combined IR in the cache is this project's: not where it is only in `main.ll`.
  var hasCopy: Bool {
    outputs.contains { $0.path == OutputRecord.copyPath && $0.key == projectHash.digest }
  }

  /// Reads what ``append(to:outputLength:)`` wrote; `nil` if it is cut.
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

  /// - Parameter outputLength: the ``outputLength`` to store.
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
