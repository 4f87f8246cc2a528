// Text that stands for a source file: what an editor has not saved, or a program that is in no file.

import BuildCache
import FileIO
import ObjectStore
package import SystemPackage

/// The text of a source, given with the build's options.
package struct SourceText: Sendable {
  package enum Place: Hashable, Sendable {
    /// It stands for this file, as the user named it, whatever the disk has.
    case file(FilePath)
    /// It is the root file `main.mini` of a project that is nowhere on the disk.
    case nowhere
  }

  package let place: Place
  package let bytes: [UInt8]

  package init(place: Place, bytes: [UInt8]) {
    self.place = place
    self.bytes = bytes
  }

  var id: ObjectID { ObjectID(type: .blob, body: bytes) }

  /// What the text's reading is: a stamp that no file has, and that is the text's alone.
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
