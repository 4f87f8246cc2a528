// The sections of a combined IR, and the result of writing one.

package import FileIO
package import ObjectStore
package import SystemPackage

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
  /// The location of a section's IR in the combined IR.
  package struct Location: Hashable, Sendable {
    package let offset: UInt64
    package let length: UInt64
    /// CRC-32 of the IR.
    package let checksum: UInt32
  }

  /// The combined IR. Empty if it was written in pieces, by `patch` or `writeMade`.
  package let bytes: [UInt8]
  /// One per section, in order. Empty if the IR was written in pieces.
  package let locations: [Location]
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
/// a build has two or three: runtime note 1.
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
