// The combined IR: assembled from compiled sections and from sections of the previous combined IR.

package import FileIO
package import ObjectStore
package import SystemPackage

// The combined IR, `main.ll`:
//
//     combined = header section*                     sections in link order
//     section  = "; ==== FILE: " path ":" combined hash, 64 digits " ====" LF IR

/// A file's part of the combined IR.
package struct Section: Sendable {
  package enum Source: Sendable {
    case bytes([UInt8])
    /// Copied from the previous combined IR if the range is sound, else read from the object.
    case cached(irID: ObjectID, previous: (offset: UInt64, length: UInt64, checksum: UInt32)?)
  }

  package let path: String
  package let combinedHash: CombinedHash
  package let source: Source

  package init(path: String, combinedHash: CombinedHash, source: Source) {
    self.path = path
    self.combinedHash = combinedHash
    self.source = source
  }
}

/// The result of writing a combined IR.
package struct Assembled: Sendable {
  /// The place of a section's IR in the combined IR.
  package struct Place: Hashable, Sendable {
    package let offset: UInt64
    package let length: UInt64
    /// CRC-32 of the IR.
    package let checksum: UInt32
  }

  /// The combined IR. Empty if it was written in pieces, by `patch` or `writeMade`.
  package let bytes: [UInt8]
  /// One per section, in order. Empty if the IR was written in pieces.
  package let places: [Place]
  /// The number of sections that were copied from the previous combined IR.
  package let copiedCount: Int
  /// Sections that were damaged in the previous combined IR and were read from the store.
  package let misfits: [Int]
  /// The total of all files written.
  package let bytesWritten: UInt64
  /// The files with these bytes, and each one's status before it was renamed into place. Later its
  /// name can belong to another build's file.
  package let files: WrittenFiles
  /// Copies for the cache that could not be written. This only makes the next build slower.
  package let copyFailures: [CopyFailure]

  package struct CopyFailure: Hashable, Sendable {
    package enum Cause: Hashable, Sendable {
      /// A file that mini did not create has its name.
      case inTheWay
      /// The file system refused. It will also refuse the rest of the cache.
      case refused
    }

    package let cause: Cause
    /// A message for the user.
    package let text: String
  }

  /// Whether anything was copied from the previous combined IR.
  package var patched: Bool { copiedCount > 0 }
}

/// Files that were written, each with its status before it was renamed into place. A list, because
/// a build has two or three, and the first use of a dictionary costs more than searching them.
package struct WrittenFiles: Sendable {
  private var files: [(path: FilePath, status: FileStatus)] = []

  package init() {}

  package var count: Int { files.count }

  package subscript(path: FilePath) -> FileStatus? {
    get { files.first { $0.path == path }?.status }
    set {
      files.removeAll { $0.path == path }
      if let newValue { files.append((path, newValue)) }
    }
  }
}

/// The reason why the combined IR could not be made.
package enum AssemblyError: Error, Hashable, Sendable {
  /// Neither the previous combined IR nor the store contains these sections. They must be
  /// recompiled.
  case sectionsLost([Int])
  /// An output cannot be written, or something that is not a regular file is in its place.
  case output(path: String, reason: String)
}

/// Writes the combined IR.
package enum CombinedOutput {
  /// Bytes of a section's marker line.
  package static func markerLength(pathLength: Int) -> Int {
    markerOpening.count + pathLength + 1 + 2 * Digest.sizeBytes + markerEnd.count
  }

  /// The marker line of a section.
  static func marker(path: String, _ combinedHash: CombinedHash) -> [UInt8] {
    var line: [UInt8] = []
    line.reserveCapacity(markerLength(pathLength: path.utf8.count))
    line += markerOpening
    // A control character in a file's name must not end the comment.
    line += path.utf8.lazy.map { $0 < 0x20 || $0 == 0x7f ? UInt8(ascii: "?") : $0 }
    line.append(UInt8(ascii: ":"))
    combinedHash.digest.appendDigits(to: &line)
    line += markerEnd
    return line
  }

  /// CRC-32 of a section: its marker line and its IR.
  package static func checksum(
    ofSection path: String, _ combinedHash: CombinedHash, _ ir: [UInt8]
  ) -> UInt32 {
    unsafe ir.withUnsafeBytes { bytes in
      unsafe Checksum.crc32(of: bytes, after: Checksum.crc32(marker(path: path, combinedHash)))
    }
  }

  private static let markerOpening = Array("; ==== FILE: ".utf8)
  private static let markerEnd = Array(" ====\n".utf8)

  /// Assembles the combined IR and writes it to each of `outputs`.
  ///
  /// Sections are copied from the previous combined IR by range and checked as they are copied. A
  /// section that is damaged there is read from the store. The result is the same either way. No
  /// output appears before all are written, and each appears complete.
  ///
  /// - Parameters:
  ///   - previous: the last build's combined IR. A section is used only if its CRC-32 is right.
  ///   - readObject: a checked read from the store; `nil` for an absent or damaged object.
  ///   - copies: files for the cache's own use. Their folders are created if necessary.
  ///   - doubtful: the outputs and copies that are left alone if they already contain the right
  ///     bytes.
  package static func assemble(
    header: [UInt8], sections: [Section], previous: MappedFile?,
    readObject: (ObjectID) -> [UInt8]?, outputs: [FilePath], copies: [FilePath] = [],
    doubtful: [FilePath] = [], fileSystem: any FileSystem
  ) throws(AssemblyError) -> Assembled {
    for output in outputs { try check(output, fileSystem) }
    var assembly = Assembly(previous: previous)
    assembly.append(header, sections, readObject: readObject)
    guard assembly.lost.isEmpty else { throw .sectionsLost(assembly.lost) }
    let bytes = assembly.bytes
    var files = WrittenFiles()
    for path in doubtful { files[path] = status(of: path, having: bytes, fileSystem) }
    let outputs = outputs.filter { files[$0] == nil }
    let copies = copies.filter { files[$0] == nil }
    try write(bytes, to: outputs[...], &files, fileSystem)
    var failures: [Assembled.CopyFailure] = []
    for copy in copies {
      var cause = Assembled.CopyFailure.Cause.inTheWay
      do throws(AssemblyError) {
        try clear(copy, fileSystem)
        cause = .refused
        files[copy] = try writeCopy(bytes, to: copy, fileSystem)
      } catch {
        if case .output(let path, let reason) = error {
          failures.append(.init(cause: cause, text: "cannot write '\(path)': \(reason)"))
        }
      }
    }
    let filesWritten = outputs.count + copies.count - failures.count
    return Assembled(
      bytes: bytes, places: assembly.places, copiedCount: assembly.copiedCount,
      misfits: assembly.misfits, bytesWritten: UInt64(bytes.count) * UInt64(filesWritten),
      files: files, copyFailures: failures)
  }

  /// The status of a file that has exactly these bytes; `nil` for another.
  private static func status(
    of path: FilePath, having bytes: [UInt8], _ fileSystem: any FileSystem
  ) -> FileStatus? {
    // A file that cannot be read is rewritten.
    guard let found = try? fileSystem.contentsAndStatus(of: path, sizeMax: bytes.count),
      found.bytes == bytes, found.before == found.after
    else { return nil }
    return found.after
  }

  /// Checks a copy like an output, but moves an obstacle aside if the cache can.
  private static func clear(
    _ copy: FilePath, _ fileSystem: any FileSystem
  ) throws(AssemblyError) {
    do throws(AssemblyError) {
      try check(copy, fileSystem)
    } catch {
      let isFree = try? unsafe copy.withCString { name throws(Errno) in
        try unsafe fileSystem.moveAside(name)
      }
      guard isFree == true else { throw error }  // the obstacle is the error to report
    }
  }

  /// Fails unless the output is absent or a regular file: nothing else is ever replaced.
  private static func check(
    _ output: FilePath, _ fileSystem: any FileSystem
  ) throws(AssemblyError) {
    let kind = try named(output) { () throws(FileError) in
      try fileSystem.status(of: output, followingLinks: false)?.kind
    }
    let inTheWay: String
    switch kind {
    case nil, .regular: return
    case .directory: inTheWay = "it is a folder"
    case .symbolicLink: inTheWay = "a symbolic link is in its place"
    case .other: inTheWay = "a special file is in its place"
    }
    throw .output(path: output.string, reason: inTheWay)
  }

  /// Writes all outputs under temporary names, then renames them, the last one first.
  ///
  /// Calls itself once for each output, of which a build has two or three.
  private static func write(
    _ bytes: [UInt8], to outputs: ArraySlice<FilePath>, _ files: inout WrittenFiles,
    _ fileSystem: any FileSystem
  ) throws(AssemblyError) {
    guard let output = outputs.first else { return }
    let file = try named(output) { () throws(FileError) in
      try begin(bytes, beside: output, fileSystem)
    }
    try write(bytes, to: outputs.dropFirst(), &files, fileSystem)
    do throws(FileError) {
      files[output] = try file.status()
      try file.commit(as: output)
    } catch {
      throw .output(path: output.string, reason: reason(error.errno))
    }
  }
}
