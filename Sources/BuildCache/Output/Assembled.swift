// The result of writing a combined IR.

package import FileIO
package import SystemPackage

/// The result of writing a combined IR.
package struct Assembled: Sendable {
  /// The combined IR. Empty if it was only made in its files.
  package internal(set) var bytes: [UInt8] = []
  /// The number of sections that were copied from the previous combined IR.
  package internal(set) var copiedCount = 0
  /// Sections that were damaged in the previous combined IR and were read from the store.
  package internal(set) var misfits: [Int] = []
  /// The status of the previous combined IR, if it was opened.
  package internal(set) var previousStatus: FileStatus?
  /// The reason why the previous combined IR could not be opened.
  package internal(set) var previousError: FileError?
  /// The total of all files written.
  package internal(set) var bytesWritten: UInt64 = 0
  /// The files with these bytes, and each one's status before it was renamed into place. Later its
  /// name can belong to another build's file.
  package internal(set) var files = WrittenFiles()
  /// Copies for the cache that could not be written. This only makes the next build slower.
  package internal(set) var copyFailures: [CopyFailure] = []

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

/// Files that were written, each with its status before it was renamed into place. A list, because
/// a build has two or three: runtime note 1.
package struct WrittenFiles: Sendable {
  private var files: [(path: FilePath, status: FileStatus)] = []

  package init() {}

  package var count: Int { files.count }

  package subscript(path: FilePath) -> FileStatus? {
    get { files.first { $0.path == path }?.status }
    set {
      files.removeAll { $0.path == path }
      if let newValue { files.append((path, newValue)) }
    }
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
