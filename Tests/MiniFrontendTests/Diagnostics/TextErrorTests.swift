// Errors about characters and literals.

import MiniFrontend
import Testing

@Test func unexpectedCharactersAreReportedOncePerRunAndCauseNothingElse() {
  checkBody("const x = 1 «E0002»@@@ 2; print(x);", mentions: ["'@'"])
  checkBody("gr«E0002»öße();", mentions: ["'ö'"])
  checkBody("if true «E0002»$ false { }", mentions: ["'$'"])
  check("«E0002»\u{7}fn f() { }", mentions: ["U+0007"])
  check("fn f() { «E0002»\u{0} }", mentions: ["character U+0000\n"])
  check("fn f() {«E0002»\r }\n", mentions: ["U+000D", "line feed"])
  check("«E0002»/* fn g() { @ } */ fn f() { }", mentions: ["block comments"])
  check("«E0002»/* fn f() { }")
}

/// Text processors and web pages make them of straight ones.
@Test func aStringInCurlyQuotesIsOneError() {
  for text in ["“a b”", "„a b“", "“a b\"", "”a b”"] {
    checkBody("print(«E0002»\(text), 1);", mentions: ["curly", "straight", "no token begins"])
  }
  checkBody("const x = «E0002»‘a’; print(x);", mentions: ["'a' for a byte"])
  checkBody("print(«E0002»“a b);\n print(1);", mentions: ["straight"])
  checkBody("print(«E0003»\"a b”);\n print(1);", mentions: ["straight", "is missing"])
  checkBody("print(\"“a” ‘b’\");  // “c\n")
  check("import «E0002»“a.mini”;\nfn f() { }", mentions: ["straight"])
}

@Test func stringsMustEndOnTheirLine() {
  checkBody("print(«E0003»\"abc);\n  print(1);")
  checkBody("print(«E0003»\"abc);\r\n  const x = 1; print(x);")
  check("fn f() { print(«E0003»\"abc", mentions: ["unterminated"])
  check("import «E0003»\"a.mini;\nfn f() { }")
  // Other errors do not hide behind a missing quote.
  checkBody("print(«E0003»\"abc);\n print(\"d\", «E0012»x);")
  checkBody("print(«E0003»\"abc);\n print(\";\", «E0012»x);")
}

@Test func stringsOfSeveralLinesAreOneErrorEach() {
  checkBody(
    "print(«E0003»\"a\n b c\n ; }\" + \"d\", «E0012»x);", mentions: ["'\\n' is a line break"])
  checkBody(
    "print(«E0002»\"\"\"\n b\n c \"\" d\n\"\"\", «E0012»x);", mentions: ["one '\"' at each end"])
  checkBody("print(«E0002»\"\"\"b\"\"\", «E0012»x);")
  check("fn f() { print(«E0002»\"\"\"b); }\nfn g() { }", mentions: ["at each end"])
  checkBody("print(\"\" + \"\");")
  checkBody("print(«E0005»''«E0007»\"a\");", mentions: ["malformed byte"])
}

@Test func escapesAreThoseOfTheLanguage() {
  checkBody(#"print("\n\t\r\\\"\0\x7f\xFF");"#)
  checkBody(#"print("a«E0004»\q«E0004»\x4g");"#, mentions: ["no such escape", "hexadecimal"])
  checkBody(#"print("«E0004»\é");"#)
  checkBody(#"print("«E0004»\x");"#)
  let zir = check(#"fn f() { write("a\n\x00\xff\"é"); }"#).zir
  #expect(zir.functions[0].strings == [[0x61, 0x0A, 0, 0xFF, 0x22, 0xC3, 0xA9]])
}

@Test(arguments: [
  ("1_", "between two digits"), ("1__2", "between two digits"), ("0x", "must follow"),
  ("0b", "must follow"), ("0b12", "binary"), ("0xg", "hexadecimal"), ("0X1", "lower case"),
  ("0o7", "prefixes"), ("12ab", "decimal"),
  ("1_.5", "between"), ("1.5e", "must follow"), ("1.5e+", "must follow"),
  ("1e5", "needs a point"), ("1.2.3", "one point"), ("0x1.5", "hexadecimal"),
  ("0x_1", "between"), ("1.5e_1", "between"), ("1.5f", "decimal"),
])
func malformedNumbersAreReportedWithTheReason(literal: String, reason: String) {
  checkBody("const x = «E0005»\(literal); print(x);", mentions: [reason])
}

@Test func aPointBelongsToANumberOnlyBeforeADigit() {
  let text = TokenDump.text(of: Array("0..10 1.5..=2.5 3.x 4. 0x1..2".utf8))
  let kinds = text.split(separator: "\n").map { $0.split(separator: " ")[1] }
  #expect(
    kinds == [
      "integer", "dotDot", "integer", "float", "dotDotEqual", "float", "integer", "dot",
      "identifier", "integer", "dot", "integer", "dotDot", "integer", "endOfFile",
    ])
  checkBody("const x = 1«E0007».; print(x);", mentions: ["on both sides of its point"])
  checkBody("print(1«E0007».e5, 2);", mentions: ["on both sides of its point"])
}

@Test func bytesAreIntegerLiterals() {
  let zir = checkBody(#"print('a', '\n', '\'', '"', '\xff', -'a', '\\', ' ');"#).zir
  let literals = zir.functions[0].integers
  #expect(literals.map(\.magnitude) == [97, 10, 39, 34, 255, 97, 92, 32])
  #expect(literals.map(\.isNegative) == [false, false, false, false, false, true, false, false])
  #expect(literals.allSatisfy { $0.isByte })
  for malformed in ["''", "'ab'", "'é'", "'\\n '"] {
    checkBody("const x = «E0005»\(malformed); print(x);", mentions: ["one ASCII character"])
  }
  checkBody("print(«E0005»'text');", mentions: ["double quotes"])
  checkBody(#"print('«E0004»\q');"#)
  checkBody("print(«E0003»'a);\n print(1);", mentions: ["unterminated byte"])
  check("fn f() { print(«E0003»'", mentions: ["unterminated byte"])
}

@Test func integersOfAnyLengthKeepTheirValue() {
  let cases: [(String, UInt64, Bool, Double)] = [
    ("0", 0, false, 0), ("007", 7, false, 7), ("1_000_000", 1_000_000, false, 1e6),
    ("0xFF_ff", 0xFFFF, false, 65535), ("0b1_01", 5, false, 5),
    ("18446744073709551615", .max, false, 0x1p64),
    ("18446744073709551616", .max, true, 0x1p64),
    ("0x1_0000_0000_0000_0000", .max, true, 0x1p64),
    ("0x8000000000000400_0", .max, true, 0x1p67),
    ("0x8000000000000400_1", .max, true, 0x1.0000000000001p67),
    ("0x8000000000000c00_0", .max, true, 0x1.0000000000002p67),
    ("9007199254740993", 9_007_199_254_740_993, false, 9_007_199_254_740_992),
    ("1" + String(repeating: "0", count: 30), .max, true, 1e30),
    ("1" + String(repeating: "0", count: 400), .max, true, .infinity),
  ]
  for (text, magnitude, overflows, double) in cases {
    let literal = checkBody("print(\(text), -\(text));").zir.functions[0].integers
    #expect(literal.count == 2)
    #expect(literal[0].magnitude == magnitude, "\(text)")
    #expect(literal[0].overflows == overflows, "\(text)")
    #expect(Double(bitPattern: literal[0].doubleBits) == double, "\(text)")
    #expect(literal[1].isNegative && Double(bitPattern: literal[1].doubleBits) == -double)
  }
}

@Test func floatsAreTheNearestDoubles() {
  let floats = checkBody("print(1.5, -2.0e-3, 0.1, 1_0.0_1E+2, 1.0e-999, -0.0);").zir
    .functions[0].floats.map(Double.init(bitPattern:))
  #expect(floats == [1.5, -2.0e-3, 0.1, 1001, 0, 0])
  #expect(floats[5].sign == .minus)
  checkBody("print(«E0006»1.0e999, «E0006»-1.0e999);", mentions: ["'f64'"])
}

@Test func aMinusBelongsToTheLiteralAfterIt() {
  let dump = checkBody("print(-1, 2 -1, -(1), - -1, 2 - -1);").zir.dump()
  #expect(
    dump == """
      fn f() void
        %0 integer -1
        %1 integer 2
        %2 integer 1
        %3 subtract %1, %2
        %4 integer 1
        %5 negate %4
        %6 integer -1
        %7 negate %6
        %8 integer 2
        %9 integer -1
        %10 subtract %8, %9
        %11 print (%0, %3, %5, %7, %10)

      """)
}

@Test func sourcesAreUTF8() {
  let before = Array("// ok é\nfn f() { } // ".utf8)
  for bad in [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xE2, 0x82]]
    as [[UInt8]]
  {
    let analysis = FileAnalysis(analyzing: before + bad + Array("\n".utf8))
    #expect(analysis.zir.diagnostics.map(\.code) == [.sourceNotUTF8])
    #expect(Int(analysis.zir.diagnostics[0].range.start) == before.count)
    checkSoundness(analysis)
  }
  let outside = FileAnalysis(analyzing: Array("fn f() { ".utf8) + [0x80, 0x81] + Array("}".utf8))
  #expect(outside.zir.diagnostics.map(\.code) == [.sourceNotUTF8])
}

@Test func aByteOrderMarkIsSkipped() {
  let analysis = FileAnalysis(analyzing: [0xEF, 0xBB, 0xBF] + Array("fn f() { x(); }".utf8))
  let located = analysis.zir.diagnostics.map { analysis.lines.locate($0).location }
  #expect(located.map(\.column) == [10])
  #expect(located.first?.lineText == "fn f() { x(); }")
}

/// A program in other encodings, with and without their byte-order marks.
private let wideEncodings: [(name: String, width: Int, isBig: Bool, isMarked: Bool)] = [
  ("UTF-16", 2, false, true), ("UTF-16", 2, true, true), ("UTF-16", 2, false, false),
  ("UTF-16", 2, true, false), ("UTF-32", 4, false, true), ("UTF-32", 4, true, true),
  ("UTF-32", 4, false, false), ("UTF-32", 4, true, false),
]

@Test(arguments: wideEncodings)
func aFileInAnotherEncodingGetsOneHint(name: String, width: Int, isBig: Bool, isMarked: Bool) {
  let scalars = (isMarked ? "\u{FEFF}" : "") + "fn main() {\n    print(\"é\");\n}\n"
  var bytes: [UInt8] = []
  for scalar in scalars.unicodeScalars {
    let little = (0..<width).map { UInt8(truncatingIfNeeded: scalar.value >> (8 * UInt32($0))) }
    bytes += isBig ? little.reversed() : little
  }
  let analysis = FileAnalysis(analyzing: bytes)
  #expect(analysis.zir.diagnostics.map(\.message) == ["the file is \(name), not UTF-8"])
  #expect(analysis.zir.diagnostics.allSatisfy { $0.notes.count == 1 })
  #expect(analysis.interface.isInError("main"))
  checkSoundness(analysis)
}

@Test(arguments: [
  "import \"a.mini\";\rfn f() { a.g(); }\r", "// a comment\rfn f() {\r    @\r}\r",
  "\u{FEFF}fn f() {\r    x();\r}", "fn f() { print(\"a\"); }\rfn g() { f(); }", "\r",
])
func aFileWhoseLinesEndInReturnsAloneGetsOneHint(text: String) {
  let analysis = FileAnalysis(analyzing: Array(text.utf8))
  #expect(analysis.zir.diagnostics.map(\.code) == [.unexpectedCharacter])
  #expect(analysis.zir.diagnostics.allSatisfy { $0.message.contains("carriage returns alone") })
  #expect(analysis.interface.isInError("f"))
  checkSoundness(analysis)
}

@Test func aReturnInACommentOrATextIsNoLineEnd() {
  check("fn f() { print(\"a\rb\"); } // c\rd")
  check("fn f() { }\n«E0002»\rfn g() { }")
}

@Test func placesNeverLieInTheByteOrderMark() {
  let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
  let start = SourceRange(start: 0, end: 0)
  for text in ["", "\n", "// é", "fn f() { }"] {
    let place = FileAnalysis(analyzing: mark + Array(text.utf8)).lines.location(of: start)
    #expect((place.byteOffset, place.line, place.column) == (3, 1, 1), "\(text)")
  }
  let large = mark + [UInt8](repeating: 0x20, count: SourceBytes.sizeMaxBytes)
  let analysis = FileAnalysis(analyzing: large)
  #expect(analysis.zir.diagnostics.map { analysis.lines.locate($0).location.byteOffset } == [3])
}

@Test func aFileOfMoreThan64MiBIsAnError() {
  let source = [UInt8](repeating: 0x20, count: SourceBytes.sizeMaxBytes + 1)
  #expect(FileAnalysis(analyzing: source).zir.diagnostics.map(\.code) == [.fileTooLarge])
}

@Test func everyKeywordIsOne() {
  let words =
    "fn const var struct enum test return if else while for in switch break continue import as true "
    + "false none and or orelse u8 i32 u32 i64 u64 f64 bool text void"
  for word in words.split(separator: " ") {
    #expect(TokenDump.text(of: Array(word.utf8)).hasPrefix("1:1 \(word)\n"))
    #expect(TokenDump.text(of: Array("\(word)x".utf8)).hasPrefix("1:1 identifier"))
    #expect(TokenDump.text(of: Array(word.dropLast().utf8)).hasPrefix("1:1 identifier"))
  }
}
