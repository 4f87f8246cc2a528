// The fixtures as seeds: every program in a folder and its subfolders.

import Glibc
import MiniFrontend

/// The programs that inputs are made from, in the order of their paths.
struct Corpus {
  let sources: [[UInt8]]
  /// Their interfaces, to which the imports of mutants are resolved.
  let interfaces: [Interface]

  /// Longer files are left out, and so are links: one of the fixtures links to /dev/zero.
  private static let sizeMaxBytes = 1 << 20

  init(folder: String) {
    sources = programs(below: folder).compactMap { fileBytes($0, sizeMaxBytes: Self.sizeMaxBytes) }
    interfaces = sources.map { FileAnalysis(analyzing: $0).interface }
  }
}

/// The paths of all `*.mini` below a folder, sorted; links are not followed.
private func programs(below folder: String) -> [String] {
  var folders = [folder]
  var files: [String] = []
  while let folder = folders.popLast() {
    for name in names(in: folder) {
      let path = folder + "/" + name
      var status = stat()
      guard lstat(path, &status) == 0 else { continue }
      if status.st_mode & S_IFMT == S_IFDIR {
        folders.append(path)
      } else if status.st_mode & S_IFMT == S_IFREG, name.hasSuffix(".mini") {
        files.append(path)
      }
    }
  }
  return files.sorted()
}

private func names(in folder: String) -> [String] {
  guard let directory = opendir(folder) else { return [] }
  defer { closedir(directory) }
  var names: [String] = []
  while let entry = readdir(directory) {
    let name = withUnsafePointer(to: &entry.pointee.d_name) {
      $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
    }
    if name != "." && name != ".." { names.append(name) }
  }
  return names
}

/// A file's bytes; `nil` if it cannot be read or is longer than `sizeMaxBytes`.
func fileBytes(_ path: String, sizeMaxBytes: Int = 1 << 20) -> [UInt8]? {
  let file = open(path, O_RDONLY | O_CLOEXEC)
  guard file >= 0 else { return nil }
  defer { close(file) }
  var bytes: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 16 << 10)
  while bytes.count <= sizeMaxBytes {
    let count = buffer.withUnsafeMutableBytes { read(file, $0.baseAddress, $0.count) }
    if count <= 0 { return count == 0 ? bytes : nil }
    bytes += buffer[..<count]
  }
  return nil
}
