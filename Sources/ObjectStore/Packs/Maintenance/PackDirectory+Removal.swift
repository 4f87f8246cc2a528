// Counts a folder's packs, removes them, and moves them aside.

package import FileIO
import Glibc
package import SystemPackage

/// A file in a `pack` folder that is not part of a usable pack.
package struct PackStray: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    /// Left by a killed writer, this library or Git.
    case temporary
    /// A pack without its index, or an index without its pack, left by a killed writer or remover.
    case orphan
    /// Any other file.
    case unknown
  }

  package let path: FilePath
  package let kind: Kind
  package let sizeBytes: UInt64
  package let mtimeNanoseconds: Int64
}

/// Counts of a tree's packs for `count-objects`.
package struct PackCount: Hashable, Sendable {
  /// An object in two packs counts twice, as in Git.
  package var objectCount = 0
  package var packCount = 0
  /// Size of packs and indexes.
  package var sizeBytes: UInt64 = 0
  package var strayCount = 0
  package var strayBytes: UInt64 = 0
}

extension PackDirectory {
  package func count() throws(ObjectError) -> PackCount {
    var count = PackCount()
    for pack in try packs() {
      count.objectCount += pack.index.count
      count.packCount += 1
      count.sizeBytes += pack.file.sizeBytes + UInt64(pack.index.sizeBytes)
    }
    for stray in try strays() {
      count.strayCount += 1
      count.strayBytes += stray.sizeBytes
    }
    return count
  }

  /// The other files in the folder, in order of their names. Files that disappear during the call
  /// are left out.
  package func strays() throws(ObjectError) -> [PackStray] {
    do throws(FileError) {
      let entries = try fileSystem.entries(of: path) ?? []
      let names = Set(entries.map(\.name))
      var strays: [PackStray] = []
      for entry in entries {
        guard let kind = Self.strayKind(entry.name, among: names) else { continue }
        let file = path.appending(FilePath.Component(bytes: entry.nameBytes))
        guard let status = try fileSystem.status(of: file, followingLinks: false) else { continue }
        strays.append(
          PackStray(
            path: file, kind: kind, sizeBytes: status.sizeBytes,
            mtimeNanoseconds: status.mtimeNanoseconds))
      }
      return strays
    } catch {
      throw ObjectError(error)
    }
  }

  /// The kind of a name; nil for the files of a complete pack, and for Git's multi-pack index.
  private static func strayKind(_ name: String, among names: Set<String>) -> PackStray.Kind? {
    if name == multiPackIndex || name.hasPrefix(multiPackIndex + "-") { return nil }
    if temporaryPrefixes.contains(where: name.hasPrefix) { return .temporary }
    guard let dot = name.lastIndex(of: "."), PackChecksum(fileStem: name[..<dot]) != nil else {
      return .unknown
    }
    let stem = name[..<dot]
    let isWhole = names.contains("\(stem).pack") && names.contains("\(stem).idx")
    guard extensions.contains(String(name[dot...])) else { return .unknown }
    return isWhole ? nil : .orphan
  }

  private static let temporaryPrefixes = ["tmp_", ".tmp-"]
  /// The files of one pack in order of removal: the index first, so that no process sees it without
  /// its pack.
  private static let extensions = [
    ".idx", ".rev", ".bitmap", ".mtimes", ".promisor", ".pack", ".keep",
  ]

  /// Removes a pack, unless it is kept. Returns whether this call removed it. Processes that have
  /// it open can still read it.
  @discardableResult
  package func remove(_ name: PackChecksum) throws(ObjectError) -> Bool {
    defer { didChange(name) }
    do throws(FileError) {
      let keep = path.appending("\(name.fileStem).keep")
      guard try fileSystem.status(of: keep, followingLinks: false) == nil else { return false }
      try removeMultiPackIndex()
      // Without the mark, as on a full disk, a pack left by a kill looks as if it had lost its
      // index.
      let flags = O_WRONLY | O_CREAT
      if let mark = try? fileSystem.openIfPresent(removalMark(name), flags: flags, mode: 0o644) {
        try? fileSystem.close(mark)  // it has no bytes to lose
      }
      var isRemoved = false
      for suffix in Self.extensions {
        if try fileSystem.remove(path.appending(name.fileStem + suffix)) { isRemoved = true }
      }
      try fileSystem.remove(removalMark(name))
      return isRemoved
    } catch {
      throw ObjectError(error)
    }
  }

  /// Whether the removal of a pack has begun, so that the rest of it can be removed.
  package func isBeingRemoved(_ name: PackChecksum) throws(ObjectError) -> Bool {
    do throws(FileError) {
      return try fileSystem.status(of: removalMark(name), followingLinks: false) != nil
    } catch {
      throw ObjectError(error)
    }
  }

  /// Removes packs without indexes that a kill left behind: those that were being removed, and
  /// those whose objects all exist elsewhere. Other packs that lost their index stay, because they
  /// can be saved. No process may write packs during the call. Cost if there is none: a listing.
  ///
  /// - Parameter isElsewhere: whether an object exists elsewhere.
  package func removeTorn(
    isElsewhere: (ObjectID) -> Bool
  ) throws(ObjectError) {
    for part in try parts() where part.hasPack && !part.hasIndex {
      if try !isBeingRemoved(part.name) {
        guard let file = try packFile(of: part.name) else { continue }
        let contents: PackIndexer.Contents
        do throws(FileProblem) {
          contents = try PackIndexer.contents(of: file)
        } catch {
          throw .file(error)
        }
        guard contents.isWhole, contents.rows.allSatisfy({ isElsewhere($0.id) }) else { continue }
      }
      try remove(part.name)
    }
  }

  /// Marks a pack while its files are removed one by one. Git and gc treat it as a temporary file,
  /// and remove it when it is old.
  private func removalMark(_ name: PackChecksum) -> FilePath {
    path.appending("tmp_gone_\(name.fileStem)")
  }

  /// Removes Git's multi-pack index, if any, because it names a pack that is being removed.
  private func removeMultiPackIndex() throws(FileError) {
    _ = try fileSystem.remove(path.appending(Self.multiPackIndex))
  }

  private static let multiPackIndex = "multi-pack-index"

  /// Moves a pack's files aside. Returns whether the index, through which a pack is found, was
  /// moved.
  @discardableResult
  package func quarantine(_ name: PackChecksum, into quarantine: Quarantine) -> Bool {
    defer { didChange(name) }
    try? removeMultiPackIndex()  // no process of ours reads it; at worst Git reports it
    var isMoved = false
    for suffix in Self.extensions {
      let file = name.fileStem + suffix
      do throws(FileError) {
        if try quarantine.move(path.appending(file), as: file), suffix == ".idx" { isMoved = true }
      } catch {
        // A damaged pack is not used where it is either. But an index must not stay without its
        // pack.
        if suffix == ".idx" { return false }
      }
    }
    return isMoved
  }
}
