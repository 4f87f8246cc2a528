// Where tools work: in a folder of the cache or, where that is no good, beside the output.

import BuildCache
import FileIO
import Glibc
import Synchronization
import SystemPackage

/// A folder in which tools work, during one attempt to make an executable.
struct Scratch: Sendable {
  enum Place: Sendable {
    case cache
    /// The folder of the output.
    case output
  }

  let folder: FilePath
  /// The same, open.
  let handle: DirectoryHandle
  let place: Place
  /// Units that this attempt and those before it have compiled.
  let finished: FinishedCodes
}

/// Object code by the keys of its units. A class, because the attempts of one build and the threads of each
/// share it.
final class FinishedCodes: Sendable {
  // A list: it is searched by a second attempt alone, and another dictionary costs each build more.
  private let codes = Mutex<[(key: UnitKey, code: UnitCode)]>([])

  var count: Int { codes.withLock { $0.count } }

  subscript(key: UnitKey) -> UnitCode? {
    codes.withLock { codes in codes.last { $0.key == key }?.code }
  }

  func add(_ code: UnitCode, of key: UnitKey) {
    codes.withLock { $0.append((key, code)) }
  }
}

/// The places in which an executable can be made.
struct ScratchPlaces {
  let context: BuildContext
  /// `nil`: nothing is to appear beside anything.
  let output: FilePath?

  /// Calls `body` with a folder in the cache, and once more with one beside the output where the first cannot
  /// be made, is removed meanwhile, or has no room. Units that are finished stay so.
  ///
  /// - Throws: what `body` throws; ``BuildError`` where there is no folder.
  func use<Value>(_ body: (Scratch) throws -> Value) throws -> Value {
    let finished = FinishedCodes()
    var problem: String?
    if let cache = context.cache.writableFolder {
      do {
        let folder = try workFolder(in: cache)
        defer { withExtendedLifetime(folder) {} }  // it is removed when its life ends
        do {
          return try body(
            Scratch(
              folder: folder.path, handle: folder.handle, place: .cache, finished: finished))
        } catch {
          guard let found = folder.problem(after: error) else { throw error }
          problem = found
        }
      } catch let error as FileError {
        problem = "\(error.errno)"
      }
    }
    let folder: WorkFolder
    let parent = output?.parentFolder ?? context.options.privateParents().first ?? "/tmp"
    do throws(FileError) {
      folder = try workFolder(in: parent)
    } catch {
      let also = problem.map { "; nor can the cache be used: \($0)" } ?? ""
      throw BuildError.output(
        path: (output ?? parent).string, reason: error.errno.description + also)
    }
    defer { withExtendedLifetime(folder) {} }
    return try body(
      Scratch(folder: folder.path, handle: folder.handle, place: .output, finished: finished))
  }
}

extension ScratchPlaces {
  /// A work folder in this one; where it is deeper than a path can be, in the system's folder of temporary
  /// files: clang asks for the path of the folder that it works in.
  fileprivate func workFolder(in parent: FilePath) throws(FileError) -> WorkFolder {
    do throws(FileError) {
      _ = try context.fileSystem.realPath(parent)
    } catch {
      if [.fileNameTooLong, .outOfRange].contains(error.errno) {
        return try WorkFolder(in: "/tmp", fileSystem: context.fileSystem)
      }
    }
    return try WorkFolder(in: parent, fileSystem: context.fileSystem)
  }
}

extension ScratchPlaces {
  /// The same of what throws one kind of errors.
  func run<Value>(
    _ body: (Scratch) throws(BuildError) -> Value
  ) throws(BuildError) -> Value {
    do {
      return try use(body)
    } catch let error as BuildError {
      throw error
    } catch {
      preconditionFailure("a tool's run throws one kind of errors, not \(error)")
    }
  }
}

extension WorkFolder {
  /// Why nothing could be made in the folder, in words; `nil`: the folder is good, and the fault elsewhere.
  ///
  /// - Parameter error: what came of it. Tools report a full disk in their own messages only.
  fileprivate borrowing func problem(after error: any Error) -> String? {
    let isThere = try? fileSystem.status(of: lockPath, followingLinks: false) != nil
    if isThere != true { return "\(Errno.noSuchFileOrDirectory)" }
    let said = (error as? ToolRefusal).map { "\($0.error)" } ?? "\(error)"
    for errno in [Errno.noSpace, Errno(rawValue: EDQUOT)] where said.contains("\(errno)") {
      return "\(errno)"
    }
    do throws(FileError) {
      try fileSystem.replaceFile(
        path.appending("room"), with: [UInt8](repeating: 0, count: Self.roomBytes))
      return nil
    } catch {
      return "\(error.errno)"
    }
  }

  /// As much as the object code of a large unit.
  private static let roomBytes = 1 << 20
}
