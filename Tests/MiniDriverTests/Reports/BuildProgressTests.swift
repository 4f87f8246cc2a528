// The progress of a build: the counts, and the line on a terminal.

import MiniDriver
import Synchronization
import TestSupport
import Testing

@Suite struct BuildProgressTests {
  @Test func eachCompiledFileIsAStep() throws {
    let project = try Project([
      "main.mini": "import \"a.mini\" as a;\nfn main() i32 { return a.one(); }\n",
      "a.mini": "fn one() i32 { return 1; }\n",
    ])
    let told = Told()
    var options = project.options()
    options.onProgress = { step in told.steps.withLock { $0.append(step) } }
    try project.build(options)
    #expect(
      told.steps.withLock { $0.map { "\($0.work) \($0.noun) \($0.done)/\($0.total)" } } == [
        "compiling file 1/2", "compiling file 2/2",
      ])
    project.age()
    try project.build(options)
    #expect(told.steps.withLock { $0.count } == 2, "a null build compiles none")
  }

  /// The steps that the building threads have reported. A class, because they share it.
  private final class Told: Sendable {
    let steps = Mutex<[BuildProgress]>([])
  }

  @Test(arguments: [
    (1, 10_001, Duration.milliseconds(1), "compiling 1 of 10,001 files, 10 s left"),
    (3_120, 10_001, .seconds(1), "compiling 3,120 of 10,001 files, 3 s left"),
    (10_000, 10_001, .seconds(1), "compiling 10,000 of 10,001 files, 1 s left"),
    (10_001, 10_001, .seconds(9), "compiling 10,001 of 10,001 files"),
    (1, 61, .seconds(3), "compiling 1 of 61 files, 3 min left"),
    (0, 1, .seconds(3), "compiling 0 of 1 file"),
  ])
  func theLineTellsWhatIsLeft(done: Int, total: Int, elapsed: Duration, line: String) {
    let load = BuildProgress.Load(done: UInt64(done) * 100, total: UInt64(total) * 100)
    let progress = BuildProgress(
      work: "compiling", noun: "file", done: done, total: total, load: load)
    #expect(ProgressText.render(progress, elapsed: elapsed) == line)
  }

  /// The last unit can be as much work as all others.
  @Test func whatIsLeftIsEstimatedByWorkAndNotByFiles() {
    let progress = BuildProgress(
      work: "compiling", noun: "unit", done: 99, total: 100,
      load: .init(done: 9_900, total: 29_900))
    #expect(
      ProgressText.render(progress, elapsed: .seconds(10))
        == "compiling 99 of 100 units, 21 s left")
  }

  @Test func aLargeFileIsMoreOfTheWork() throws {
    let body = (0..<50).map { "fn f\($0)() i32 { return \($0); }\n" }.joined()
    let project = try Project([
      "main.mini": "import \"a.mini\" as a;\nfn main() i32 { return a.f0(); }\n", "a.mini": body,
    ])
    let told = Told()
    var options = project.options()
    options.onProgress = { step in told.steps.withLock { $0.append(step) } }
    try project.build(options)
    let loads = told.steps.withLock { $0.map(\.load) }
    try #require(loads.count == 2)
    #expect(loads[1].done == loads[1].total && loads[0].total == loads[1].total)
    #expect(max(loads[0].done, loads[1].done - loads[0].done) > UInt64(body.utf8.count))
  }
}
