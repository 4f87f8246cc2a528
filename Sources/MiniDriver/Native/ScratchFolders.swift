// The folders in which tools work: in the cache or, if that fails, beside the output.

import BuildCache
import FileIO
import Glibc
import SystemPackage

/// The folders in which an executable can be made.
struct ScratchFolders {
  let context: BuildContext
  /// `nil` if there is no output file.
  let output: FilePath?

  /// Calls `body` with a folder in the cache. Calls it again with a folder beside the output if the
  /// first cannot be created, was removed, or has no room. Finished units are kept.
  ///
  /// - Throws: the errors of `body`; ``BuildError`` if no folder can be created.
  func use<Value>(_ body: (Scratch) throws -> Value) throws -> Value {
    let finished = FinishedCodes()
    var problem: String?
    if let cache = context.cache.writableFolder {
      do {
        let folder = try workFolder(in: cache)
        defer { withExtendedLifetime(folder) {} }  // its deinit removes it
        do {
          return try body(
            Scratch(
              folder: folder.path, handle: folder.handle, location: .cache, finished: finished))
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
      Scratch(folder: folder.path, handle: folder.handle, location: .output, finished: finished))
  }
}

extension ScratchFolders {
  /// A work folder in `parent`, or in the system's temporary folder if that path is longer than the
  /// system's limit: clang asks for the path of its working directory.
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

extension ScratchFolders {
  /// The same for a body that throws only ``BuildError``.
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
  /// Describes why files could not be created in the folder; `nil` if the folder is usable and the
  /// cause is elsewhere.
  ///
  /// - Parameter error: the failure. Tools report a full disk only in their own messages.
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

  /// The size of a large unit's object code.
  private static let roomBytes = 1 << 20
}
