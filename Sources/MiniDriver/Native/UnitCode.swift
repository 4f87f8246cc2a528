// The result of compiling a unit: object code, or the reason for its absence.

import ObjectStore

struct UnitCode: Sendable {
  let bytes: [UInt8]
  let id: ObjectID
  /// CRC-32 of the bytes.
  let checksum: UInt32
}

/// Why units could not be compiled.
enum UnitFailure: Error, Sendable {
  /// A unit's text is lost.
  case textLost
  /// The compiler ended with an error.
  case refused(BuildError)
  case tool(BuildError)
}
