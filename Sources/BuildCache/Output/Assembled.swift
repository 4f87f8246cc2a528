// The result of writing a combined IR.

package import FileIO
package import SystemPackage

/// The result of writing a combined IR.
package struct Assembled: Sendable {
  /// The combined IR. Empty if it was only made in its file.
  package internal(set) var bytes: [UInt8] = []
  /// The number of sections that were copied from the previous combined IR.
  package internal(set) var copiedCount = 0
  /// Sections that were damaged in the previous combined IR and were read from the store.
  package internal(set) var misfits: [Int] = []
  /// The bytes of the file that were written.
  package internal(set) var bytesWritten: UInt64 = 0
  /// The way of the others into the file; `nil` if no file was written.
  package internal(set) var placement: Placement?

  /// The way in which the bytes of the previous combined IR get into the new one.
  package enum Placement: String, Sendable {
    /// By sharing the disk's blocks, where it can.
    case cloned
    /// By a copy within the kernel.
    case copied
    /// Together with all others.
    case written
  }
  /// The status of the file with these bytes, before it was renamed into place. Later its name can
  /// belong to another build's file. `nil` if there is none.
  package internal(set) var status: FileStatus?
  /// The reason why a copy for the cache could not be written. This only makes the next build
  /// slower.
  package internal(set) var copyFailure: CopyFailure?

  package struct CopyFailure: Hashable, Sendable {
    package enum Cause: Hashable, Sendable {
      /// A file that mini did not create has its name.
      case inTheWay
      /// The file system refused. It will also refuse the rest of the cache.
      case refused
    }

    package let cause: Cause
    let path: FilePath
    let reason: String

    /// A message for the user.
    package var text: String { "cannot write '\(path)': \(reason)" }
  }

  /// Whether anything was copied from the previous combined IR.
  package var patched: Bool { copiedCount > 0 }

  /// Adds what was found while pieces were made.
  mutating func take(_ findings: Findings) throws(AssemblyError) {
    guard findings.lost.isEmpty else { throw .sectionsLost(findings.lost.sorted()) }
    misfits = (misfits + findings.misfits).sorted()
    copiedCount -= findings.misfits.count
  }
}

/// The reason why the combined IR could not be made.
package enum AssemblyError: Error, Hashable, Sendable {
  /// Neither the previous combined IR nor the store contains these sections. They must be
  /// recompiled.
  case sectionsLost([Int])
  /// Something that is not a regular file is in an output's place.
  case inTheWay(path: String, reason: String)
  /// The file system refused to write an output.
  case refused(path: String, Errno)
}
