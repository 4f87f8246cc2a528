// Units' IR: declarations derived from calls, copies of other units' functions.

import MiniBackend
import Testing

@Suite struct UnitTextTests {
  private static let section = Array(
    """
    @"a b.say:0" = private unnamed_addr constant [9 x i8] c"call @x()"
    define i32 @"a b.say"(i32 %0, double %1) {
    b0:
      call void @mini_write_bytes(ptr @"a b.say:0", i64 9)
      %2 = call i32 @"c, (d).f"(i32 %0, double 0x3FF0000000000000, i1 true)
      %3 = call i32 @"a b.own"(i32 -2)
      call void @e.g()
      ret i32 %2
    }

    define i32 @"a b.own"(i32 %0) {
    b0:
      %1 = call i64 @llvm.fptosi.sat.i64.f64(double 0x3FF0000000000000)
      ret i32 %0
    }


    """.utf8)

  @Test func declarationsAreWhatTheCallsShow() {
    let text = String(
      decoding: UnitText.unit(name: "a \"unit\"", sections: [Self.section]), as: UTF8.self)
    #expect(
      text == """
        source_filename = "a \\22unit\\22"

        declare i32 @"c, (d).f"(i32, double, i1)
        declare i64 @llvm.fptosi.sat.i64.f64(double)
        declare void @e.g()
        declare void @mini_write_bytes(ptr, i64)


        """ + String(decoding: Self.section, as: UTF8.self))
  }

  @Test func anImportIsKnownAndNotDefined() throws {
    let scan = SectionScan(Self.section)
    #expect(scan.functions.map(\.lineCount) == [5, 2])
    let copy = FunctionCopy(scan.functions[1], of: Self.section)
    let user = Array(
      "define void @x.y() {\nb0:\n  %1 = call i32 @\"a b.own\"(i32 1)\n  ret void\n}\n\n".utf8)
    let text = String(
      decoding: UnitText.unit(name: "u", sections: [user], imports: [copy]), as: UTF8.self)
    #expect(text.contains("\ndefine available_externally i32 @\"a b.own\"(i32 %0) {\n"))
    #expect(text.contains("\ndeclare i64 @llvm.fptosi.sat.i64.f64(double)\n"))
    #expect(!text.contains("declare i32 @\"a b.own\""))
  }

  /// A module that uses another one's functions as values, its constants and its types.
  private static let values = Modules([
    "main": """
    import "lib.mini" as lib;
    const table = [lib.limit, 4];
    fn main() {
      const f = lib.inc;
      print(f(lib.limit), lib.names, lib.Point(x: 1));
      print([lib.inc, own][1](table[1]), apply(lib.twice, lib.change));
    }
    fn own(n: i32) i32 { return n; }
    fn apply(f: fn(i32) i32, g: fn(&[text]) bool) i32 {
      var names = lib.names;
      print(g(&names), names);
      return f(1);
    }
    """,
    "lib": """
    struct Point { x: i32 }
    const limit = 3;
    const names = ["a", "b"];
    fn inc(n: i32) i32 { return n + 1; }
    fn twice(n: i32) i32 { return n * 2; }
    fn change(a: &[text]) bool { push(&a, "c"); return true; }
    """,
  ])

  private static func lines(_ unit: [UInt8]) -> [String] {
    String(decoding: unit, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  /// No call shows the type of a function that is only a value.
  @Test func functionsThatAreValuesAndConstantsAreDeclared() throws {
    let main = try #require(Self.values.section(of: "main")).ir
    let lib = try #require(Self.values.section(of: "lib")).ir
    let scan = SectionScan(main)
    // Calls of values name no function, and `print` calls the run-time library.
    let called = Set(scan.calls.map { String(decoding: main[$0.symbol], as: UTF8.self) })
    #expect(called.filter { $0.hasPrefix("@lib.") } == [] && called.contains("@main.apply"))

    let alone = Self.lines(UnitText.unit(name: "u", sections: [main]))
    for declared in [
      "declare i32 @lib.inc(i32)", "declare i32 @lib.twice(i32)", "declare i1 @lib.change(ptr)",
      "@lib.names = external hidden constant i8",
    ] {
      #expect(alone.count { $0 == declared } == 1, "\(declared)")
    }
    #expect(!alone.contains { $0.hasPrefix("declare") && $0.contains("@main.") })

    // Nothing is declared that the unit defines.
    let both = Self.lines(UnitText.unit(name: "u", sections: [lib, main]))
    #expect(!both.contains { $0.hasPrefix("declare") && $0.contains("@lib.") })
    #expect(!both.contains("@lib.names = external hidden constant i8"))
  }

  /// A function's references come with its copy.
  @Test(.enabled(if: Tools.llvmAs15 != nil, "llvm-as-15 is not installed"))
  func aCopyDeclaresItsReferences() throws {
    let main = try #require(Self.values.section(of: "main")).ir
    let scan = SectionScan(main)
    #expect(scan.functions.count == 3)
    let user = Array("define void @x.y() {\nb0:\n  call void @main.main()\n  ret void\n}\n\n".utf8)
    let copy = FunctionCopy(scan.functions[0], of: main)
    let unit = UnitText.unit(name: "u", sections: [user], imports: [copy])
    let lines = Self.lines(unit)
    #expect(lines.contains("define available_externally void @main.main() {"))
    for declared in [
      "declare i32 @lib.inc(i32)", "declare i32 @main.own(i32)",
      "@lib.names = external hidden constant i8",
    ] {
      #expect(lines.count { $0 == declared } == 1, "\(declared)")
    }
    let scratch = try Scratch()
    for (name, unit) in [("copy", unit), ("main", UnitText.unit(name: "m", sections: [main]))] {
      let path = try scratch.write(unit, as: name + ".ll")
      let outcome = try Tools.run(
        try #require(Tools.llvmAs15), [path, "-o", scratch.path("u.bc")], in: scratch)
      #expect(outcome.status == 0, "\(name): \(outcome.errorText)")
    }
  }

  /// The optimiser makes lookups with the size of their keys part of their callers.
  @Test(.enabled(if: Tools.llvmAs15 != nil, "llvm-as-15 is not installed"))
  func lookupsAreCopiedWithTheLookupsThatTheyCall() throws {
    let modules = Modules(
      main: "fn main() { var m: [u64: i32] = [:]; entry(&m, 1, 2); print(m); }")
    let unit = UnitText.unit(
      name: "u", sections: [try #require(modules.section(of: "main")).ir])
    let lines = Self.lines(unit)
    let copies = lines.filter { $0.hasPrefix("define available_externally ptr @mini_map_") }
      .map { $0.dropFirst("define available_externally ptr @mini_map_".count).prefix { $0 != "(" } }
    #expect(copies == ["entry", "find_own", "find"])
    for declared in ["find_text", "find_in_copy"] {
      #expect(lines.contains("declare ptr @mini_map_\(declared)(ptr, ptr, ptr)"), "\(declared)")
    }
    let scratch = try Scratch()
    let outcome = try Tools.run(
      try #require(Tools.llvmAs15),
      [try scratch.write(unit, as: "u.ll"), "-o", scratch.path("u.bc")], in: scratch)
    #expect(outcome.status == 0, "\(outcome.errorText)")
  }

  /// Sections come from the store, and can be damaged before they are checked.
  @Test func noTextTraps() throws {
    for section in [Self.section, try #require(Self.values.section(of: "main")).ir] {
      // Shares of a long section, whose tail has all kinds of lines too.
      for end in stride(from: 0, through: section.count, by: max(1, section.count / 1000)) {
        _ = UnitText.unit(name: "u", sections: [Array(section[..<end])])
        _ = UnitText.unit(name: "u", sections: [Array(section[end...])])
      }
    }
  }

  @Test func symbolsBeginWithTheirModules() {
    #expect(FunctionSymbol.prefix(module: "math") == Array("@math.".utf8))
    #expect(FunctionSymbol.prefix(module: "lib/a\"b") == Array("@\"lib/a\\22b.".utf8))
    // Bytes that assemblers and linkers misinterpret become a 2 and the byte after theirs.
    #expect(FunctionSymbol.prefix(module: "a@@b") == Array("@\"a\\02A\\02Ab.".utf8))
    #expect(FunctionSymbol.prefix(module: ".L/.L$") == Array("@\"\\02/L/.L$.".utf8))
    #expect(FunctionSymbol.prefix(module: "$x") == Array("@\"\\02%x.".utf8))
    #expect(
      FunctionSymbol.prefix(module: "\u{1}a\u{1}\u{2}") == Array("@\"\\02\\02a\\01\\02\\03.".utf8))
  }
}
