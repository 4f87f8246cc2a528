// Text that replaces a source file: an editor's unsaved text, or a program without a file.

import BuildCache
import FileIO
import ObjectStore
package import SystemPackage

/// The text of a source, given with the build's options.
package struct SourceText: Sendable {
  package enum Place: Hashable, Sendable {
    /// Replaces this file, as the user named it, whatever its content on disk.
    case file(FilePath)
    /// The root file `main.mini` of a project that is not on disk.
    case nowhere
  }

  package let place: Place
  package let bytes: [UInt8]

  package init(place: Place, bytes: [UInt8]) {
    self.place = place
    self.bytes = bytes
  }

  var id: ObjectID { ObjectID(type: .blob, body: bytes) }

  /// The text as a source that was read. Its stamp belongs to no file and to this text alone.
  var reading: SourceReading {
    let id = id
    let stamp = Stamp(
      sizeBytes: UInt64(bytes.count), mtimeNanoseconds: 0, ctimeNanoseconds: 0,
      inode: id.words.0, device: .max)
    return SourceReading(bytes: bytes, stamp: stamp, isRacy: false, sourceID: id)
  }

  /// The file's path relative to the root file's folder.
  func path(
    in project: ProjectLocation, fileSystem: any FileSystem
  ) throws(BuildError) -> String {
    guard case .file(let file) = place, let name = file.lastComponent?.string else {
      return project.rootName
    }
    let folder: [String]
    do throws(FileError) {
      folder = try fileSystem.realPath(file.parentFolder).components.map(\.string)
    } catch {
      throw .rootUnusable(path: file.string, reason: error.errno.description)
    }
    let root = project.realComponents
    let common = zip(folder, root).prefix { $0 == $1 }.count
    let up = repeatElement("..", count: root.count - common)
    return (up + folder[common...] + [name]).joined(separator: "/")
  }
}
