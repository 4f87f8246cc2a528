// Every kind of declaration, added, used in every way by another file, changed, renamed, removed:
// the exact number of files and functions that each step compiles. Each build is compared with a
// clean one, and followed by a null build.

import BuildCache
import MiniDriver
import TestSupport
import Testing

@Suite struct DeclarationStepTests {
  /// A declaration of `thing`, and the same with another form.
  enum Kind: String, Sendable {
    case function = "fn thing(n: i32) i32 { return n; }"
    case structure = "struct thing { n: i32 }"
    case enumeration = "enum thing { a, b(i32) }"
    case constant = "const thing = 3;"

    var changed: String {
      switch self {
      case .function: "fn thing(n: i64) i32 { return i32(n); }"
      case .structure: "struct thing { n: i32, m: i32 = 2 }"
      case .enumeration: "enum thing { a, b(i32), c }"
      case .constant: "const thing = 4;"
      }
    }
  }

  /// A use of the declaration in another file, whose function `use` is called by a third.
  struct Row: Sendable, CustomTestStringConvertible {
    let kind: Kind
    let way: String
    let text: String
    /// The functions of the user that are compiled when the use is new.
    var users = 1
    /// Those that are compiled when only the declaration's name changes; `nil`: the same.
    var renamedUsers: Int?
    /// The errors where the declaration is gone.
    var errors = 1

    var testDescription: String { "\(kind), \(way)" }
  }

  private static let functions = [
    Row(kind: .function, way: "call", text: "fn use() { print(lib.thing(1)); }"),
    Row(kind: .function, way: "value", text: "fn use() { const f = lib.thing; print(f(1)); }"),
    Row(kind: .function, way: "element", text: "fn use() { print([lib.thing][0](1)); }"),
    Row(
      kind: .function, way: "value of a map",
      text: "fn use() { const m = [\"a\": lib.thing]; print((m[\"a\"] orelse lib.thing)(1)); }",
      errors: 2),
    Row(
      kind: .function, way: "optional",
      text: "fn use() { if const f = [1: lib.thing][1] { print(f(1)); } }"),
    Row(
      kind: .function, way: "place",
      text: "fn use() { var a = [lib.thing]; append(&a, [lib.thing]); print(a[1](1)); }",
      errors: 2),
  ]

  private static let structures = [
    Row(
      kind: .structure, way: "parameter",
      text: "fn use() { print(n(lib.thing(n: 1))); }\nfn n(x: lib.thing) i32 { return x.n; }",
      users: 2, errors: 2),
    Row(
      kind: .structure, way: "place",
      text: """
        fn use() { var x = lib.thing(n: 1); change(&x); }
        fn change(x: &lib.thing) { x.n = 2; }
        """, users: 2, errors: 2),
    Row(
      kind: .structure, way: "result",
      text: "fn use() { print(make().n); }\nfn make() lib.thing { return lib.thing(n: 1); }",
      users: 2, errors: 2),
    Row(
      kind: .structure, way: "field",
      text: "struct Holder { x: lib.thing }\nfn use() { print(Holder(x: lib.thing(n: 1))); }",
      errors: 2),
    Row(
      kind: .structure, way: "value of a case",
      text: "enum Holder { x(lib.thing) }\nfn use() { print(Holder.x(lib.thing(n: 1))); }",
      errors: 2),
    Row(
      kind: .structure, way: "local",
      text: "fn use() { const x: lib.thing = lib.thing(n: 1); print(x); }", errors: 2),
    Row(kind: .structure, way: "constructor", text: "fn use() { print(lib.thing(n: 1)); }"),
    Row(
      kind: .structure, way: "element", text: "fn use() { const a: [lib.thing] = []; print(a); }"),
    Row(
      kind: .structure, way: "value of a map",
      text: "fn use() { const m: [text: lib.thing] = [:]; print(m); }"),
    Row(
      kind: .structure, way: "optional",
      text: "fn use() { const x: ?lib.thing = none; print(x); }"),
    Row(
      kind: .structure, way: "function type",
      text: "fn use() { const x: [fn(&lib.thing)] = []; print(len(x)); }"),
    Row(
      kind: .structure, way: "constant",
      text: "const held = lib.thing(n: 1);\nfn use() { print(held.n); }"),
  ]

  private static let enumerations = [
    Row(
      kind: .enumeration, way: "parameter",
      text: "fn use() { print(is_a(.a)); }\nfn is_a(x: lib.thing) bool { return x == .a; }",
      users: 2),
    Row(kind: .enumeration, way: "case", text: "fn use() { print(lib.thing.b(1)); }"),
    Row(
      kind: .enumeration, way: "switch",
      text: "fn use() { switch lib.thing.a { .b(n) { print(n); } else { print(0); } } }"),
    Row(
      kind: .enumeration, way: "field",
      text: "struct Holder { x: ?lib.thing = none }\nfn use() { print(Holder()); }"),
    Row(
      kind: .enumeration, way: "element",
      text: "fn use() { const a: [lib.thing] = [.a]; print(a); }"),
    Row(
      kind: .enumeration, way: "constant",
      text: "const held = lib.thing.b(1);\nfn use() { print(held); }"),
  ]

  private static let constants = [
    Row(kind: .constant, way: "value", text: "fn use() { print(lib.thing); }"),
    // A constant's users depend on its value, not on the names in it.
    Row(
      kind: .constant, way: "constant",
      text: "const twice = lib.thing * 2;\nfn use() { print(twice); }", renamedUsers: 0),
    Row(
      kind: .constant, way: "default",
      text: "struct Holder { x: i32 = lib.thing }\nfn use() { print(Holder()); }"),
    Row(kind: .constant, way: "element", text: "fn use() { print([lib.thing]); }"),
    Row(
      kind: .constant, way: "count",
      text: "fn use() { var a = [0; lib.thing]; a[0] = 1; print(a); }"),
  ]

  @Test(arguments: functions + structures + enumerations + constants)
  func aStepCompilesExactlyItsUsers(_ row: Row) throws {
    var steps = try Steps()
    let (thing, changed) = (row.kind.rawValue, row.kind.changed)
    let (other, renamedUse) = (Self.renamed(thing), Self.renamed(row.text))
    let own = row.kind == .function ? 1 : 0
    try steps.check("added", thing, Steps.unused, files: 1, functions: own)
    try steps.check("used", thing, row.text, files: 1, functions: row.users)
    try steps.check("changed", changed, row.text, files: 2, functions: own + row.users)
    try steps.check("as it was", thing, row.text, files: 0, functions: 0)
    let users = row.renamedUsers ?? row.users
    try steps.check("renamed", other, renamedUse, files: 2, functions: own + users)
    try steps.check("renamed back", thing, row.text, files: 0, functions: 0)
    try steps.check("gone", "", row.text, errors: row.errors)
    try steps.check("back", thing, row.text, files: 0, functions: 0)
    try steps.check("unused", thing, "fn use() { print(1); }", files: 1, functions: 1)
    try steps.check("removed", "// Gone.", "fn use() { print(1); }", files: 1, functions: 0)
  }

  private static func renamed(_ text: String) -> String {
    text.replacing("thing", with: "other")
  }

  /// Tests are checked by every build, and compiled by none.
  @Test func testsCompileNoFunction() throws {
    var steps = try Steps()
    let use = Steps.unused
    try steps.check("added", "test \"a\" { assert(true); }", use, files: 1, functions: 0)
    try steps.check("changed", "test \"a\" { assert(1 == 1); }", use, files: 1, functions: 0)
    try steps.check("renamed", "test \"b\" { assert(1 == 1); }", use, files: 1, functions: 0)
    try steps.check("wrong", "test \"b\" { assert(lost); }", use, errors: 1)
    try steps.check("removed", "// Gone.", use, files: 1, functions: 0)
  }

  /// A project of three files, of which one declares, one uses, and one calls the user.
  private struct Steps {
    static let unused = "fn use() { print(0); }"
    private let project: Project
    private var texts = ("", Self.unused)

    init() throws {
      project = try Project([
        "main.mini": """
        import "user.mini" as user;

        fn main() { user.use(); user.apart(); }

        """,
        "lib.mini": Self.lib(""), "user.mini": Self.user(Self.unused),
      ])
      try checkBuild(project)
    }

    private static func lib(_ text: String) -> String { "fn base() { }\n\(text)\n" }

    private static func user(_ text: String) -> String {
      "import \"lib.mini\" as lib;\n\nfn apart() { lib.base(); }\n\n\(text)\n"
    }

    private mutating func place(_ declaration: String, _ use: String) throws {
      if declaration != texts.0 { try project.write("lib.mini", Self.lib(declaration)) }
      if use != texts.1 { try project.write("user.mini", Self.user(use)) }
      texts = (declaration, use)
      project.age()
    }

    mutating func check(
      _ step: String, _ declaration: String, _ use: String, files: Int, functions: Int
    ) throws {
      try place(declaration, use)
      let report = try checkBuild(project, context: step)
      #expect(report.diagnosticTexts == [], "\(step)")
      #expect(report.fileCounts.compiled == files, "\(step)")
      #expect(report.functionCounts.compiled == functions, "\(step)")
      try checkNullBuild(project, after: report, step)
    }

    mutating func check(
      _ step: String, _ declaration: String, _ use: String, errors: Int
    ) throws {
      try place(declaration, use)
      let report = try checkBuild(project, context: step)
      #expect(report.hasErrors && report.diagnosticTexts.count == errors, "\(step)")
    }
  }
}
