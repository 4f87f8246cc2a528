// Random programs of several modules do what the interpreter says, however they are compiled.

import Foundation
import MiniBackend
import MiniFrontend
import TestSupport
import Testing

@Suite struct RandomModuleTests {
  /// The executable under test. Where only this target is built, there is none.
  private static let mini = fixture("../.build/release/mini").standardized.path

  private static let isAvailable =
    Tools.isAvailable(.lli15) && FileManager.default.isExecutableFile(atPath: mini)

  /// Programs of each part: `make test-long` runs 5,000.
  private static let programsPerPart = fuzzScale > 1 ? 25 * UInt64(fuzzScale) : 1

  /// The options of `mini build`. The first of ten programs is built with all of them.
  private static let levels = [["-O0"], ["-O2"]]
  private static let otherLevels = [["-O1"], ["-O3"], ["-O0", "-g"], ["-O2", "-g"]]

  /// The programs of a part share a cache, and so the code of the standard modules.
  @Test(.enabled(if: isAvailable, "mini is not built"), arguments: 0..<4 as Range<UInt64>)
  func programsDoTheSameHoweverTheyAreRun(part: UInt64) throws {
    let cache = try Scratch()
    for number in 0..<Self.programsPerPart {
      try check(seed: fuzzStart + part * Self.programsPerPart + number, cache.path("cache"))
    }
  }

  private func check(seed: UInt64, _ cache: String) throws {
    let program = RandomModules(seed: seed)
    let modules = try Modules(program)
    for module in modules.names {
      #expect(modules.errors(of: module).map(\.message) == [], "seed \(seed): \(module)")
    }
    // A few programs take too long for the interpreter.
    guard let expected = try modules.interpreted(steps: 3_000_000) else { return }
    let ir = try #require(modules.program())
    #expect(try Tools.execute(ir, with: .lli15) == expected, "seed \(seed), lli-15")

    let scratch = try Scratch()
    try FileManager.default.createDirectory(
      atPath: scratch.path("lib"), withIntermediateDirectories: true)
    for (path, text) in program.texts { _ = try scratch.write(Array(text.utf8), as: path) }
    for options in Self.levels + (seed % 10 == 0 ? Self.otherLevels : []) {
      let end = try built(options, in: scratch, cache)
      #expect(end.outputText == expected.outputText, "seed \(seed) \(options)")
      #expect(end.status == expected.status, "seed \(seed) \(options)")
      // With -g, a panic's place follows.
      let isPlaced = options.contains("-g") && !expected.errors.isEmpty
      let said = isPlaced ? Array(end.errors.prefix(expected.errors.count - 1)) + [10] : end.errors
      #expect(said == expected.errors, "seed \(seed) \(options): \(end.errorText)")
    }
  }

  /// Histories of builds edit these programs: they are about errors now and then only.
  @Test(arguments: 0..<UInt64(5)) func mendedProgramsHaveNoErrors(seed: UInt64) throws {
    var program = RandomModules(seed: seed)
    for step in 0..<20 {
      let edit = RandomModules.Edit.allCases[
        (step + Int(seed) * 7) % RandomModules.Edit.allCases.count]
      program.edit(edit)
      program.repair()
      let modules = try Modules(program)
      let errors = modules.names.flatMap { modules.errors(of: $0).map(\.message) }
      #expect(errors == [], "seed \(seed), step \(step): \(edit)")
    }
  }

  /// Builds `main.mini` natively, and runs it.
  private func built(
    _ options: [String], in scratch: Scratch, _ cache: String
  ) throws -> Outcome {
    let executable = scratch.path("program")
    let words = [
      "HOME=\(scratch.url.path)", "MINI_GC_AUTO=0", "MINI_CACHE_DIR=\(cache)", Self.mini, "build",
      scratch.path("main.mini"), "-o", executable,
    ]
    let build = try Tools.run("/usr/bin/env", words + options, in: scratch)
    try #require(build.status == 0, "\(options)\n\(build.errorText)")
    return try Tools.run(executable, [], in: scratch)
  }
}
