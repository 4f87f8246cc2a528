// Why a snapshot cannot be made, sent or added.

import FileIO
import ObjectStore

/// The reason, in words.
package struct SnapshotError: Error, Hashable, Sendable, CustomStringConvertible {
  package let description: String

  package init(_ description: String) {
    self.description = description
  }

  /// A pin keeps another object.
  static func taken(_ name: SnapshotName) -> SnapshotError {
    SnapshotError("the \(name.noun) keeps something else: 'mini pin --delete \(name)' removes it")
  }

  /// Turns a file error into one of snapshots.
  static func file(_ error: FileError) -> SnapshotError { SnapshotError("\(error)") }

  static func ofFile<Value: ~Copyable>(
    _ body: () throws(FileError) -> Value
  ) throws(SnapshotError) -> Value {
    do throws(FileError) { return try body() } catch { throw file(error) }
  }

  static func ofObject<Value: ~Copyable>(
    _ body: () throws(ObjectError) -> Value
  ) throws(SnapshotError) -> Value {
    do throws(ObjectError) { return try body() } catch { throw SnapshotError("\(error)") }
  }
}
