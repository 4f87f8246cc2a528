// The other programs for comparison: LLVM 15's interpreter, and clang.

import Glibc
import SystemPackage
import TestSupport

/// LLVM 15's interpreter and the toolchain's clang, and the programs that they run.
enum Tools {
  /// Runs unchanged IR with `lli-15`, the oldest LLVM that must accept it.
  static func interpret(
    _ file: String, in folder: Folder, input: [UInt8] = []
  ) throws -> Finished {
    try run("lli-15", [file], in: folder, input: input)
  }

  /// Compiles unchanged IR to the executable `output`.
  static func compile(
    _ file: String, _ optimisation: String, to output: String, in folder: Folder
  ) throws -> Finished {
    try run(
      "clang", [optimisation, "-Wno-override-module", "-fuse-ld=lld", file, "-o", output],
      in: folder)
  }

  static func run(
    _ program: String, _ arguments: [String], in folder: Folder, input: [UInt8] = []
  ) throws -> Finished {
    try ChildProcess.run(
      program, arguments, in: FilePath(folder.path), environment: ["PATH": searchPath],
      input: input, secondsMax: 120)
  }

  /// The path of a program.
  static func path(_ program: String) throws -> String {
    let found = try run("sh", ["-c", "command -v '\(program)'"], in: Workspace().folder(""))
    return String(found.text.dropLast())
  }

  /// A line for a script in place of a tool: mini gives it a search path in which the script is the
  /// first.
  static var scriptPath: String { "PATH='\(searchPath)'; export PATH" }

  static let searchPath = getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"
}
