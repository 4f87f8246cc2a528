// Errors of reading and writing objects.

package import FileIO
import SystemPackage

/// Why an object could not be read or written.
public enum ObjectError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The object exists and is damaged. It must not be used.
  case damaged(ObjectID, path: String, reason: Damage)
  /// The file system reported an error.
  case file(FileProblem)
  /// The body is larger than the store's limit.
  case tooLarge(sizeBytes: UInt64)

  package init(_ error: FileError) { self = .file(FileProblem(error)) }

  public var description: String {
    switch self {
    case .damaged(let id, let path, let reason): "object \(id) is damaged (\(path)): \(reason)"
    case .file(let problem): problem.description
    case .tooLarge(let sizeBytes):
      "an object of \(sizeBytes) bytes is too large (at most \(StoredObject.bodySizeMaxBytes))"
    }
  }
}

extension ObjectID {
  /// The id of an object.
  ///
  /// - Throws: ``ObjectError/tooLarge(sizeBytes:)``.
  init(checking type: ObjectType, _ body: [UInt8]) throws(ObjectError) {
    guard UInt64(body.count) <= StoredObject.bodySizeMaxBytes else {
      throw .tooLarge(sizeBytes: UInt64(body.count))
    }
    self.init(type: type, body: body)
  }
}

/// The damage of a stored object; the raw value is for messages.
public enum Damage: String, Error, Hashable, Sendable, CaseIterable, CustomStringConvertible {
  case notAFile = "not a regular file"
  case empty = "empty file"
  case truncatedStream = "truncated zlib stream"
  case corruptStream = "corrupt zlib stream"
  case trailingBytes = "trailing bytes"
  case badHeader = "bad header"
  case bodyTooLong = "body longer than its header says"
  case bodyTooShort = "body shorter than its header says"
  case tooLarge = "size beyond the store's limit"
  case hashMismatch = "hash mismatch"
  case otherSize = "size differs from its row"
  // Only in packs.
  case badOffset = "offset outside the pack"
  case badDelta = "bad delta"
  case missingBase = "delta without its base"
  case chainTooLong = "delta chain too long"
  case checksumMismatch = "CRC-32 differs from the index"

  public var description: String { rawValue }
}

/// An error of the file system: the operation, the path, and the reason.
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
