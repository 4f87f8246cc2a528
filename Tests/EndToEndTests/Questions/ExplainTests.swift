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
  private func explain(
    _ arguments: [String] = [], environment: [String: String] = [:]
  ) throws -> String {
    let build = try Mini.run(
      ["build", "--explain"] + arguments, in: folder, environment: environment)
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

  /// The states of the last build are compared, although others were compiled since.
  @Test func aReturnToAnEarlierStateIsWhatTheNextEditIsComparedWith() throws {
    func change(_ label: String, in text: String) -> [Substring] {
      let line = text.split(separator: "\n").first {
        $0.split(separator: " ").first == Substring(label)
      }
      return (line ?? "").split(separator: " ").filter { $0.count == 12 }
    }
    let labels = ["source", "body", "content"]
    try write(constant: 7)
    let there = try explain()
    try write(constant: 1)
    #expect(!(try explain()).contains("was compiled"))
    try write(constant: 8)
    let on = try explain()
    for label in labels {
      let (first, last) = (change(label, in: there), change(label, in: on))
      #expect(first.count == 2 && last.count == 2, "\(there)\(on)")
      #expect(first.first == last.first && first.last != last.last, "\(label)\n\(there)\(on)")
    }
    // Without a return, the newest states are those of the last build.
    try write(constant: 9)
    let next = try explain()
    for label in labels {
      #expect(change(label, in: on).last == change(label, in: next).first, "\(on)\(next)")
    }
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

  @Test func aChangedDefaultIsExplainedByItsField() throws {
    try workspace.write(
      "project/main.mini",
      "import \"lib.mini\";\n\nfn main() i32 {\n    return lib.Size(w: 1).h;\n}\n")
    let size = "struct Size { w: i32, h: i32 = 2, name: text = \"a, b\" }\n"
    try workspace.write("project/lib.mini", size)
    _ = try explain(["--emit", "ir"])
    try workspace.write("project/lib.mini", size.replacing("= 2", with: "= 1 + 2"))
    let text = try explain(["--emit", "ir"])
    #expect(text.contains("    lib.Size  field h: i32 = 2 → 3\n"), "\(text)")
    try workspace.write("project/lib.mini", size.replacing("h: i32 = 2", with: "h: i32"))
    let required = try Mini.run(["build", "--emit", "ir", "--explain"], in: folder)
    #expect(required.status == 1 && required.errorText.contains("E0064"), "\(required.errorText)")
  }

  /// Copies one of the toolchain's programs into a folder, with a byte more, and links to the others.
  private func changing(_ tool: String) throws -> [String: String] {
    try workspace.makeFolder("tools/bin")
    for name in ["clang", "ld.lld"] {
      let real = try Tools.path(name)
      guard name == tool else {
        try workspace.link("tools/bin/" + name, to: real)
        continue
      }
      let copy = try Tools.run(
        "sh", ["-c", "cp -L '\(real)' ../tools/bin/ && echo >> ../tools/bin/\(name)"], in: folder)
      #expect(copy.status == 0, "\(copy.errorText)")
    }
    // Files that a program finds beside its own folder.
    try workspace.link(
      "tools/lib", to: Tools.path("clang").replacing("/bin/clang", with: "/lib"))
    return ["MINI_CLANG": workspace.path("tools/bin/clang")]
  }

  /// Twelve digits, an arrow, and twelve other digits.
  private static func change(_ label: String, in text: Substring) -> Bool {
    let words = text.split(separator: " ")
    return words.count == 4 && words[0] == label && words[2] == "→" && words[1] != words[3]
      && [words[1], words[3]].allSatisfy { $0.count == 12 && $0.allSatisfy(\.isHexDigit) }
  }

  @Test func anotherClangIsExplained() throws {
    let environment = try changing("clang")
    let lines = try explain(environment: environment).split(separator: "\n")
    try #require(lines.count == 6, "\(lines)")
    #expect(lines[0] == "entry -O0 was compiled: an input changed")
    #expect(lines[2] == "unit . -O0 was compiled: an input changed")
    #expect(lines[4] == "main was linked: an input changed")
    #expect(lines[1] == lines[3] && Self.change("toolchain", in: lines[1]), "\(lines)")
    #expect(Self.change("units", in: lines[5]), "\(lines)")
  }

  @Test func aChangedLinkerIsExplained() throws {
    let environment = try changing("ld.lld")
    let lines = try explain(environment: environment).split(separator: "\n")
    try #require(lines.count == 2, "\(lines)")
    #expect(lines[0] == "main was linked: an input changed")
    #expect(Self.change("toolchain", in: lines[1]), "\(lines)")
    // And back, with an edit and with another level.
    try write(constant: 2)
    let edited = try explain()
    #expect(
      edited.contains("main was linked: 2 inputs changed\n    units      "), "\(edited)")
    #expect(edited.contains("\n    toolchain  "), "\(edited)")
    let level = try explain(["-O1"], environment: environment)
    #expect(
      level.contains("main was linked: 2 inputs changed\n    options    -O0 → -O1\n"), "\(level)")
  }

  @Test func aDamagedUnitIsExplainedAsDamaged() throws {
    let script = """
      rm main .mini_cache/units.bin
      for object in .mini_cache/objects/??/*; do
        chmod u+w "$object" && printf X | dd of="$object" bs=1 seek=9 conv=notrunc 2> /dev/null
      done
      """
    #expect(try Tools.run("sh", ["-c", script], in: folder).status == 0)
    let text = try explain()
    #expect(text.contains("unit . -O0 w"), "\(text)")
    #expect(text.contains(" compiled: its cached object was damaged ("), "\(text)")
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
      rm main.ll
      for object in .mini_cache/zir/??/*; do
        chmod u+w "$object" && printf X | dd of="$object" bs=1 seek=9 conv=notrunc 2> /dev/null
      done
      """
    #expect(try Tools.run("sh", ["-c", script], in: folder).status == 0)
    let text = try explain()
    #expect(text.contains("main.mini was compiled: its cached object was damaged ("), "\(text)")
  }
}
