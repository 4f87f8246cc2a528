// The folder in which tools work.

import FileIO
import SystemPackage

/// A folder in which tools work, for one attempt to make an executable.
struct Scratch: Sendable {
  enum Location: Sendable {
    case cache
    /// The folder of the output.
    case output
  }

  let folder: FilePath
  /// The open folder.
  let handle: DirectoryHandle
  let location: Location
  /// Units compiled by this attempt and those before it.
  let finished: FinishedCodes
}
