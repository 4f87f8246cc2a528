// The programs of a project's `mini.config`, and what such a file may not say.

import BuildCache
import FileIO
import SystemPackage
import TestSupport
import Testing

@Suite struct ProjectProgramTests {
  private let folder = TemporaryDirectory()

  private func programs(_ text: String) throws(ConfigurationError) -> [ProjectProgram] {
    let path = folder.appending(ProjectProgram.fileName)
    // A file that cannot be written fails the test below.
    try? LocalFileSystem().replaceFile(path, with: Array(text.utf8))
    return try Configuration().adding(projectFile: path)?.programs() ?? []
  }

  @Test func programsHaveRootsLevelsAndOutputs() throws {
    let programs = try programs(
      """
      [program "app"]
        root = src/main.mini
        output = build/app
      # The rest is as usual.
      [program "Tool.v2"]
      [program "app"]
        level = 3

      """)
    #expect(programs.map(\.name) == ["app"])
    #expect(programs[0].root == "src/main.mini" && programs[0].level == 3)
    #expect(programs[0].output == "build/app")
    let other = try self.programs("[program \"Tool.v2\"]\n\troot = t.mini\n")
    #expect(other.map(\.name) == ["Tool.v2"])
    #expect(other[0].root == "t.mini" && other[0].level == 0 && other[0].output == "Tool.v2")
  }

  @Test func withoutAFileThereAreNone() throws {
    #expect(try Configuration().adding(projectFile: folder.appending("mini.config")) == nil)
  }

  @Test(arguments: [
    (
      "[program \"a\"]\n\troot = ../main.mini", "2: wrong value of 'program.a.root': '../main.mini'"
    ),
    ("[program \"a\"]\n\troot = /etc/passwd.mini", "2: wrong value of 'program.a.root': "),
    ("[program \"a\"]\n\toutput = x/../../y", "2: wrong value of 'program.a.output': 'x/../../y'"),
    ("[program \"a\"]\n\toutput = ~/.bashrc", "2: wrong value of 'program.a.output': '~/.bashrc'"),
    ("[program \"a\"]\n\toutput = .git/hooks/x", "2: wrong value of 'program.a.output': '.git/"),
    ("[program \"a\"]\n\toutput = x//y", "2: wrong value of 'program.a.output': "),
    ("[program \"a\"]\n\toutput =", "2: wrong value of 'program.a.output': "),
    ("[program \"a\"]\n\tlevel = 4", "2: wrong value of 'program.a.level': '4' is not"),
    ("[program \"a\"]\n\tlevels = 1", "2: there is no setting 'program.a.levels'"),
    ("[program]\n\troot = a.mini", "2: there is no setting 'program.root'"),
    ("[program \"../a\"]\n\tlevel = 1", "2: '../a' is not the name of a program"),
    ("[program \"-a\"]\n\tlevel = 1", "2: '-a' is not the name of a program"),
    ("[program \"a.mini\"]\n\tlevel = 1", "2: 'a.mini' is not the name of a program"),
    (
      "[program \"a\"]\n\tlevel = 1\n[program \"b\"]\n\toutput = a",
      "4: the programs 'a' and 'b' have the same output"
    ),
    ("[mini]\n\tcacheDir = /tmp/x", "2: a project cannot set 'mini.cacheDir': remove the line"),
    ("[mini]\n\tupstream = /tmp/x", "2: a project cannot set 'mini.upstream': remove the line"),
    ("[mini]\n\tcolour = 1", "2: there is no setting 'mini.colour'"),
    ("[program \"a\"", "1: the line cannot be read: "),
  ])
  func whatIsWrongIsAnErrorWithItsPlace(text: String, problem: String) throws {
    do throws(ConfigurationError) {
      _ = try programs(text)
      Issue.record("accepted: \(text)")
    } catch {
      #expect("\(error)".hasPrefix("\(folder.path)/mini.config:\(problem)"), "\(error)")
    }
  }
}
