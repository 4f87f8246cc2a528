// A project with any number of versions, for tests of kills, crowds and damage.

import SystemPackage
import TestSupport
import Testing

/// A project in a folder of a workspace. Every version differs from every other in one function of
/// each file, and shares all other functions.
struct VersionedProject: Sendable {
  let workspace: Workspace
  let name: String
  let moduleCount: Int
  /// Part of the texts of all versions, so that one project differs from another.
  let salt: Int
  let goal: Goal

  /// The outputs of its builds.
  enum Goal: Sendable {
    case ir
    /// The IR, and an executable of several units of native code.
    case executable
  }

  init(
    _ workspace: Workspace, _ name: String, moduleCount: Int = 2, salt: Int = 0, goal: Goal = .ir
  ) {
    self.workspace = workspace
    self.name = name
    self.moduleCount = moduleCount
    self.salt = salt
    self.goal = goal
  }

  var folder: Folder { workspace.folder(name) }
  var fileCount: Int { moduleCount + 1 }
  var functionCount: Int { moduleCount * 3 + 2 }

  private func texts(of version: Int) -> [(path: String, text: String)] {
    var main = ""
    for module in 0..<moduleCount { main += "import \"lib/m\(module).mini\" as m\(module);\n" }
    main +=
      "\nfn same() i32 {\n    return \(salt);\n}\n\nfn main() i32 {\n    m0.show(\(version));\n"
    let sum = (0..<moduleCount).map { "m\($0).next(m\($0).steady(\($0)))" }
    main += "    return same() + " + sum.joined(separator: " + ") + ";\n}\n"
    let modules = (0..<moduleCount).map { module in
      (
        path: "lib/m\(module).mini",
        text: """
        fn steady(n: i32) i32 {
            return n * \(module + 3) + \(salt);
        }

        fn next(n: i32) i32 {
            return n + \(version);
        }

        fn show(n: i32) {
            print("module \(module) of \(salt): ", n);
        }

        """
      )
    }
    return modules + [("main.mini", main)]
  }

  /// Writes the sources of a version; unchanged files are not touched.
  func write(version: Int) throws {
    for (path, text) in texts(of: version) {
      let file = "\(name)/\(path)"
      if workspace.exists(file), try workspace.text(file) == text { continue }
      try workspace.write(file, text)
    }
  }

  /// The output of a build of the current sources without any cache.
  func cleanOutput() throws -> [UInt8] {
    let clean = try Mini.run(["emit", "--no-cache"], in: folder)
    try #require(clean.status == 0, "\(clean.errorText)")
    return clean.output
  }

  func output() throws -> [UInt8]? { try bytes("main.ll") }

  /// All outputs of a build.
  struct Outputs: Equatable {
    let ir: [UInt8]?
    /// `nil` if the goal is only IR, or if nothing has been built.
    let executable: [UInt8]?
  }

  /// The current outputs.
  func outputs() throws -> Outputs {
    Outputs(ir: try output(), executable: goal == .ir ? nil : try bytes("main"))
  }

  /// The outputs of builds of the current sources without any cache.
  func cleanOutputs() throws -> Outputs {
    let ir = try cleanOutput()
    guard goal == .executable else { return Outputs(ir: ir, executable: nil) }
    // In another folder, because it would overwrite the project's outputs.
    let scratch = Workspace()
    for file in workspace.files(below: name) where file.hasSuffix(".mini") {
      try scratch.write(file, try workspace.bytes("\(name)/\(file)"))
    }
    let build = try Mini.run(["build", "--no-cache"], in: scratch.folder(""))
    try #require(build.status == 0, "\(build.errorText)")
    return Outputs(ir: ir, executable: try scratch.bytes("main"))
  }

  private func bytes(_ output: String) throws -> [UInt8]? {
    workspace.exists("\(name)/\(output)") ? try workspace.bytes("\(name)/\(output)") : nil
  }

  /// The command that makes its outputs.
  var build: [String] { goal == .ir ? Self.build : ["build"] }

  /// The command that only makes the IR.
  static let build = ["build", "--emit", "ir"]
}

/// The lines on standard error that report faults.
extension Finished {
  var warnings: [String] {
    errorText.split(separator: "\n").filter { $0.hasPrefix("mini: warning: ") }.map(String.init)
  }

  var notes: [String] {
    errorText.split(separator: "\n").filter { $0.hasPrefix("mini: note: ") }.map(String.init)
  }
}

extension Workspace {
  /// A tree's loose objects, as `ab/cdef…`.
  func looseObjects(in tree: String) -> [String] {
    files(below: tree).filter { $0.utf8.count == 65 && $0.dropFirst(2).first == "/" }
  }

  /// Packs a tree's loose objects with stock git and removes the loose files.
  ///
  /// - Parameters:
  ///   - cache: the cache's folder, in the workspace.
  ///   - options: for `git pack-objects`.
  func packLooseObjects(
    of tree: String, in cache: String, _ options: [String] = ["--window=10"]
  ) throws {
    let loose = looseObjects(in: "\(cache)/\(tree)")
    guard !loose.isEmpty else { return }
    let ids = loose.map { $0.replacing("/", with: "") + "\n" }.joined()
    let git = RealGit(gitDirectory: FilePath(path(cache)))
    let packed = try git.finish(
      ["pack-objects", "-q"] + options + [path("\(cache)/\(tree)/pack/pack")],
      input: Array(ids.utf8))
    try #require(packed.status == 0, "\(packed.errorText)")
    for object in loose { try delete("\(cache)/\(tree)/\(object)") }
  }
}
