// Finds the toolchain's programs.

import BuildCache
package import FileIO
package import SystemPackage

/// Where to look for the toolchain's programs.
package struct Toolchain: Hashable, Sendable {
  /// clang's name or path, if the user has named one.
  package var clang: FilePath?
  /// Folders in search order.
  package var searchPath: [FilePath]
  package var environment: ToolEnvironment
  /// mini's folder in the user's cache folder; `nil` if there is none.
  package var userFolder: FilePath?

  /// - Parameters:
  ///   - clang: the setting `mini.clang`.
  ///   - searchPath: the value of `PATH`.
  ///   - environment: the part of this process's environment that the programs get.
  ///   - userFolder: mini's folder in the user's cache folder.
  package init(
    clang: FilePath?, searchPath: [UInt8]?, environment: ToolEnvironment = ToolEnvironment(),
    userFolder: FilePath? = nil
  ) {
    self.clang = clang
    self.searchPath = (searchPath ?? Array("/usr/local/bin:/usr/bin:/bin".utf8))
      .split(separator: UInt8(ascii: ":")).map { FilePath(bytes: Array($0)) }
    self.environment = environment
    self.userFolder = userFolder
  }

  struct Program: Sendable {
    let path: FilePath
    let stamp: Stamp
  }

  /// Finds clang, and the linker beside clang or on the search path. Cost: one system call per
  /// folder searched.
  func find(
    _ fileSystem: any FileSystem
  ) throws(BuildError) -> (clang: Program, linker: Program) {
    guard let clang = find(self.clang ?? "clang", fileSystem) else {
      throw .toolchain(
        reason: "cannot find '\(self.clang ?? "clang")', which makes executables of LLVM IR:"
          + " install clang 15 or later, name one in MINI_CLANG or by 'mini config mini.clang PATH', or"
          + " build with '--emit ir'")
    }
    let beside = clang.path.parentFolder.appending(bytes: Array(Self.linkerName.utf8))
    guard let linker = program(beside, fileSystem) ?? find(FilePath(Self.linkerName), fileSystem)
    else {
      throw .toolchain(
        reason: "cannot find '\(Self.linkerName)', which links executables, beside '\(clang.path)'"
          + " or on the search path: install lld of clang's version, or build with '--emit ir'")
    }
    return (clang, linker)
  }

  /// The paths of clang and the linker. Cost: one system call per folder searched.
  package func programs(
    _ fileSystem: any FileSystem
  ) throws(BuildError) -> (clang: FilePath, linker: FilePath) {
    let found = try find(fileSystem)
    return (found.clang.path, found.linker.path)
  }

  /// The path of another program on the search path; `nil` if there is none.
  package func path(of name: String, _ fileSystem: any FileSystem) -> FilePath? {
    find(FilePath(name), fileSystem)?.path
  }

  static let linkerName = "ld.lld"

  /// The path of a program on the search path; `nil`: there is none.
  package func path(of name: FilePath, _ fileSystem: any FileSystem) -> FilePath? {
    find(name, fileSystem)?.path
  }

  /// Takes a name with a `/` as a path. It compares bytes, not a path's
  /// components, whose first use costs a null build half a million instructions (runtime note 1).
  func find(_ name: FilePath, _ fileSystem: any FileSystem) -> Program? {
    let bytes = name.bytes
    guard !bytes.contains(UInt8(ascii: "/")) else { return program(name, fileSystem) }
    for folder in searchPath {
      if let found = program(folder.appending(bytes: bytes), fileSystem) { return found }
    }
    return nil
  }

  private func program(_ path: FilePath, _ fileSystem: any FileSystem) -> Program? {
    // A folder that cannot be searched contains nothing usable.
    guard let status = try? fileSystem.status(of: path, followingLinks: true),
      status.kind == .regular, status.permissions & 0o111 != 0
    else { return nil }
    guard !path.isAbsolute else { return Program(path: path, stamp: Stamp(status)) }
    // Tools work in another folder, so a relative path is made absolute. Without an absolute path,
    // the program counts as absent.
    guard let folder = try? fileSystem.realPath(path.parentFolder), let name = path.lastComponent
    else { return nil }
    return Program(path: folder.appending(name), stamp: Stamp(status))
  }
}
