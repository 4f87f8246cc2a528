// Files of reports that options name: `--stats-json`, `--trace`, `--junit`.

import FileIO
import Glibc
import SystemPackage

enum ReportFile {
  /// Writes into the existing file, as a shell's `>` does, because it can be a pipe or a device.
  ///
  /// - Parameter file: `-`: standard output.
  static func write(_ text: String, to file: String) throws {
    guard file != "-" else { return try StandardOutput.write(text) }
    let path = FilePath(argument: file)
    let flags = O_WRONLY | O_CREAT | O_TRUNC
    guard let fd = try LocalFileSystem().openIfPresent(path, flags: flags) else {
      throw FileError(.open, path, .noSuchFileOrDirectory)
    }
    do throws(Errno) {
      try Descriptor.writeAll(fd, Array(text.utf8))
      try LocalFileSystem().close(fd)
    } catch {
      throw FileError(.write, path, error)
    }
  }
}
