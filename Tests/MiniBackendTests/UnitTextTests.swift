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

  /// Sections come from the store, and can be damaged before they are checked.
  @Test func noTextTraps() {
    for end in 0...Self.section.count {
      let cut = Array(Self.section[..<end])
      _ = UnitText.unit(name: "u", sections: [cut])
      _ = UnitText.unit(name: "u", sections: [Array(Self.section[end...])])
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
