// Dependencies are names: an edit of a module that many files import compiles those that use a name
// whose form changed, and reads no others.

import BuildCache
import MiniDriver
import SystemPackage
import TestSupport
import Testing

@Suite struct NamesUsedTests {
  private static let importerCount = 60
  /// Every sixth importer also uses `rare`.
  private static let rareCount = 10

  private static let popular = """
    fn common(n: i32) i32 {
        return n;
    }

    fn rare(n: i32) i32 {
        return n + 1;
    }

    """

  /// A module that sixty files import; ten of them use `rare`.
  private func project() throws -> Project {
    var main = ""
    var calls = ""
    var files = ["popular.mini": Self.popular]
    for number in 0..<Self.importerCount {
      main += "import \"lib/f\(number).mini\" as f\(number);\n"
      calls += "    print(f\(number).go());\n"
      let rare = number % (Self.importerCount / Self.rareCount) == 0 ? " + popular.rare(1)" : ""
      files["lib/f\(number).mini"] =
        "import \"../popular.mini\" as popular;\n\n"
        + "fn go() i32 {\n    return popular.common(\(number))\(rare);\n}\n"
    }
    files["main.mini"] = main + "\nfn main() {\n" + calls + "}\n"
    return try Project(files)
  }

  /// An edit of the popular module, and the number of files that it compiles beside it.
  private func check(
    _ project: Project, compiles users: Int, functions: Int, reads: Int? = nil, _ old: String,
    _ new: String
  ) throws {
    try project.replace("popular.mini", old, new)
    project.age()
    let report = try checkBuild(project)
    #expect(report.fileCounts.compiled == 1 + users, "\(new)")
    #expect(report.functionCounts.compiled == functions, "\(new)")
    #expect(report.sourcesRead == reads ?? 1 + users, "\(new)")
    try checkNullBuild(project, after: report)
  }

  @Test func onlyUsersOfAChangedNameAreReadAndCompiled() throws {
    let project = try project()
    try checkBuild(project)
    let rare = Self.rareCount
    try check(project, compiles: 0, functions: 1, "return n;", "return n + 0;")
    try check(project, compiles: 0, functions: 1, "fn rare", "fn other() {\n}\n\nfn rare")
    try check(project, compiles: 0, functions: 1, "fn other()", "fn other(n: bool)")
    try check(project, compiles: 0, functions: 0, "fn other(n: bool) {\n}\n", "// Gone.\n")
    try check(
      project, compiles: rare, functions: 1 + rare,
      "fn rare(n: i32) i32 {\n    return n", "fn rare(n: i64) i32 {\n    return i32(n)")
    // Gone, each user has an error; back, nothing has changed.
    try project.replace("popular.mini", "fn rare", "fn seldom")
    project.age()
    #expect(try checkBuild(project).diagnosticTexts.count == rare)
    try project.replace("popular.mini", "fn seldom", "fn rare")
    project.age()
    let report = try checkBuild(project)
    #expect(report.fileCounts.compiled == 0)
    try checkNullBuild(project, after: report)
  }

  /// What the cache knew of a file's text can be lost: gc evicts it, or it is damaged.
  @Test(arguments: [false, true]) func filesWhoseFactsAreLostAreReadAgain(isDamaged: Bool) throws {
    let project = try project()
    try checkBuild(project)
    let (all, rare) = (Self.importerCount, Self.rareCount)
    func lose() throws {
      if isDamaged {
        try CacheDamage.flipped.apply(to: project.cache.appending("zir_index.bin"))
      } else {
        try project.replaceIndex("zir_index.bin", ZirCache.encode(nil, adding: []))
      }
    }
    // The forms before the edit are not known, so each importer is read to see whether it uses one.
    try lose()
    try check(project, compiles: 0, functions: 1, reads: 1 + all, "return n;", "return 0 + n;")
    // The popular module's are known again.
    try check(project, compiles: 0, functions: 1, "fn rare", "fn other() {\n}\n\nfn rare")
    try check(
      project, compiles: rare, functions: 1 + rare,
      "fn rare(n: i32) i32 {\n    return n", "fn rare(n: i64) i32 {\n    return i32(n)")
    // What f1 offered is not known, so main is looked up, and that takes the forms of all it uses.
    try lose()
    try project.replace("lib/f1.mini", "return", "return 1 +")
    project.age()
    let report = try checkBuild(project)
    #expect(report.fileCounts.compiled == 1 && report.functionCounts.compiled == 1)
    #expect(report.sourcesRead == 3 + (all - 1))
    try checkNullBuild(project, after: report)
  }

  /// Names that collide in the row's mask are told apart by their forms.
  @Test func aMaskThatLiesCompilesNothingMore() throws {
    let project = try project()
    try checkBuild(project)
    try project.alterRows { $0.map { $0.with(names: NameMask(bits: .max)) } }
    try check(
      project, compiles: Self.rareCount, functions: 1 + Self.rareCount,
      "fn rare(n: i32) i32 {\n    return n", "fn rare(n: i64) i32 {\n    return i32(n)")
  }
}
