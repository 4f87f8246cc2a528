// The determinism audit finds the effects of a nondeterministic compiler on a cache.

import BuildCache
import FileIO
import MiniDriver
import ObjectStore
import TestSupport
import Testing

@Suite struct DeterminismAuditTests {
  private func project() throws -> Project {
    let project = try Project([
      "main.mini": """
      import "lib.mini" as lib;

      fn one() i32 {
          return 1;
      }

      fn main() i32 {
          return one() + lib.two();
      }

      """, "lib.mini": "fn two() i32 {\n    return 2;\n}\n",
    ])
    try project.build()
    return project
  }

  private func audit(_ project: Project) throws -> AuditReport {
    let directory = try #require(try CacheDirectory.open(project.cache))
    return try DeterminismAudit(
      directory: directory, sample: .init(percent: 100, seed: 1),
      toolchain: Toolchain(clang: nil, searchPath: nil), threadsMax: 2,
      fileSystem: project.disk, clock: project.clock
    ).run(rootFolders: [project.folder.path])
  }

  /// The cache contains another function's output under the key of a function.
  @Test func aFunctionThatIsCompiledOtherwiseIsFound() throws {
    let project = try project()
    let sound = try audit(project)
    #expect(sound.files == 2 && sound.functions == 3 && sound.findings == [])

    let functions = Array(try project.functionIndex().all)
    let one = try #require(functions.first { $0.function == "one" })
    let two = try #require(functions.first { $0.function == "two" })
    let forged = functions.map { $0.function == "one" ? $0.with(ir: two) : $0 }
    try project.replaceIndex("air_index.bin", AirCache.encode(nil, adding: forged))
    let report = try audit(project)
    #expect(report.files == 2 && report.functions == 3)
    let finding = try #require(report.findings.first)
    #expect(report.findings.count == 1 && finding.path.hasSuffix("main.mini:one"))
    #expect(finding.severity == .fault)
    #expect(
      finding.problem == "compiled again, it is object \(one.irID), and the cache has \(two.irID)")
    // The command that the finding advises finds it too, and corrects it.
    let recheck = try project.build(.ir, .contents)
    #expect(recheck.compiledFunctions.keys.sorted() == ["main.mini:one"])
    #expect(try audit(project).findings == [])
  }

  /// The audit does not count a file that it cannot compare.
  @Test func aFileThatHasChangedIsSkipped() throws {
    let project = try project()
    try project.replace("lib.mini", "2", "3")
    let report = try audit(project)
    #expect(report.files == 1 && report.skipped == 1 && report.findings == [])
  }
}
