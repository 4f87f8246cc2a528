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

/// A file that a tool made, examined: a tool that reports no error can still leave anything.
enum MadeFile {
  case sound([UInt8])
  /// The flaw, as a clause.
  case flawed(String)

  /// Reads a file in a scratch folder.
  ///
  /// - Parameter flaw: describes what is wrong with the bytes; `nil` if nothing is.
  init(
    _ name: String, in scratch: Scratch, _ fileSystem: any FileSystem, flaw: ([UInt8]) -> String?
  ) throws(FileError) {
    let path = scratch.folder.appending(name)
    switch try fileSystem.status(of: path, followingLinks: false)?.kind {
    case nil: self = .flawed("there is none")
    case .regular:
      let bytes = try fileSystem.contents(of: path, sizeMax: BuiltProgram.sizeMaxBytes) ?? []
      self = flaw(bytes).map { .flawed($0) } ?? .sound(bytes)
    case .directory, .symbolicLink, .other: self = .flawed("it is not a regular file")
    }
  }
}
