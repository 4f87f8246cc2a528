// Runs programs given as LLVM IR: with the oldest LLVM that must accept them, and compiled by the
// toolchain's clang.

import Foundation
import Testing

/// The way in which a program is run.
enum Engine: String, CaseIterable, Sendable {
  /// Debian's `lli-15`, straight from the text.
  case lli15
  /// The toolchain's clang, linked without any optimisation.
  case clangO0
  /// The toolchain's clang, at `-O2`.
  case clangO2
}

/// The result of a process.
struct Outcome: Hashable, Sendable {
  var status: Int32
  var output: [UInt8]
  var errors: [UInt8]

  var outputText: String { String(decoding: output, as: UTF8.self) }
  var errorText: String { String(decoding: errors, as: UTF8.self) }
}

/// A folder for one test, removed with the value.
final class Scratch: Sendable {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "mini-backend-\(UUID())")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit {
    // A folder that stays does no harm.
    try? FileManager.default.removeItem(at: url)
  }

  func path(_ name: String) -> String { url.appending(path: name).path }

  func write(_ bytes: [UInt8], as name: String) throws -> String {
    try Data(bytes).write(to: url.appending(path: name))
    return path(name)
  }
}

enum Tools {
  /// `lli-15` and `llvm-as-15` come with Debian's llvm-15; `nil` if that is not installed.
  static let lli15 = find("lli-15")
  static let llvmAs15 = find("llvm-as-15")
  static let valgrind = find("valgrind")

  /// The clang beside the Swift compiler, with which mini builds executables.
  static let clang: String? = find("swiftc").map {
    URL(filePath: $0).resolvingSymlinksInPath().deletingLastPathComponent().appending(path: "clang")
      .path
  }

  private static func find(_ name: String) -> String? {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    return folders.map { "\($0)/\(name)" }.first {
      FileManager.default.isExecutableFile(atPath: $0)
    }
  }

  /// Runs a program to its end. Its output goes to files, so that no pipe can fill up.
  static func run(
    _ executable: String, _ arguments: [String], in scratch: Scratch
  ) throws -> Outcome {
    let name = UUID().uuidString
    let outputPath = try scratch.write([], as: name + ".out")
    let errorPath = try scratch.write([], as: name + ".err")
    let process = Process()
    process.executableURL = URL(filePath: executable)
    process.arguments = arguments
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: URL(filePath: outputPath))
    process.standardError = try FileHandle(forWritingTo: URL(filePath: errorPath))
    try process.run()
    process.waitUntilExit()
    return Outcome(
      status: process.terminationReason == .exit
        ? process.terminationStatus : -process.terminationStatus,
      output: Array(try Data(contentsOf: URL(filePath: outputPath))),
      errors: Array(try Data(contentsOf: URL(filePath: errorPath))))
  }

  /// Runs a whole program's IR. Any message of clang is an issue.
  static func execute(_ ir: [UInt8], with engine: Engine) throws -> Outcome {
    let scratch = try Scratch()
    if engine == .lli15 {
      let main = try scratch.write(ir, as: "main.ll")
      return try run(try #require(lli15, "lli-15 is not installed"), [main], in: scratch)
    }
    let options = [engine == .clangO2 ? "-O2" : "-O0"]
    return try run(try compile(ir, options: options, in: scratch), [], in: scratch)
  }

  /// Compiles and links a whole program's IR with the toolchain's clang.
  static func compile(_ ir: [UInt8], options: [String], in scratch: Scratch) throws -> String {
    let main = try scratch.write(ir, as: "main.ll")
    let executable = scratch.path("main")
    let outcome = try run(
      try #require(clang, "no Swift toolchain in PATH"),
      ["-Wno-override-module", main, "-fuse-ld=lld", "-o", executable] + options, in: scratch)
    try #require(outcome.status == 0, "\(outcome.errorText)")
    #expect(outcome.errorText == "")
    return executable
  }

  /// Skips, with a reason, tests that need a missing tool.
  static func isAvailable(_ engine: Engine) -> Bool {
    engine == .lli15 ? lli15 != nil : clang != nil
  }
}

/// A file of `Fixtures/`.
func fixture(_ path: String) -> URL {
  URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Fixtures").appending(path: path)
}
