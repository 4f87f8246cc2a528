// The target machine of executables, which is the host. All differences between machines are here.

import SystemPackage

/// Constants of this kind of machine, from glibc's and LLVM's platform definitions.
enum Machine {
  #if arch(x86_64)
    /// The words that name the machine to clang's front end.
    static let compilerWords: [String]? = [
      "-triple", "x86_64-unknown-linux-gnu", "-target-cpu", "x86-64", "-tune-cpu", "generic",
    ]
    static let linkerEmulation = "elf_x86_64"
    static let loader: FilePath = "/lib64/ld-linux-x86-64.so.2"
    static let multiarch = "x86_64-linux-gnu"
    /// gcc's names of the machine that clang's driver knows.
    static let gccTriples = [
      "x86_64-linux-gnu", "x86_64-redhat-linux", "x86_64-pc-linux-gnu", "x86_64-suse-linux",
      "x86_64-unknown-linux-gnu", "x86_64-amazon-linux",
    ]
    /// Subfolders with libraries for newer processors.
    static let processorFolders: [FilePath] = [
      "glibc-hwcaps/x86-64-v4", "glibc-hwcaps/x86-64-v3", "glibc-hwcaps/x86-64-v2",
    ]
    static let loaderCacheFlags: UInt32 = 0x0303
  #else
    /// `nil`: clang's driver is asked for commands. Only the machine above is tested.
    static let compilerWords: [String]? = nil
    static let linkerEmulation = ""
    static let loader: FilePath = ""
    static let multiarch = ""
    static let gccTriples: [String] = []
    static let processorFolders: [FilePath] = []
    static let loaderCacheFlags: UInt32 = 0x0a03
  #endif

  /// The default folders in which the loader and the linker look for libraries.
  static let loaderFolders: [FilePath] = [
    FilePath("/lib/" + multiarch), FilePath("/usr/lib/" + multiarch), "/lib64", "/usr/lib64",
    "/lib", "/usr/lib",
  ]
}
