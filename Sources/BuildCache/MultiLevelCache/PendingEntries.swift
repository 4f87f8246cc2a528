// Entries that a build adds to the indexes and has not saved yet.

import FileIO
package import ObjectStore

/// The objects of one compiled file, and the entries that name them.
package struct FileAdditions: Sendable {
  /// The object of the file's IR.
  package var file: PreparedObject?
  /// The objects of its functions' IR.
  package var functions: [PreparedObject]
  package var entry: ZirEntry?
  package var functionEntries: [AirEntry]

  package init(
    file: PreparedObject? = nil, functions: [PreparedObject] = [], entry: ZirEntry? = nil,
    functionEntries: [AirEntry] = []
  ) {
    self.file = file
    self.functions = functions
    self.entry = entry
    self.functionEntries = functionEntries
  }
}

/// Entries and records that wait for the next save. Entries go from the oldest to the newest.
package struct PendingEntries: Sendable {
  var files: [ZirEntry] = []
  var functions: [AirEntry] = []
  var units: [UnitEntry] = []
  /// The units of the project's program, all of one variant, and the status of their archive before
  /// it was renamed into place; `nil` to leave the project's list unchanged.
  var linkedUnits: (units: [LinkedUnit], archive: FileStatus)?
  /// A record from `ToolchainRecord.encode`; `nil` to leave the record unchanged.
  var toolchain: [UInt8]?
  /// The tests of the project's files; `nil` to leave them unchanged.
  var tests: [UInt8]?

  var isEmpty: Bool {
    files.isEmpty && functions.isEmpty && units.isEmpty && linkedUnits == nil && toolchain == nil
      && tests == nil
  }

  mutating func take() -> PendingEntries {
    defer { self = PendingEntries() }
    return self
  }
}
