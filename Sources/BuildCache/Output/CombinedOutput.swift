// The combined IR: assembled from compiled sections and from sections of the previous combined IR.

package import FileIO
package import ObjectStore
package import SystemPackage

/// Writes the combined IR.
package enum CombinedOutput {
  /// Assembles the combined IR and writes it to each of `outputs`.
  ///
  /// Sections are copied from the previous combined IR by range and checked as they are copied. A
  /// section that is damaged there is read from the store. The result is the same either way. No
  /// output appears before all are written, and each appears complete.
  ///
  /// - Parameters:
  ///   - previous: the last build's combined IR. A section is used only if its CRC-32 is right.
  ///   - readObject: a checked read from the store; `nil` for an absent or damaged object.
  ///   - copies: files for the cache's own use. Their folders are created if necessary.
  ///   - doubtful: the outputs and copies that are left alone if they already contain the right
  ///     bytes.
  package static func assemble(
    header: [UInt8], sections: [Section], previous: MappedFile?,
    readObject: (ObjectID) -> [UInt8]?, outputs: [FilePath], copies: [FilePath] = [],
    doubtful: [FilePath] = [], fileSystem: any FileSystem
  ) throws(AssemblyError) -> Assembled {
    for output in outputs { try check(output, fileSystem) }
    var assembly = Assembly(previous: previous)
    assembly.append(header, sections, readObject: readObject)
    guard assembly.lost.isEmpty else { throw .sectionsLost(assembly.lost) }
    let bytes = assembly.bytes
    var files = WrittenFiles()
    for path in doubtful { files[path] = status(of: path, having: bytes, fileSystem) }
    let outputs = outputs.filter { files[$0] == nil }
    let copies = copies.filter { files[$0] == nil }
    try write(bytes, to: outputs[...], &files, fileSystem)
    var failures: [Assembled.CopyFailure] = []
    for copy in copies {
      var cause = Assembled.CopyFailure.Cause.inTheWay
      do throws(AssemblyError) {
        try clear(copy, fileSystem)
        cause = .refused
        files[copy] = try writeCopy(bytes, to: copy, fileSystem)
      } catch {
        if case .output(let path, let reason) = error {
          failures.append(.init(cause: cause, text: "cannot write '\(path)': \(reason)"))
        }
      }
    }
    let filesWritten = outputs.count + copies.count - failures.count
    return Assembled(
      bytes: bytes, locations: assembly.locations, copiedCount: assembly.copiedCount,
      misfits: assembly.misfits, bytesWritten: UInt64(bytes.count) * UInt64(filesWritten),
      files: files, copyFailures: failures)
  }

  /// The status of a file that has exactly these bytes; `nil` for another.
  private static func status(
    of path: FilePath, having bytes: [UInt8], _ fileSystem: any FileSystem
  ) -> FileStatus? {
    // A file that cannot be read is rewritten.
    guard let found = try? fileSystem.contentsAndStatus(of: path, sizeMax: bytes.count),
      found.bytes == bytes, found.before == found.after
    else { return nil }
    return found.after
  }

  /// Checks a copy like an output, but moves an obstacle aside if the cache can.
  private static func clear(
    _ copy: FilePath, _ fileSystem: any FileSystem
  ) throws(AssemblyError) {
    do throws(AssemblyError) {
      try check(copy, fileSystem)
    } catch {
      let isFree = try? unsafe copy.withCString { name throws(Errno) in
        try unsafe fileSystem.moveAside(name)
      }
      guard isFree == true else { throw error }  // the obstacle is the error to report
    }
  }

  /// Fails unless the output is absent or a regular file: nothing else is ever replaced.
  private static func check(
    _ output: FilePath, _ fileSystem: any FileSystem
  ) throws(AssemblyError) {
    let kind = try named(output) { () throws(FileError) in
      try fileSystem.status(of: output, followingLinks: false)?.kind
    }
    let inTheWay: String
    switch kind {
    case nil, .regular: return
    case .directory: inTheWay = "it is a folder"
    case .symbolicLink: inTheWay = "a symbolic link is in its place"
    case .other: inTheWay = "a special file is in its place"
    }
    throw .output(path: output.string, reason: inTheWay)
  }

  /// Writes all outputs under temporary names, then renames them, the last one first.
  ///
  /// Calls itself once for each output, of which a build has two or three.
  private static func write(
    _ bytes: [UInt8], to outputs: ArraySlice<FilePath>, _ files: inout WrittenFiles,
    _ fileSystem: any FileSystem
  ) throws(AssemblyError) {
    guard let output = outputs.first else { return }
    let file = try named(output) { () throws(FileError) in
      try begin(bytes, beside: output, fileSystem)
    }
    try write(bytes, to: outputs.dropFirst(), &files, fileSystem)
    do throws(FileError) {
      files[output] = try file.status()
      try file.commit(as: output)
    } catch {
      throw .output(path: output.string, reason: reason(error.errno))
    }
  }
}
