// `mini emit --tokens`, `--ast`, `--zir` and `--air`: what each stage of the compiler makes.

import TestSupport
import Testing

@Suite struct StageTests {
  private let workspace = Workspace()
  private var folder: Folder { workspace.folder("project") }

  init() throws {
    try workspace.write(
      "project/main.mini",
      "import \"lib/math.mini\" as math;\nfn main() i32 {\n    return math.half(84);\n}\n")
    try workspace.write("project/lib/math.mini", "fn half(n: i32) i32 {\n    return n / 2;\n}\n")
  }

  @Test(arguments: [
    ("--tokens", "\n2:4 identifier \"main\"\n"), ("--ast", "\n    returnValue\n      memberCall"),
    (
      "--zir",
      "\nfn main() i32\n  %0 integer 84\n  %1 call math.half(%0)\n  %2 returnValue %1\n"
    ),
    ("--air", "  callee 0: lib/math.half(i32) i32\n"),
  ])
  func aStageOfAFileIsPrinted(stage: String, line: String) throws {
    let emitted = try Mini.run(["emit", stage], in: folder)
    #expect(emitted.status == 0 && emitted.errorText == "")
    #expect(emitted.text.contains(line), "\(emitted.text)")
    #expect(!workspace.exists("project/.mini_cache"))
  }

  @Test func aFileThatIsNoProgramHasItsStages() throws {
    let emitted = try Mini.run(["emit", "--air", "lib/math.mini"], in: folder)
    #expect(emitted.status == 0 && emitted.errorText == "")
    #expect(emitted.text.hasPrefix("fn math.half(i32) i32 {\n"), "\(emitted.text)")
  }

  @Test(arguments: [
    ("--tokens", " identifier \"split\"\n"), ("--ast", "split"), ("--zir", "\nfn split("),
    ("--air", "fn std:strings.split("),
  ])
  func aStandardModuleHasItsStages(stage: String, part: String) throws {
    let emitted = try Mini.run(["emit", stage, "std:strings"], in: folder)
    #expect(emitted.status == 0 && emitted.errorText == "", "\(emitted.errorText)")
    #expect(emitted.text.contains(part), "\(emitted.text.prefix(2000))")
  }

  @Test func errorsAreReportedBesideTheStage() throws {
    try workspace.write("project/main.mini", "fn main() i32 {\n    return lost;\n}\n")
    let emitted = try Mini.run(["emit", "--zir", "--color", "never"], in: folder)
    #expect(emitted.status == 1)
    #expect(emitted.text.hasPrefix("fn main() i32\n  %0 poison\n"), "\(emitted.text)")
    #expect(emitted.errorText.hasPrefix("error[E0012]: "), "\(emitted.errorText)")
    #expect(try Mini.run(["emit", "--ast", "gone.mini"], in: folder).status == 2)
    #expect(try Mini.run(["emit", "--ast", "--zir"], in: folder).status == 64)
    #expect(try Mini.run(["emit", "--ast", "--stats"], in: folder).status == 64)
  }
}
