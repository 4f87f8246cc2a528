// Functions larger than a person writes.

import TestSupport
import Testing

@Suite struct LargeFunctionTests {
  /// clang's optimiser recurses over a sum: with 8 MiB of stack, a signal ends it.
  @Test func aSumOf120000TermsIsOptimised() throws {
    let workspace = Workspace()
    let sum = Array(repeating: "a", count: 120_000).joined(separator: "\n        + ")
    try workspace.write(
      "main.mini",
      "fn f(a: i32) i32 {\n    return \(sum);\n}\nfn main() i32 {\n    print(f(3));\n    return 0;\n}\n"
    )
    try Mini.build(["-O1"], in: workspace.folder(""))
    let run = try Tools.run(workspace.path("main"), [], in: workspace.folder(""))
    #expect(run.text == "360000\n")
    print("hostile: large functions: 1 trial")
  }
}
