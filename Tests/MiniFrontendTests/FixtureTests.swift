// Goldens of tokens, trees and ZIR, and the fixtures as seeds of prefixes and mutations.

import MiniFrontend
import TestSupport
import Testing

@Test(arguments: Fixtures.names) func fixturesMakeTheirGoldens(name: String) throws {
  let source = try Fixtures.source(name)
  let stem = String(name.dropLast(".mini".count))
  let analysis = FileAnalysis(analyzing: source)
  checkSoundness(analysis)
  try Fixtures.compare(TokenDump.text(of: source), with: "\(stem).tokens")
  try Fixtures.compare(ASTDump.text(of: source), with: "\(stem).ast")
  try Fixtures.compare(analysis.zir.dump() + messages(analysis), with: "\(stem).zir")
}

private func messages(_ analysis: FileAnalysis) -> String {
  var text = ""
  for diagnostic in analysis.zir.diagnostics.map(analysis.lines.locate) {
    let place = diagnostic.location
    text += "\n\(diagnostic.code.text) \(place.line):\(place.column)-"
    text += "\(place.endLine):\(place.endColumn) \(diagnostic.message)\n"
    if !diagnostic.label.isEmpty { text += "  label: \(diagnostic.label)\n" }
    for note in diagnostic.notes {
      let place = note.location.map { "\($0.line):\($0.column) " } ?? ""
      text += "  note: \(place)\(note.message)\n"
    }
  }
  return text
}

@Test func thereAreFixtures() {
  #expect(Fixtures.names.count >= 5)
}

@Test(arguments: Fixtures.names) func everyPrefixOfAFixtureIsTaken(name: String) throws {
  let source = try Fixtures.source(name)
  for length in 0...source.count {
    checkSoundness(FileAnalysis(analyzing: Array(source.prefix(length))))
  }
}

@Test(arguments: 0..<20) func mutationsOfFixturesAreTaken(seed: UInt64) throws {
  var random = SeededGenerator(state: seed)
  let sources = try Fixtures.names.map(Fixtures.source)
  for round in 0..<(1000 * fuzzScale) {
    let source = sources[Int.random(in: sources.indices, using: &random)]
    let mutant = mutated(source, &random)
    let analysis = FileAnalysis(analyzing: mutant)
    checkSoundness(analysis)
    // Dumps are for people, and slow.
    guard round % 20 == 0 else { continue }
    _ = TokenDump.text(of: mutant)
    _ = ASTDump.text(of: mutant)
    _ = analysis.zir.dump()
  }
}

@Test func randomBytesAreTaken() {
  var random = SeededGenerator(state: 99)
  for _ in 0..<(2000 * fuzzScale) {
    let bytes = (0..<Int.random(in: 0..<200, using: &random)).map { _ in
      UInt8.random(in: 0...255, using: &random)
    }
    checkSoundness(FileAnalysis(analyzing: bytes))
    _ = ASTDump.text(of: bytes)
  }
}

private let pieces = [
  "fn ", "const ", "var ", "return ", "if ", "else ", "while ", "break;", "continue;", "import ",
  "as ", "true ", "and ", "or ", "i32", "f64", "void", "(", ")", "{", "}", ",", ";", ":", ".", "=",
  "==", "!", "<", "<=", "+", "-", "*", "%", "1", "1.5", "\"", "\\", "é", "\u{0}", "\r", "\n", "//",
  "for i in ", "in ", "..", "..=", "_", "'a'", "'", "u8", "struct ", "test ", "&", "|=", "<<",
  ">>=",
  "~", "^", "+=", "text", "[", "]", "?", "??", "none", " orelse ", "orelse return ", "const x = ",
  "[0; 3]", "[1, 2]", "a[0]", "[1..]", "&x", "&x[0]", "push(&x, 1)", "len(x)", ".x", "?i32",
  "[text]",
  "enum ", "switch ", "struct A {", "enum A {", "const a = ", ".a", ".a(", "A(x: ", "case ", "x: ",
  "switch x {", "A.b", "m.A", "1..2 {", "else {", "Point", "\nstruct ", "\nconst ", "},",
  "/*", "x", "print(", "0x", "1e", "import \"a.mini\";", "fn f() {", "\u{FEFF}",
]

/// Removes, doubles, moves or flips some bytes, or inserts pieces of the language.
private func mutated(_ source: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
  var bytes = source
  for _ in 0...Int.random(in: 0..<4, using: &random) {
    let start = Int.random(in: 0...bytes.count, using: &random)
    let end = min(bytes.count, start + Int.random(in: 0..<30, using: &random))
    switch Int.random(in: 0..<6, using: &random) {
    case 0: bytes.removeSubrange(start..<end)
    case 1: bytes.insert(contentsOf: bytes[start..<end], at: start)
    case 2 where start < bytes.count: bytes[start] = .random(in: 0...255, using: &random)
    case 3: bytes.removeSubrange(end...)
    case 4:
      let moved = bytes[start..<end]
      bytes.removeSubrange(start..<end)
      bytes.insert(contentsOf: moved, at: Int.random(in: 0...bytes.count, using: &random))
    default:
      let piece = pieces[Int.random(in: pieces.indices, using: &random)]
      bytes.insert(contentsOf: piece.utf8, at: start)
    }
  }
  return bytes
}
