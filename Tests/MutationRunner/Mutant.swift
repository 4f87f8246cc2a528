// Changes to programs: of bytes, tokens, pieces of the language, and sizes.

import TestSupport

/// One of the sources after one to four changes.
func mutant(of sources: [[UInt8]], _ random: inout SplitMix64) -> [UInt8] {
  var bytes = sources[Int.random(in: sources.indices, using: &random)]
  for _ in 0..<Int.random(in: 1...4, using: &random) {
    change(&bytes, sources, &random)
  }
  return bytes
}

private func change(_ bytes: inout [UInt8], _ sources: [[UInt8]], _ random: inout SplitMix64) {
  let place = Int.random(in: 0...bytes.count, using: &random)
  switch Int.random(in: 0..<20, using: &random) {
  case 0...1:
    guard place < bytes.count else { return }
    bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
  case 2:
    guard place < bytes.count else { return }
    bytes[place] = .random(in: 0...255, using: &random)
  case 3...9:
    changeTokens(&bytes, &random)
  case 10...11:
    // The front of one program, the rest of another.
    let other = sources[Int.random(in: sources.indices, using: &random)]
    bytes.removeSubrange(place...)
    bytes += other[Int.random(in: 0...other.count, using: &random)...]
  case 12:
    bytes.removeSubrange(place...)
  case 13:
    bytes.removeSubrange(place..<min(bytes.count, place + .random(in: 0..<40, using: &random)))
  case 14:
    let end = min(bytes.count, place + .random(in: 0..<200, using: &random))
    bytes.insert(contentsOf: bytes[place..<end], at: .random(in: 0...bytes.count, using: &random))
  case 15:
    bytes.insert(contentsOf: bulk(&random), at: place)
  default:
    bytes.insert(contentsOf: pick(pieces, &random).utf8, at: place)
  }
}

/// Swaps, deletes, doubles or replaces one token.
private func changeTokens(_ bytes: inout [UInt8], _ random: inout SplitMix64) {
  let tokens = tokenRanges(bytes)
  guard !tokens.isEmpty else { return }
  let first = tokens[Int.random(in: tokens.indices, using: &random)]
  let second = tokens[Int.random(in: tokens.indices, using: &random)]
  switch Int.random(in: 0..<5, using: &random) {
  case 0:
    bytes.removeSubrange(first)
  case 1:
    bytes.insert(contentsOf: Array(" ".utf8) + bytes[first], at: first.upperBound)
  case 2:
    guard first.upperBound <= second.lowerBound else { return }
    let moved = Array(bytes[first])
    bytes.replaceSubrange(first, with: bytes[second])
    let shift = second.count - first.count
    bytes.replaceSubrange(
      second.lowerBound + shift..<second.upperBound + shift, with: moved)
  case 3:
    bytes.replaceSubrange(first, with: pick(pieces, &random).utf8)
  default:
    bytes.replaceSubrange(first, with: Array(bytes[second]))
  }
}

/// Words, numbers, and everything else byte by byte, without white space.
private func tokenRanges(_ bytes: [UInt8]) -> [Range<Int>] {
  var ranges: [Range<Int>] = []
  var start = 0
  while start < bytes.count {
    var end = start
    while end < bytes.count, isWordByte(bytes[end]) { end += 1 }
    if end == start { end += 1 }
    if bytes[start] > 0x20 { ranges.append(start..<end) }
    start = end
  }
  return ranges
}

private func isWordByte(_ byte: UInt8) -> Bool {
  switch byte {
  case 0x30...0x39, 0x41...0x5A, 0x5F, 0x61...0x7A: true
  default: false
  }
}

private func pick<Value>(_ values: [Value], _ random: inout SplitMix64) -> Value {
  values[Int.random(in: values.indices, using: &random)]
}

private let pieces = [
  "fn ", "const ", "var ", "return ", "return;", "if ", "else ", "while ", "break;", "continue;",
  "import ", " as ", "true", "false", " and ", " or ", "i32", "i64", "f64", "bool", "void", "main",
  "u8", "u32", "u64", "for ", " in ", "..", "..=", "_", "for _ in 0..3 {", "for i, x in 1..=2 {",
  "struct ", "enum ", "test ", "switch ", "none", "orelse", "text", "'a'", "'\\n'", "'", "''",
  "&", "|", "^", "~", "<<", ">>", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<=", ">>=",
  "u8(", "u32(", "u64(", "256", "4294967296", "1 << 40", "x += ", "0..=255", "1 >> -1",
  "(", ")", "{", "}", ",", ";", ":", ".", "=", "==", "!=", "!", "<", "<=", ">", ">=", "+", "-",
  "*", "/", "%", "0", "1", "-1", "1.5", "1e5", "1.0e308", "1.8e308", "5.0e-324", "0x", "0b2", "1_",
  "2147483647", "2147483648", "-2147483648", "9223372036854775807", "9223372036854775808",
  "-9223372036854775808", "18446744073709551616", "0x7fffffff", "0xffffffffffffffff",
  "\"", "\"s\"", "\\", "\\x", "\\q", "é", "\u{1F600}", "\u{0}", "\r", "\r\n", "\n", "\t", "//",
  "/*", "*/", "\u{FEFF}", "@", "&&", "||", "x", "print(", "write(", "i32(", "i64(", "f64(", "a.b(",
  "import \"a.mini\";", "import \"../x/y.mini\" as z;", "fn f() {", "fn f(a: i32, b: f64) bool {",
  "while true {", "if true { return 1; } else {", "const x = ", "var x: i64 = ", "x = ",
  "[", "]", "?", "??", "text", "none", " orelse ", " orelse return", " orelse break", "[0; 3]",
  "[1, 2]", "[]", "[text]", "?i32", "&[i32]", "x[0]", "x[1..]", "x[..2] = ", "x[0] += ", "&x",
  "&x[0]",
  "push(&x, 1)", "pop(&x)", "len(x)", "text(x)", "if const x = ", "while const x = ", "for x in ",
  "for i, x in ", "sort(&x);", ".x", "panic(\"p\")", "\u{20ac}", "'a'",
  "[:]", "[1: 2]", "[text: i32]", "?[E: [u8]]", "fn(i32) i32", "fn(&[text]) ?bool", "x()()",
  "for k, v in x {", "x[1] += ", "&x[1].y", "remove(&x, 1)", "entry(&x, 1, 2)", "keys(x)",
  "sort(&x, f)", "struct A { x: i32, y: [A] = [] }", "enum E { a, b(i32, text) }", "A(x: 1)",
  "E.b(1, \"s\")", ".b(1, _)", ".a", ".a, .b {", "switch x {", "1..=3, 7 {", "-1..2 {", " else {",
  "const c: ?E = .a;", "test \"t\" {", "/// d\n", "import \"std:math\" as m;", "m.pi", "m.A(x: 1)",
  " orelse continue", " orelse panic(\"p\")", "exit(1)", "assert(x)", "bytes(x)", "append(&x, y)",
  "-2147483648 / -1", "1 / 0", "1 % 0", "0.0 / 0.0", "i32(1.0e300)", "f64(9007199254740993)",
]

/// Large constructs: nesting, chains, literals, lines, lists.
private func bulk(_ random: inout SplitMix64) -> [UInt8] {
  let units = [
    "(", ")", "{", "}", "-", "!", "~", "f(", "u8(", "for i in 0..1 {", " << 1", " & x", " | 1",
    "i32(", "if true {", "while true {", " else if true {",
    "if true { } else {", " + 1", " * x", " and true", " or false", " == 1", "1, ", "x: i32, ",
    "[", "]", "?", "[0]", "[0..]", "[1, ", "x[", "&x, ", " orelse x", "x orelse return ", ".x", "!",
    "if const x = x {", "for x in x {", "print(1); ", "const a = 1; ", "return; ", "a.b(",
    "import \"a.mini\"; ", "fn f() { } ", "9",
    "0x", "_1", "f", "é", "\n", "\r", " ", "\"", "\\n", "@ ", ";", ".", "1.5.", "\u{0}",
  ]
  let count = pick([1, 10, 100, 255, 256, 257, 300, 1000, 4000], &random)
  var bytes: [UInt8] = []
  // Sometimes two kinds alternate: each level of the nesting is another construct.
  let unit = Array(pick(units, &random).utf8)
  let other = Int.random(in: 0..<3, using: &random) == 0 ? Array(pick(units, &random).utf8) : []
  for _ in 0..<count {
    bytes += unit
    bytes += other
  }
  return bytes
}
