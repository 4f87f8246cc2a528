// The scripts of the bench: how tests call them, and the projects that they generate.

import SystemPackage
import TestSupport
import Testing

/// Tests/Scripts/bench, in Python.
enum BenchScripts {
  /// Runs a script; "" is the bench itself.
  static func run(
    _ script: String, _ arguments: [String], _ environment: [String: String] = [:]
  ) throws -> Finished {
    let variables = ["PATH": Tools.searchPath, "LC_ALL": "C.UTF-8"].merging(environment) { $1 }
    let path = Repository.root.string + "/Tests/Scripts/bench/" + script
    return try ChildProcess.run("python3", ["-B", path] + arguments, environment: variables)
  }

  /// Writes a tree of `count` modules beside `main.mini`, three functions each on average.
  static func generate(_ count: Int, in folder: Folder) throws {
    let made = try run("projects.py", [String(count), folder.path])
    try #require(made.status == 0, "\(made.errorText)")
    Workspace.age()
  }
}
