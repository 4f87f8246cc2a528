// Text that replaces a source file: an editor's unsaved text, or a program without a file.

import BuildCache
import FileIO
import ObjectStore
package import SystemPackage

/// The text of a source, given with the build's options.
package struct SourceText: Sendable {
  package enum Location: Hashable, Sendable {
    /// Replaces this file, as the user named it, whatever its content on disk.
    case file(FilePath)
    /// The root file `main.mini` of a project that is not on disk.
    case nowhere
  }

  package let location: Location
  package let bytes: [UInt8]

  package init(location: Location, bytes: [UInt8]) {
    self.location = location
    self.bytes = bytes
  }

  var id: ObjectID { ObjectID(type: .blob, body: bytes) }
}
