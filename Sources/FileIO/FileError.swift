// What went wrong with a file: what was tried, on which path, and why it failed.

package import SystemPackage

/// A failed operation on a file.
package struct FileError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What was tried; the raw value is the verb that a reader sees.
  package enum Operation: String, Hashable, Sendable {
    case open, read, write, rename, map, lock, list, remove, link, truncate, sync, watch
    case allocate = "reserve room for"
    case status = "look at"
    case makeDirectory = "make the folder"
    case setPermissions = "set the permissions of"
    case setTimes = "set the time of"
    case realPath = "resolve"
  }

  package let operation: Operation
  /// As the caller gave it; joined for the reader where a folder's descriptor was used.
  package let path: String
  package let errno: Errno

  package init(_ operation: Operation, _ path: String, _ errno: Errno) {
    self.operation = operation
    self.path = path
    self.errno = errno
  }

  package init(_ operation: Operation, _ path: FilePath, _ errno: Errno) {
    self.init(operation, path.string, errno)
  }

  /// As in `cannot open 'lib/math.mini': Permission denied`.
  package var description: String { "cannot \(operation.rawValue) '\(path)': \(errno)" }
}

extension Errno {
  /// Whether the error says that nothing has the name.
  package var meansAbsent: Bool { self == .noSuchFileOrDirectory || self == .notDirectory }

  /// Whether the error says that the file system or the system does not offer what was asked for, whatever
  /// the file: a lock on NFS without its daemon, a call that a sandbox knows nothing of.
  package var meansNotOffered: Bool {
    switch self {
    case .noLocks, .noFunction, .notSupported: true
    default: false
    }
  }

  /// Whether the error says that the name is not that of a regular file: it is a folder, a link where
  /// links are not followed or that leads to itself, a socket, a pipe or a device.
  package var meansNotAFile: Bool {
    switch self {
    case .isDirectory, .invalidArgument, .tooManySymbolicLinkLevels, .noSuchAddressOrDevice,
      .operationNotSupportedByDevice:
      true
    default: false
    }
  }

  /// Whether the error says that the machine or this process is out of something, whatever file it was.
  package var meansExhausted: Bool {
    switch self {
    case .tooManyOpenFiles, .tooManyOpenFilesInSystem, .noMemory: true
    default: false
    }
  }

  /// Whether the error says that this process, now, may or can not have the file, and nothing of
  /// what is in it: it was not allowed, or something ran out that others give back.
  package var meansRefused: Bool {
    self == .permissionDenied || self == .notPermitted || meansExhausted
  }
}
