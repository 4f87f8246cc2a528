// From main.ll to an executable, by the toolchain's clang.

import BuildCache
import Dispatch
import FileIO
import Subprocess
import Synchronization
package import SystemPackage

/// The toolchain that makes executables of LLVM IR.
struct NativeBackEnd: Sendable {
  /// clang's path.
  let clang: FilePath
  private let status: FileStatus
  /// Whether lld stands beside it: faster than the system's linker, and without its warnings.
  private let hasLLD: Bool
  private let fileSystem: any FileSystem

  /// Finds clang.
  init(toolchain: Toolchain, fileSystem: any FileSystem) throws(BuildError) {
    self.fileSystem = fileSystem
    guard let clang = toolchain.find("clang", fileSystem: fileSystem) else {
      throw .toolchain(
        reason: "cannot find '\(toolchain.clang ?? "clang")', which makes executables of LLVM IR:"
          + " install clang 15 or later, name one in \(Toolchain.environmentVariable), or build"
          + " with '--emit ir'")
    }
    self.clang = clang
    let found: FileStatus?
    do throws(FileError) {
      found = try fileSystem.status(of: clang, followingLinks: true)
      let lld = clang.removingLastComponent().appending("ld.lld")
      hasLLD = try fileSystem.status(of: lld, followingLinks: true) != nil
    } catch {
      throw .toolchain(reason: "\(error)")
    }
    guard let found else { throw .toolchain(reason: "'\(clang)' has disappeared") }
    status = found
  }

  /// The name of what `compile` would make: the program, the level and this clang.
  func key(of program: ProjectHash, optimization: Int) -> Digest {
    let text =
      "executable\n\(program.digest)\nO\(optimization)\n\(clang) \(status.sizeBytes)"
      + " \(status.mtimeNanoseconds) \(hasLLD)\n"
    return Digest(hashing: Array(text.utf8))
  }

  /// Makes the executable; it appears under its name by a rename, or not at all.
  ///
  /// - Returns: nanoseconds, and the executable's size and inode.
  func compile(
    ir: FilePath, to output: FilePath, optimization: Int
  ) throws(BuildError) -> (nanoseconds: UInt64, sizeBytes: UInt64, inode: UInt64?) {
    let start = ContinuousClock.now
    let temporary = output.parentFolder.appending(".tmp_mini_\(temporarySuffix())")
    var arguments = [
      "-O\(optimization)", "-Wno-override-module", "-x", "ir", ir.string, "-o", temporary.string,
    ]
    if hasLLD { arguments.append("-fuse-ld=lld") }
    do {
      try run(arguments)
      let made = try fileSystem.status(of: temporary, followingLinks: false)
      try fileSystem.rename(temporary, to: output)
      return ((ContinuousClock.now - start).nanoseconds, made?.sizeBytes ?? 0, made?.inode)
    } catch {
      _ = try? fileSystem.remove(temporary)  // already failing; the reason stands above
      if let error = error as? BuildError { throw error }
      if let error = error as? FileError {
        throw .output(path: output.string, reason: error.errno.description)
      }
      throw .toolchain(reason: "cannot run '\(clang)': \(error)")
    }
  }

  /// The most of clang's words that are kept.
  private static let messageBytesMax = 1 << 16

  private func run(_ arguments: [String]) throws {
    let clang = self.clang
    let (status, message) = try waitFor {
      let result = try await Subprocess.run(
        .path(clang), arguments: Arguments(arguments), output: .discarded,
        error: .string(limit: Self.messageBytesMax))
      return (result.terminationStatus, result.standardError)
    }
    guard status.isSuccess else {
      throw BuildError.toolchain(
        reason: "'\(clang)' failed (\(status)):\n\(message)")
    }
  }
}

/// Where the toolchain's programs are looked for.
package struct Toolchain: Hashable, Sendable {
  /// Names another clang than the first on the search path.
  package static let environmentVariable = "MINI_CLANG"

  /// clang's name or path, where the user has named one.
  package var clang: FilePath?
  /// Folders, in the order in which they are searched.
  package var searchPath: [FilePath]

  /// - Parameters:
  ///   - clang: the value of `MINI_CLANG`.
  ///   - searchPath: the value of `PATH`.
  package init(clang: String?, searchPath: String?) {
    self.clang = clang.flatMap { $0.isEmpty ? nil : FilePath($0) }
    self.searchPath = (searchPath ?? "/usr/local/bin:/usr/bin:/bin").utf8
      .split(separator: UInt8(ascii: ":")).map { FilePath(String(Substring($0))) }
  }

  /// The program's path; a name with a `/` in it is a path already.
  func find(_ name: FilePath, fileSystem: any FileSystem) -> FilePath? {
    let name = clang ?? name
    let candidates =
      name.components.count > 1 || name.isAbsolute
      ? [name] : searchPath.map { $0.appending(name.components) }
    return candidates.first { path in
      guard let status = try? fileSystem.status(of: path, followingLinks: true) else {
        return false  // a folder that cannot be searched holds nothing for us
      }
      return status.kind == .regular && status.permissions & 0o111 != 0
    }
  }
}

/// Runs asynchronous work from a synchronous command and waits for it.
private func waitFor<Value: Sendable>(
  _ work: @escaping @Sendable () async throws -> Value
) throws -> Value {
  let done = DispatchSemaphore(value: 0)
  let slot = OutcomeSlot<Value>()
  Task.detached {
    do {
      let value = try await work()
      slot.outcome.withLock { $0 = .success(value) }
    } catch {
      slot.outcome.withLock { $0 = .failure(error) }
    }
    done.signal()
  }
  done.wait()
  guard let outcome = slot.outcome.withLock({ $0 }) else {
    preconditionFailure("the work has signalled its end")
  }
  return try outcome.get()
}

/// Where a task leaves what it came to. A class: the task and the waiter share it.
private final class OutcomeSlot<Value: Sendable>: Sendable {
  let outcome = Mutex<Result<Value, any Error>?>(nil)
}
