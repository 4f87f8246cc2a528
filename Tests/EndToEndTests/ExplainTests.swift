// `--explain` for units and links, and the state with which it compares the rest.

import TestSupport
import Testing

@Suite struct ExplainTests {
  private let workspace = Workspace()
  private var folder: Folder { workspace.folder("project") }

  init() throws {
    try write(constant: 1)
    try Mini.build([], in: folder)
  }

  private func write(constant: Int) throws {
    try workspace.write(
      "project/main.mini",
      "fn main() i32 {\n    print(half(\(constant)));\n    return 0;\n}\n\n"
        + "fn half(n: i32) i32 {\n    return n / 2;\n}\n")
  }

  /// The explanation of a build with these arguments.
  private func explain(_ arguments: [String] = []) throws -> String {
    let build = try Mini.run(["build", "--explain"] + arguments, in: folder)
    #expect(build.status == 0, "\(build.errorText)")
    return build.outputText + build.errorText
  }

  @Test func unitsAndLinksOfAnotherLevelAreExplained() throws {
    let text = try explain(["-O2"])
    #expect(text.contains("program -O2 was compiled: never built before\n"), "\(text)")
    #expect(
      text.contains("main was linked: the options changed\n    options  -O0 → -O2\n"), "\(text)")
    #expect(!text.contains("nothing"))
    let back = try explain()
    #expect(!back.contains("was compiled"), "\(back)")
    #expect(
      back.contains("main was linked: the options changed\n    options  -O2 → -O0\n"), "\(back)")
    #expect(
      try explain() == "nothing was compiled: 1 file, 2 functions and 2 units are unchanged\n")
  }

  @Test func anEditIsExplainedByWhatChangedWhateverWasBuiltInBetween() throws {
    try Mini.build(["-g"], in: folder)
    try write(constant: 7)
    let text = try explain()
    #expect(text.contains("main.mini was compiled: an input changed\n    source  "), "\(text)")
    #expect(text.contains("  main was compiled: an input changed\n      body  "), "\(text)")
    #expect(text.contains("\nunit . -O0 was compiled: an input changed\n    content  "), "\(text)")
    #expect(
      text.contains("main was linked: the options changed\n    options  -O0 -g → -O0\n"), "\(text)")
    try write(constant: 8)
    let next = try explain()
    #expect(next.contains("main was linked: an input changed\n    units  "), "\(next)")
  }

  /// The reason is the declaration that the file uses, not all that its import offers.
  @Test func aChangedFormIsExplainedByItsDeclaration() throws {
    try workspace.write(
      "project/main.mini",
      "import \"lib/half.mini\" as h;\n\nfn main() i32 {\n    return h.half(8);\n}\n")
    try workspace.write("project/lib/half.mini", "fn half(n: i32) i32 { return 4; }\n")
    let first = try explain(["--emit", "ir"])
    #expect(
      first.contains(
        "    import h       none → lib/half\n    lib/half.half  none → (i32) i32\n"), "\(first)")
    try workspace.write(
      "project/lib/half.mini", "fn half(n: i64) i32 { return 4; }\nfn more() { }\n")
    let text = try explain(["--emit", "ir"])
    #expect(
      text.contains(
        "main.mini was compiled: an input changed\n"
          + "    lib/half.half  (i32) i32 → (i64) i32\n"
          + "  main was compiled: an input changed\n"
          + "      callee lib/half.half  (i32) i32 → (i64) i32\n"), "\(text)")
    try workspace.write(
      "project/lib/half.mini", "fn half(n: i64) i32 { return 4; }\nfn most() { }\n")
    let added = try explain(["--emit", "ir"])
    #expect(!added.contains("main.mini"), "\(added)")
  }

  @Test func aLostExecutableIsExplained() throws {
    try workspace.delete("project/main")
    let text = try explain()
    #expect(text == "main was linked: it is missing or was changed\n")
  }

  @Test func whatARepairRemovedIsNotExplainedByGC() throws {
    let script = """
      for object in .mini_cache/objects/??/*; do
        chmod u+w "$object" && printf X | dd of="$object" bs=1 seek=9 conv=notrunc 2> /dev/null
      done
      """
    #expect(try Tools.run("sh", ["-c", script], in: folder).status == 0)
    #expect(try Mini.run(["verify", "--repair"], in: folder).status == 0)
    // Another name in the same file: the file is compiled, the function's key is as before.
    try workspace.write(
      "project/main.mini", workspace.text("project/main.mini") + "fn other() {\n}\n")
    let text = try explain()
    #expect(
      text.contains("half were compiled: damaged or absent when 'mini verify --repair' ran on "),
      "\(text)")
    #expect(!text.contains("evicted"), "\(text)")
  }

  @Test func aRecheckIsExplainedAsSuch() throws {
    let text = try explain(["--recheck"])
    #expect(
      text == """
        entry -O0, unit . -O0 were compiled: --recheck does not use the cache's code
        main was linked: --recheck does not use the cache's code

        """, "\(text)")
  }

  @Test func aBuildWithoutTheCacheIsExplainedAsSuch() throws {
    let text = try explain(["--no-cache"])
    #expect(text.contains("main.mini was compiled: the cache is not used\n"), "\(text)")
    #expect(text.contains("main was linked: the cache is not used\n"), "\(text)")
    #expect(!text.contains("never"), "\(text)")
  }

  @Test func aDamagedIndexIsExplainedAsDamaged() throws {
    try workspace.write("project/.mini_cache/zir_index.bin", "no index")
    try workspace.write("project/.mini_cache/air_index.bin", "no index")
    try write(constant: 5)
    let text = try explain()
    #expect(text.contains("main.mini was compiled: the cache's index was damaged\n"), "\(text)")
    #expect(text.contains("half were compiled: the cache's index was damaged\n"), "\(text)")
  }

  @Test func aDamagedObjectIsExplainedAsDamaged() throws {
    let script = """
      rm main.ll .mini_cache/combined/*
      for object in .mini_cache/zir/??/*; do
        chmod u+w "$object" && printf X | dd of="$object" bs=1 seek=9 conv=notrunc 2> /dev/null
      done
      """
    #expect(try Tools.run("sh", ["-c", script], in: folder).status == 0)
    let text = try explain()
    #expect(text.contains("main.mini was compiled: its cached object was damaged ("), "\(text)")
  }
}
