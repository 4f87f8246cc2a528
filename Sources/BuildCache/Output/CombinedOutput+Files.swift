// The files that a combined IR is written to.

import FileIO
import SystemPackage

extension CombinedOutput {
  /// The mode that compilers give a text output, before the umask.
  static let fileMode: UInt16 = 0o644

  /// Writes these bytes to a temporary file in the folder of `output`.
  static func begin(
    _ bytes: [UInt8], beside output: FilePath, _ fileSystem: any FileSystem
  ) throws(FileError) -> AtomicFile {
    var file = try AtomicFile(
      in: output.parentFolder, mode: fileMode, fileSystem: fileSystem)
    try file.reserve(sizeBytes: Int64(bytes.count))
    try unsafe file.write(bytes.span.bytes)
    return file
  }

  /// Writes a file for the cache's own use. Creates its folder if necessary.
  ///
  /// - Returns: its status before it was renamed into place.
  static func writeCopy(
    _ bytes: [UInt8], to path: FilePath, _ fileSystem: any FileSystem
  ) throws(AssemblyError) -> FileStatus {
    do throws(FileError) {
      try fileSystem.createDirectories(path.parentFolder)
      let file = try begin(bytes, beside: path, fileSystem)
      let status = try file.status()
      try file.commit(as: path)
      return status
    } catch {
      throw .output(path: path.string, reason: error.errno.description)
    }
  }

  /// Turns a file error into an error about the output.
  static func named<Value: ~Copyable>(
    _ output: FilePath, _ body: () throws(FileError) -> Value
  ) throws(AssemblyError) -> Value {
    do throws(FileError) {
      return try body()
    } catch {
      throw .output(path: output.string, reason: reason(error.errno))
    }
  }

  /// The reason why an output cannot be written, with a way to build without it.
  static func reason(_ errno: Errno) -> String {
    switch errno {
    case .readOnlyFileSystem, .permissionDenied:
      "\(errno); '-o PATH' writes elsewhere, and 'mini run' nowhere"
    default: errno.description
    }
  }
}
