// Writes and removes refs, as one file each.

package import FileIO
package import SystemPackage

extension GitRef {
  /// Writes the ref: a loose one, which overrides a packed one.
  package func write(to repository: FilePath, fileSystem: any FileSystem) throws(FileError) {
    let path = repository.appending(name)
    try fileSystem.createDirectories(path.parentFolder)
    // Not in the folder of the ref, where no process looks for files of killed writers.
    var file = try AtomicFile(in: repository, fileSystem: fileSystem)
    try unsafe file.write(Array("\(id)\n".utf8).span.bytes)
    try file.commit(as: path)
  }

  /// Removes the ref, loose and packed. Empty folders stay, as in Git.
  package func remove(from repository: FilePath, fileSystem: any FileSystem) throws(FileError) {
    let packed = repository.appending(GitRefs.packed)
    // Packed first: while the loose one exists, it overrides.
    if let bytes = try fileSystem.contents(of: packed, sizeMax: GitRefs.packedBytesMax) {
      let lines = bytes.split(separator: UInt8(ascii: "\n"))
      let ending = Array(" \(name)".utf8)
      let rest = lines.filter {
        !($0.count == ending.count + 64 && $0.suffix(ending.count) == ending[...])
      }
      if rest.count < lines.count {
        try fileSystem.replaceFile(packed, with: rest.flatMap { $0 + [UInt8(ascii: "\n")] })
      }
    }
    try fileSystem.remove(repository.appending(name))
  }
}
