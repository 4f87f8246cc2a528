// The executable under test, and how tests call it.

import Glibc
import SystemPackage
import TestSupport
import Testing

/// Runs `mini` and returns its results.
enum Mini {
  /// `MINI_EXECUTABLE`, or the release build of this checkout.
  static let executable: String =
    environment("MINI_EXECUTABLE") ?? Repository.root.string + "/.build/release/mini"

  /// Long enough for a build on a busy machine; a process that takes longer hangs.
  static let secondsMax = 60

  /// The environment of a user without a home.
  static let homeless = ["HOME": "", "XDG_CACHE_HOME": ""]

  /// Runs `mini` with `arguments` in `folder` and waits for it.
  static func run(
    _ arguments: [String], in folder: Folder, input: [UInt8] = [],
    environment: [String: String] = [:]
  ) throws -> Finished {
    try start(arguments, in: folder, input: input, environment: environment)
      .finish(secondsMax: secondsMax)
  }

  /// Starts `mini` with `arguments` in `folder`. `XDG_CACHE_HOME` points into `folder`, so that no
  /// test reads or writes a user's cache; no build starts a gc, so that none outlives its test.
  static func start(
    _ arguments: [String], in folder: Folder, input: [UInt8] = [],
    environment: [String: String] = [:]
  ) throws -> RunningProcess {
    let usual = variables(in: folder)
    let variables = usual.merging(environment) { $1 }
    if variables["XDG_CACHE_HOME"] == usual["XDG_CACHE_HOME"] {
      KnownToolchain.leave(for: arguments, in: folder)
    }
    return try ChildProcess.start(
      executable, arguments, in: FilePath(folder.path), environment: variables, input: input)
  }

  /// The environment of a test's `mini` in a folder.
  static func variables(in folder: Folder) -> [String: String] {
    var variables = [
      "PATH": Mini.environment("PATH") ?? "/usr/bin:/bin",
      "HOME": folder.path, "XDG_CACHE_HOME": folder.path + "/.user-cache", "LC_ALL": "C.UTF-8",
      "MINI_GC_AUTO": "0",
    ]
    for name in ["SDKROOT", "TOOLCHAINS", "MINI_CLANG"] {
      if let value = Mini.environment(name) { variables[name] = value }
    }
    return variables.merging(SharedCache.variables) { $1 }
  }

  /// Builds, and records an issue unless it succeeds silently.
  @discardableResult
  static func build(
    _ arguments: [String] = ["--emit", "ir"], in folder: Folder,
    environment: [String: String] = [:],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> Finished {
    let output = try run(["build"] + arguments, in: folder, environment: environment)
    #expect(output.status == 0, "\(output.errorText)", sourceLocation: sourceLocation)
    #expect(output.errorText == "", sourceLocation: sourceLocation)
    return output
  }

  /// Prints the IR, so that the cache contains it beside `main.ll`.
  static func keepCombinedIR(in folder: Folder) throws {
    let output = try run(["emit"], in: folder)
    #expect(output.status == 0, "\(output.errorText)")
  }

  /// The output of `--stats-json` for a build.
  struct Statistics {
    let output: Finished
    let json: [String: Any]

    func number(_ path: String...) -> Int? {
      var value: Any? = json
      for name in path { value = (value as? [String: Any])?[name] }
      return value as? Int
    }

    var patched: Bool? { json["patched"] as? Bool }
    var bytesWritten: Int? { number("bytesWritten") }
    var sourcesRead: Int? { number("sourcesRead") }
    var filesCompiled: Int? { number("files", "compiled") }
    var functionsCompiled: Int? { number("functions", "compiled") }

    /// Whether the build did nothing.
    var isNull: Bool {
      filesCompiled == 0 && functionsCompiled == 0 && sourcesRead == 0 && bytesWritten == 0
    }

    /// The counts, for the message of a failed test.
    var summary: String {
      "files \(filesCompiled ?? -1)/\(number("files", "total") ?? -1)"
        + " functions \(functionsCompiled ?? -1)/\(number("functions", "total") ?? -1)"
        + " reads \(sourcesRead ?? -1) written \(bytesWritten ?? -1) patched \(patched ?? false)"
    }
  }

  /// Builds with `--stats-json` into a file outside the project.
  static func statistics(
    _ arguments: [String], in folder: Folder, environment: [String: String] = [:]
  ) throws -> Statistics {
    let scratch = Workspace()
    let report = scratch.path("stats.json")
    let output = try run(
      ["build"] + arguments + ["--stats-json", report], in: folder, environment: environment)
    let text = scratch.exists("stats.json") ? try scratch.bytes("stats.json") : []
    return Statistics(output: output, json: try JSON.object(text))
  }

  private static func environment(_ name: String) -> String? {
    guard let value = getenv(name) else { return nil }
    return String(cString: value)
  }
}

extension Finished {
  /// Standard output.
  var text: String { outputText }
}
