// A project of which there are as many versions as a test asks for: what kills, crowds and damage
// are tried on.

import SystemPackage
import TestSupport
import Testing

/// A project in a folder of a workspace. Every version differs from every other in one function of
/// each file, and shares the others with all.
struct VersionedProject: Sendable {
  let workspace: Workspace
  let name: String
  let moduleCount: Int
  /// Goes into texts of all versions, so that one project differs from another.
  let salt: Int

  init(_ workspace: Workspace, _ name: String, moduleCount: Int = 2, salt: Int = 0) {
    self.workspace = workspace
    self.name = name
    self.moduleCount = moduleCount
    self.salt = salt
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

  /// Makes the sources those of a version; those that are so already are not touched.
  func write(version: Int) throws {
    for (path, text) in texts(of: version) {
      let file = "\(name)/\(path)"
      if workspace.exists(file), try workspace.text(file) == text { continue }
      try workspace.write(file, text)
    }
  }

  /// What a build without any cache makes of the sources as they are.
  func cleanOutput() throws -> [UInt8] {
    let clean = try Mini.run(["emit", "--no-cache"], in: folder)
    try #require(clean.status == 0, "\(clean.errorText)")
    return clean.output
  }

  func output() throws -> [UInt8]? {
    workspace.exists(name + "/main.ll") ? try workspace.bytes(name + "/main.ll") : nil
  }

  static let build = ["build", "--emit", "ir"]
}

/// What was found wrong on standard error: the lines that say so.
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
