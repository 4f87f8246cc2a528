// Lists the folder of a tree's packs, and opens those that are new.

import FileIO
import SystemPackage

extension PackDirectory {
  /// The content of the folder at one time. A class, not a struct: runtime note 1, 3 % of a
  /// build after an edit.
  final class Listing: Sendable {
    /// Newest first; packs of the same time by name.
    let packs: [PackReader]
    /// Packs that cannot be used, and the damage of usable ones.
    let problems: [PackProblem]
    /// The folder's state before it was listed; nil if it did not exist.
    let stamp: FolderStamp?
    /// Whether the folder can have changed since without a change of its stamp.
    let isRacy: Bool
    let number: Int

    init(
      _ packs: [PackReader], problems: [PackProblem], stamp: FolderStamp?, isRacy: Bool,
      number: Int
    ) {
      self.packs = packs
      self.problems = problems
      self.stamp = stamp
      self.isRacy = isRacy
      self.number = number
    }
  }

  struct FolderStamp: Hashable, Sendable {
    let inode: UInt64
    let device: UInt64
    let mtimeNanoseconds: Int64
    let ctimeNanoseconds: Int64

    init(_ status: FileStatus) {
      inode = status.inode
      device = status.device
      mtimeNanoseconds = status.mtimeNanoseconds
      ctimeNanoseconds = status.ctimeNanoseconds
    }
  }

  /// Lists the folder and opens new packs.
  func load(_ state: State, stamp: FolderStamp?) throws(ObjectError) -> Listing {
    let number = (state.listing?.number ?? 0) + 1
    guard let stamp else {
      return Listing([], problems: [], stamp: nil, isRacy: false, number: number)
    }
    let now = clock.nowNanoseconds()
    let isRacy = FileTimes(
      mtimeNanoseconds: stamp.mtimeNanoseconds, ctimeNanoseconds: stamp.ctimeNanoseconds
    ).isRacy(clockBefore: now, isLocal: isLocal(state.folder))
    let names: Set<String>
    do throws(FileError) {
      names = Set(try fileSystem.entries(of: path)?.map(\.name) ?? [])
    } catch {
      throw ObjectError(error)
    }
    var packs: [PackReader] = []
    var problems: [PackProblem] = []
    var open: [PackChecksum: PackReader] = [:]
    for pack in state.listing?.packs ?? [] where !state.replaced.contains(pack.name) {
      open[pack.name] = pack
    }
    let stems = Set(names.filter { $0.hasSuffix(".idx") || $0.hasSuffix(".pack") }.map(Self.stem))
    for stem in stems.sorted() {
      guard let name = PackChecksum(fileStem: stem) else { continue }
      guard names.contains("\(stem).pack"), names.contains("\(stem).idx") else {
        let problem = self.problem(ofHalf: stem, hasIndex: names.contains("\(stem).idx"), now: now)
        if let problem { problems.append(problem) }
        continue
      }
      let isKept = names.contains("\(stem).keep")
      if let pack = open[name], pack.isKept == isKept, pack.problem == nil {
        packs.append(pack)
        continue
      }
      do throws(PackProblem) {
        // A pack that disappears between listing and opening has been repacked.
        let pack = try PackReader(
          name, in: path, isKept: isKept, scrutiny: scrutiny, fileSystem: fileSystem,
          readers: pool)
        guard let pack else { continue }
        packs.append(pack)
        if let reason = pack.problem {
          problems.append(.damaged(path: pack.path.string, reason: reason))
        }
      } catch {
        problems.append(error)
      }
    }
    packs.sort { left, right in
      let (old, new) = (right.file.mtimeNanoseconds, left.file.mtimeNanoseconds)
      return new == old ? left.name < right.name : new > old
    }
    return Listing(packs, problems: problems, stamp: stamp, isRacy: isRacy, number: number)
  }

  /// A folder of an unknown file system counts as remote: its clock can differ.
  private func isLocal(_ folder: DirectoryHandle?) -> Bool {
    guard let folder else { return true }
    do throws(Errno) { return try fileSystem.isLocal(folder.fd) } catch { return false }
  }

  private static func stem(_ file: String) -> String {
    String(file.prefix { $0 != "." })
  }

  /// The problem of a pack without its index, or of an index without its pack. Nil while the file
  /// is so young that a process may still be writing or removing the other one.
  private func problem(ofHalf stem: String, hasIndex: Bool, now: Int64) -> PackProblem? {
    let file = path.appending(hasIndex ? "\(stem).idx" : "\(stem).pack")
    do throws(FileError) {
      guard let status = try fileSystem.status(of: file, followingLinks: false) else { return nil }
      let (age, overflow) = now.subtractingReportingOverflow(status.mtimeNanoseconds)
      guard !overflow, age > unfinishedNanoseconds else { return nil }
      let reason = hasIndex ? "the pack of this index is missing" : "it has no index"
      return .damaged(path: file.string, reason: reason)
    } catch {
      return .file(FileProblem(error))
    }
  }
}

/// Longer than any process needs between the two renames of a pack.
private let unfinishedNanoseconds: Int64 = 60_000_000_000
