// Questions about random projects: what an edit compiles is among what it can reach.

import FileIO
import MiniDriver
import SystemPackage
import TestSupport
import Testing

@Suite struct QuestionTests {
  private func questions(_ project: Project, _ use: BuildOptions.CacheUse) throws
    -> ProjectQuestions
  {
    try ProjectQuestions(
      root: project.root, options: project.options(cacheUse: use), fileSystem: project.disk,
      clock: project.clock)
  }

  /// Edits, and compares the build with what was affected before it.
  private func check<Program: ChangingProgram>(
    seed: UInt64, steps: Int, _ make: (inout SplitMix64) -> Program
  ) throws {
    var random = SplitMix64(seed: seed)
    var program = make(&random)
    let project = try Project(program.texts)
    var texts = program.texts
    var compiled = 0
    try project.build()
    for step in 0..<steps {
      project.age()
      program.change(using: &random)
      program.repair()
      let new = program.texts
      for path in texts.keys where new[path] == nil { try project.remove(path) }
      for (path, text) in new where texts[path] != text { try project.write(path, text) }
      texts = new
      project.age()
      let questions = try questions(project, .read)
      let edited = questions.filesEditedSinceLastBuild
      let affected = questions.affected(byEditsOf: edited)
      let report = try project.build()
      // An error stays until the next edit, and is compared with the last build without one.
      if report.hasErrors { continue }
      let files = Set(affected.files.compactMap(\.path))
      let declarations = Set(affected.declarations.map(\.name))
      for file in report.files where !file.work.isHit {
        #expect(files.contains(file.path), "seed \(seed), step \(step): \(file.path)")
        for function in file.functions where !function.work.isHit {
          let name = "\(ModulePath(file.path).module).\(function.name)"
          #expect(declarations.contains(name), "seed \(seed), step \(step): \(name)")
          compiled += 1
        }
      }
      // The cache makes no difference.
      let paths = files.sorted().map { project.path($0) }
      let clean = try self.questions(project, .none)
      let again = try self.questions(project, .read)
      #expect(
        try clean.affected(byEditsOf: clean.files(named: paths)).tests.map(\.name)
          == again.affected(byEditsOf: again.files(named: paths)).tests.map(\.name))
      let renderer = GraphRenderer(names: clean.names, format: .json)
      for kind in [ProjectQuestions.Kind.modules, .declarations] {
        #expect(try renderer.text(clean.graph(of: kind)) == renderer.text(again.graph(of: kind)))
      }
    }
    // A few of all histories keep an error from an early step on.
    if seed == 0 { #expect(compiled > 0) }
  }

  @Test(arguments: 0..<UInt64(12 * fuzzScale))
  func anEditOfFunctionsCompilesNothingElse(seed: UInt64) throws {
    try check(seed: seed, steps: 12) { RandomProgram(using: &$0) }
  }

  @Test(arguments: 0..<UInt64(12 * fuzzScale))
  func anEditOfAnyDeclarationCompilesNothingElse(seed: UInt64) throws {
    try check(seed: seed, steps: 12) { RandomModules(seed: $0.next()) }
  }
}
