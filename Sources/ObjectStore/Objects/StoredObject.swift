// An object as it is read.

/// An object that was read and checked against its name.
public struct StoredObject: Hashable, Sendable {
  public let type: ObjectType
  public let body: [UInt8]

  public init(type: ObjectType, body: [UInt8]) {
    self.type = type
    self.body = body
  }

  /// Maximum size of a body that is read or written, in bytes: more than the largest generated
  /// files, and little enough for a machine to hold it twice.
  package static let bodySizeMaxBytes: UInt64 = 1 << 30
}
