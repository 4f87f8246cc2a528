// Several projects, checkouts and roots side by side, and caches that they share.

import Dispatch
import TestSupport
import Testing

@Suite struct SharingTests {
  private static let program = """
    import "lib.mini" as lib;

    fn main() i32 {
        return lib.value();
    }

    """

  private static func library(_ value: Int) -> String {
    "fn value() i32 {\n    return \(value);\n}\n"
  }

  private func runs(_ file: String, _ workspace: Workspace, _ status: Int32) throws {
    let run = try Tools.interpret(file, in: workspace.folder(""))
    #expect(run.status == status, "\(file) \(run.errorText)")
  }

  /// Two checkouts of one project with one cache: one uses what the other compiled, and each keeps
  /// its own program and its own null builds.
  @Test(arguments: ["--cache-dir", "MINI_CACHE_DIR"])
  func twoCheckoutsShareACache(_ how: String) throws {
    let workspace = Workspace()
    let cache = workspace.path("cache")
    let options = how == "--cache-dir" ? ["--emit", "ir", how, cache] : ["--emit", "ir"]
    let environment = how == "--cache-dir" ? [:] : [how: cache]
    func build(_ name: String) throws -> Mini.Statistics {
      let build = try Mini.statistics(
        options, in: workspace.folder(name), environment: environment)
      #expect(build.output.status == 0 && build.output.errorText == "", "\(name)")
      return build
    }
    for name in ["one", "two"] {
      try workspace.write(name + "/main.mini", Self.program)
      try workspace.write(name + "/lib.mini", Self.library(3))
    }
    Workspace.age()
    let cold = try build("one")
    #expect(cold.filesCompiled == 2 && cold.functionsCompiled == 2)
    let second = try build("two")
    #expect(second.filesCompiled == 0 && second.functionsCompiled == 0, "\(second.summary)")
    #expect(try workspace.bytes("one/main.ll") == workspace.bytes("two/main.ll"))
    for name in ["one", "two", "one"] { #expect(try build(name).isNull, "\(name)") }

    try workspace.write("two/lib.mini", Self.library(4))
    Workspace.age()
    let edited = try build("two")
    #expect(edited.filesCompiled == 1 && edited.functionsCompiled == 1, "\(edited.summary)")
    for name in ["one", "two", "one"] { #expect(try build(name).isNull, "\(name)") }
    try runs("one/main.ll", workspace, 3)
    try runs("two/main.ll", workspace, 4)

    // The other checkout makes the same edit, which the cache contains.
    try workspace.write("one/lib.mini", Self.library(4))
    Workspace.age()
    let same = try build("one")
    #expect(same.filesCompiled == 0 && same.functionsCompiled == 0, "\(same.summary)")
    try runs("one/main.ll", workspace, 4)
    for name in ["one", "two"] { #expect(!workspace.exists(name + "/.mini_cache")) }
  }

  @Test func differentProjectsShareACache() throws {
    let workspace = Workspace()
    for (name, value) in [("one", 5), ("two", 6)] {
      try workspace.write(name + "/main.mini", Self.program)
      try workspace.write(name + "/lib.mini", Self.library(value))
    }
    Workspace.age()
    let options = ["--emit", "ir", "--cache-dir", "../cache"]
    for name in ["one", "two", "one", "two"] {
      try Mini.build(options, in: workspace.folder(name))
    }
    for name in ["one", "two"] {
      #expect(try Mini.statistics(options, in: workspace.folder(name)).isNull, "\(name)")
    }
    try runs("one/main.ll", workspace, 5)
    try runs("two/main.ll", workspace, 6)
  }

  /// Two programs in one folder, each with its own root, and one file in common.
  @Test func twoRootsInOneFolder() throws {
    let workspace = Workspace()
    try workspace.write("first.mini", Self.program)
    try workspace.write(
      "second.mini", Self.program.replacing("return lib.value()", with: "return lib.value() * 2"))
    try workspace.write("lib.mini", Self.library(7))
    Workspace.age()
    let folder = workspace.folder("")
    let cold = try Mini.statistics(["first.mini", "--emit", "ir"], in: folder)
    #expect(cold.filesCompiled == 2, "\(cold.summary)")
    let second = try Mini.statistics(["second.mini", "--emit", "ir"], in: folder)
    #expect(second.filesCompiled == 1 && second.functionsCompiled == 1, "\(second.summary)")
    for _ in 1...2 {
      for root in ["first", "second"] {
        let null = try Mini.statistics([root + ".mini", "--emit", "ir"], in: folder)
        #expect(null.isNull, "\(root) \(null.summary)")
      }
    }
    try runs("first.ll", workspace, 7)
    try runs("second.ll", workspace, 14)

    try workspace.write("lib.mini", Self.library(8))
    Workspace.age()
    let edited = try Mini.statistics(["first.mini", "--emit", "ir"], in: folder)
    #expect(edited.functionsCompiled == 1, "\(edited.summary)")
    let follows = try Mini.statistics(["second.mini", "--emit", "ir"], in: folder)
    #expect(follows.functionsCompiled == 0, "\(follows.summary)")
    try runs("first.ll", workspace, 8)
    try runs("second.ll", workspace, 16)
  }

  /// The cache moves with the folder: it does not contain its own path.
  @Test func aProjectThatMovesKeepsItsCache() throws {
    let workspace = try Workspace(copying: "Projects/demo", as: "before")
    Workspace.age()
    try Mini.build(in: workspace.folder("before"))
    try workspace.move("before", "after")
    let build = try Mini.statistics(["--emit", "ir"], in: workspace.folder("after"))
    #expect(build.filesCompiled == 0 && build.functionsCompiled == 0, "\(build.summary)")

    try workspace.copy("after", "copy")
    let copy = try Mini.statistics(["--emit", "ir"], in: workspace.folder("copy"))
    #expect(copy.filesCompiled == 0 && copy.functionsCompiled == 0, "\(copy.summary)")
  }

  /// A root in a subfolder that imports a file above it.
  @Test func importsMayClimbOutOfTheRootsFolder() throws {
    let workspace = Workspace()
    try workspace.write(
      "app/main.mini", Self.program.replacing("lib.mini", with: "../shared/lib.mini"))
    try workspace.write("shared/lib.mini", Self.library(21))
    Workspace.age()
    let folder = workspace.folder("app")
    try Mini.build(in: folder)
    #expect(try Mini.statistics(["--emit", "ir"], in: folder).isNull)
    #expect(try workspace.text("app/main.ll").contains("; ==== FILE: ../shared/lib.mini:"))
    #expect(try workspace.text("app/main.ll").contains("/./shared/lib.value\""))
    try runs("app/main.ll", workspace, 21)
    #expect(try Mini.run(["cat-object", "-e", "../shared/lib.mini:value"], in: folder).status == 0)
  }

  /// Simultaneous builds of one project: each succeeds, and the cache is sound.
  @Test func manyBuildsAtOnce() throws {
    let workspace = try Workspace(copying: "Projects/number-theory", as: "project")
    let folder = workspace.folder("project")
    for round in 1...3 {
      if round > 1 {
        let file = "project/lib/arithmetic.mini"
        let text = try workspace.text(file)
        try workspace.write(file, text + "\nfn extra_\(round)() {}\n")
        Workspace.age()
      }
      DispatchQueue.concurrentPerform(iterations: 8) { _ in
        let build = try? Mini.run(["build", "--emit", "ir"], in: folder)  // nil fails below
        #expect(build?.status == 0, "\(build?.errorText ?? "was not started")")
      }
      let clean = try Mini.run(["emit", "--no-cache"], in: folder)
      #expect(try workspace.bytes("project/main.ll") == clean.output, "round \(round)")
      let verify = try Mini.run(["verify"], in: folder)
      #expect(verify.status == 0, "\(verify.text)\(verify.errorText)")
    }
    Workspace.age()
    try Mini.build(in: folder)
    #expect(try Mini.statistics(["--emit", "ir"], in: folder).isNull)
  }
}
