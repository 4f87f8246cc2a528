// `mini new`: the files of a new project.

import TestSupport
import Testing

@Suite struct NewTests {
  @Test func aNewProjectRunsAtOnce() throws {
    let workspace = Workspace()
    let made = try Mini.run(["new", "hello"], in: workspace.folder(""))
    #expect(made.status == 0 && made.text == "")
    #expect(
      made.errorText == "mini: created the project 'hello'; run it: cd hello && mini run\n")
    #expect(
      workspace.files(below: "hello") == [
        ".gitignore", "greeting.mini", "main.mini", "mini.config",
      ])
    let run = try Mini.run(["run"], in: workspace.folder("hello"))
    #expect(run.status == 0 && run.errorText == "")
    #expect(run.text == (1...3).map { "Hello from Mini, \($0) of 3\n" }.joined())
    let build = try Mini.run(["build"], in: workspace.folder("hello"))
    #expect(build.status == 0 && workspace.exists("hello/hello"), "\(build.errorText)")
    let test = try Mini.run(["test"], in: workspace.folder("hello"))
    #expect(test.status == 0 && test.text == "1 test: 1 passed, 0 failed\n", "\(test.text)")
    try workspace.write(
      "hello/greeting.mini",
      workspace.text("hello/greeting.mini").replacing("return \"Hello", with: "return \"Goodbye"))
    #expect(try Mini.run(["test"], in: workspace.folder("hello")).status == 1)
  }

  @Test func whatItSaysToRunCanBePasted() throws {
    let workspace = Workspace()
    for name in ["a b", "it's", "$HOME", "über", "a/b.c"] {
      let made = try Mini.run(["new", name], in: workspace.folder(""))
      let command = String(made.errorText.dropLast().split(separator: "run it: ")[1])
      let script = command.replacing("mini run", with: "'\(Mini.executable)' run")
      let run = try Tools.run("sh", ["-c", script], in: workspace.folder(""))
      #expect(run.status == 0 && run.text.hasPrefix("Hello"), "\(command) \(run.errorText)")
    }
  }

  @Test func gitIgnoresAllThatBuildsMake() throws {
    let workspace = Workspace()
    #expect(try Mini.run(["new", "in/a/folder"], in: workspace.folder("")).status == 0)
    let folder = workspace.folder("in/a/folder")
    #expect(try Tools.run("git", ["init", "-q"], in: folder).status == 0)
    for command in [["build", "--emit", "exe,ir,obj,asm"], ["run", "-g"]] {
      #expect(try Mini.run(command, in: folder).status == 0)
    }
    let status = try Tools.run(
      "git", ["status", "--porcelain", "-uall", "--", ".", ":!.user-cache"], in: folder)
    #expect(status.text == "?? .gitignore\n?? greeting.mini\n?? main.mini\n?? mini.config\n")
  }

  @Test func whatIsThereIsLeftAlone() throws {
    let workspace = Workspace()
    try workspace.makeFolder("empty")
    try workspace.write("full/precious", "text")
    try workspace.write("file", "text")
    #expect(try Mini.run(["new", "empty"], in: workspace.folder("")).status == 0)
    #expect(try Mini.run(["new", "."], in: workspace.folder("full")).status == 2)
    for name in ["full", "file", "empty", "file/below"] {
      let run = try Mini.run(["new", name], in: workspace.folder(""))
      #expect(run.status == 2 && run.errorText.hasPrefix("mini: error: "), "\(name)")
    }
    #expect(workspace.files(below: "full") == ["precious"])
    #expect(try Mini.run(["new"], in: workspace.folder("")).status == 64)
    #expect(try Mini.run(["new", ""], in: workspace.folder("")).status == 64)
  }
}
