// What can be wrong when objects are read and written.

package import FileIO
import SystemPackage

/// Why an object could not be read or written.
public enum ObjectError: Error, Hashable, Sendable, CustomStringConvertible {
  /// It is there, and wrong: never to be used.
  case damaged(ObjectID, path: String, reason: Damage)
  /// The file system refused.
  case file(FileProblem)
  /// A body of so many bytes is more than the store takes.
  case tooLarge(sizeBytes: UInt64)

  package init(_ error: FileError) { self = .file(FileProblem(error)) }

  public var description: String {
    switch self {
    case .damaged(let id, let path, let reason): "object \(id) is damaged (\(path)): \(reason)"
    case .file(let problem): problem.description
    case .tooLarge(let sizeBytes):
      "an object of \(sizeBytes) bytes is too large (at most \(LooseFormat.bodySizeMaxBytes))"
    }
  }
}

/// What is wrong with a stored object; the raw value is for a reader.
public enum Damage: String, Hashable, Sendable, CaseIterable, CustomStringConvertible {
  case notAFile = "not a regular file"
  case empty = "empty file"
  case truncatedStream = "truncated stream"
  case corruptStream = "corrupt stream"
  case trailingBytes = "trailing bytes"
  case badHeader = "bad header"
  case bodyTooLong = "body longer than its header says"
  case bodyTooShort = "body shorter than its header says"
  case tooLarge = "size beyond the store's limit"
  case hashMismatch = "hash mismatch"
  case otherSize = "size other than its row says"
  // Of packs alone.
  case badOffset = "offset outside the pack"
  case badDelta = "bad delta"
  case missingBase = "delta without its base"
  case chainTooLong = "delta chain too long"
  case checksumMismatch = "CRC-32 other than the index's"

  public var description: String { rawValue }
}

/// A refusal of the file system: what was tried, on which path, and why it failed.
public struct FileProblem: Error, Hashable, Sendable, CustomStringConvertible {
  /// As in `cannot open 'objects/ab/cd…': Permission denied`.
  public let description: String
  public let path: String
  /// The `errno` of the call.
  public let errorNumber: Int32

  package init(_ error: FileError) {
    description = error.description
    path = error.path
    errorNumber = error.errno.rawValue
  }
}
