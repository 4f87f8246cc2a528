// The error of a file operation: the operation, the path, and the reason.

package import SystemPackage

/// A failed operation on a file.
package struct FileError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The operation; its raw value is the verb in the message.
  package enum Operation: String, Hashable, Sendable {
    case open, read, write, rename, map, lock, list, remove, link, truncate, sync, watch
    case allocate = "reserve space for"
    case status = "look at"
    case makeDirectory = "create the folder"
    case setPermissions = "set the permissions of"
    case setTimes = "set the time of"
    case realPath = "resolve"
  }

  package let operation: Operation
  /// The path as the caller passed it. A name relative to an open folder is joined with the
  /// folder's path.
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
  /// Whether the error means that the name does not exist.
  package var meansAbsent: Bool { self == .noSuchFileOrDirectory || self == .notDirectory }

  /// Whether the error means that the kernel or the file system does not support the call for any
  /// file. Examples: a lock on NFS without its daemon, a call that a sandbox does not know.
  package var meansNotOffered: Bool {
    switch self {
    case .noLocks, .noFunction, .notSupported: true
    default: false
    }
  }

  /// Whether the error means that the name is not a regular file: a folder, a link where links are
  /// not followed or that leads to itself, a socket, a pipe or a device.
  package var meansNotAFile: Bool {
    switch self {
    case .isDirectory, .invalidArgument, .tooManySymbolicLinkLevels, .noSuchAddressOrDevice,
      .operationNotSupportedByDevice:
      true
    default: false
    }
  }

  /// Whether the error means that this process or the machine has run out of a resource, whatever
  /// the file.
  package var meansExhausted: Bool {
    switch self {
    case .tooManyOpenFiles, .tooManyOpenFilesInSystem, .noMemory: true
    default: false
    }
  }

  /// Whether the error means that this process cannot access the file now, whatever the file
  /// contains: permission is denied, or a resource is used up until other processes free it.
  package var meansRefused: Bool {
    self == .permissionDenied || self == .notPermitted || meansExhausted
  }
}

/// Converts a call's `errno` into an error with the operation and the path.
func named<Value>(
  _ operation: FileError.Operation, _ path: FilePath, _ body: () throws(Errno) -> Value
) throws(FileError) -> Value {
  do {
    return try body()
  } catch {
    throw FileError(operation, path, error)
  }
}
