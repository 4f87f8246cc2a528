// The machine that executables are made for: this one. What differs between kinds of machines is here.

import SystemPackage

/// Constants of this kind of machine, as glibc's and LLVM's platform definitions have them.
enum Machine {
  #if arch(x86_64)
    /// The words of clang's front end that name the machine.
    static let compilerWords: [String]? = [
      "-triple", "x86_64-unknown-linux-gnu", "-target-cpu", "x86-64", "-tune-cpu", "generic",
    ]
    static let linkerEmulation = "elf_x86_64"
    static let loader: FilePath = "/lib64/ld-linux-x86-64.so.2"
    static let multiarch = "x86_64-linux-gnu"
    /// gcc's names of the machine, as clang's driver knows them.
    static let gccTriples = [
      "x86_64-linux-gnu", "x86_64-redhat-linux", "x86_64-pc-linux-gnu", "x86_64-suse-linux",
      "x86_64-unknown-linux-gnu", "x86_64-amazon-linux",
    ]
    /// Folders in which libraries for newer processors are.
    static let processorFolders: [FilePath] = [
      "glibc-hwcaps/x86-64-v4", "glibc-hwcaps/x86-64-v3", "glibc-hwcaps/x86-64-v2",
    ]
    static let loaderCacheFlags: UInt32 = 0x0303
  #else
    /// `nil`: commands are asked of clang's driver. Only the machine above is tested.
    static let compilerWords: [String]? = nil
    static let linkerEmulation = ""
    static let loader: FilePath = ""
    static let multiarch = ""
    static let gccTriples: [String] = []
    static let processorFolders: [FilePath] = []
    static let loaderCacheFlags: UInt32 = 0x0a03
  #endif

  /// Where the loader and the linker look for libraries.
  static let loaderFolders: [FilePath] = [
    FilePath("/lib/" + multiarch), FilePath("/usr/lib/" + multiarch), "/lib64", "/usr/lib64",
    "/lib", "/usr/lib",
  ]
}
