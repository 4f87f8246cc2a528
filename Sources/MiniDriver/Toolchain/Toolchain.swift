// Where the toolchain's programs are looked for, and the finding of them.

import BuildCache
import FileIO
package import SystemPackage

/// Where the toolchain's programs are looked for.
package struct Toolchain: Hashable, Sendable {
  /// clang's name or path, where the user has named one.
  package var clang: FilePath?
  /// Folders, in the order in which they are searched.
  package var searchPath: [FilePath]
  /// What the programs get as `LD_LIBRARY_PATH`: absolute folders between colons.
  package var libraryPath: [UInt8] = []
  /// mini's folder in the user's cache folder; `nil`: there is none.
  package var userFolder: FilePath?

  /// - Parameters:
  ///   - clang: the setting `mini.clang`.
  ///   - searchPath: the value of `PATH`.
  ///   - libraryPath: the value of `LD_LIBRARY_PATH`. Folders in it that are not absolute are left out.
  ///   - userFolder: mini's folder in the user's cache folder.
  package init(
    clang: FilePath?, searchPath: [UInt8]?, libraryPath: [UInt8] = [], userFolder: FilePath? = nil
  ) {
    self.clang = clang
    self.searchPath = (searchPath ?? Array("/usr/local/bin:/usr/bin:/bin".utf8))
      .split(separator: UInt8(ascii: ":")).map { FilePath(bytes: Array($0)) }
    self.libraryPath = Array(
      LoadedObjects.folders(in: libraryPath).map(\.bytes).joined(separator: ":".utf8))
    self.userFolder = userFolder
  }

  /// A program that was found.
  struct Program: Sendable {
    let path: FilePath
    let stamp: Stamp
  }

  /// Finds clang, and the linker: beside clang, else on the search path. Cost: a system call for
  /// each folder searched.
  func find(
    _ fileSystem: any FileSystem
  ) throws(BuildError) -> (clang: Program, linker: Program) {
    guard let clang = find(self.clang ?? "clang", fileSystem) else {
      throw .toolchain(
        reason: "cannot find '\(self.clang ?? "clang")', which makes executables of LLVM IR:"
          + " install clang 15 or later, name one in MINI_CLANG, or build"
          + " with '--emit ir'")
    }
    let beside = clang.path.removingLastComponent().appending(Self.linkerName)
    guard let linker = program(beside, fileSystem) ?? find(FilePath(Self.linkerName), fileSystem)
    else {
      throw .toolchain(
        reason: "cannot find '\(Self.linkerName)', which links executables, beside '\(clang.path)'"
          + " or on the search path: install lld of clang's version, or build with '--emit ir'")
    }
    return (clang, linker)
  }

  static let linkerName = "ld.lld"

  /// A name with a `/` in it is a path already.
  private func find(_ name: FilePath, _ fileSystem: any FileSystem) -> Program? {
    guard name.components.count == 1, !name.isAbsolute else { return program(name, fileSystem) }
    for folder in searchPath {
      if let found = program(folder.appending(name.components), fileSystem) { return found }
    }
    return nil
  }

  private func program(_ path: FilePath, _ fileSystem: any FileSystem) -> Program? {
    // A folder that cannot be searched holds nothing for us.
    guard let status = try? fileSystem.status(of: path, followingLinks: true),
      status.kind == .regular, status.permissions & 0o111 != 0
    else { return nil }
    return Program(path: path, stamp: Stamp(status))
  }
}
