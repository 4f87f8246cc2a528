// A build's report as text: `--stats`, `--stats-json`, `-v`, `-vv`, `--explain`.

import BuildCache
import MiniDriver
import SystemPackage
import Testing

struct RenderingReportTests {
  @Test func statsAreATable() {
    #expect(
      StatsRenderer.table(sample) == """
                             total    cached  compiled  hit rate
        files                    3         2         1     66.7%
        functions               10         9         1     90.0%

        sources read             1
        bytes written        9,120
        patched                yes
        placed             written

        load               0.30 ms
        stat               0.20 ms
        compile            0.41 ms
        save               0.50 ms
        total              1.90 ms

        """)
  }

  @Test func statsJSONIsOneLine() {
    #expect(
      StatsRenderer.json(sample) == """
        {"schema": 1, "outcome": "done", "errors": 0, "warnings": 0, "outputs": ["main.ll"], \
        "files": {"total": 3, "cached": 2, "compiled": 1}, \
        "functions": {"total": 10, "cached": 9, "compiled": 1}, \
        "units": {"total": 0, "cached": 0, "compiled": 0}, "upstreams": [], "patched": true, \
        "placement": "written", \
        "sourcesRead": 1, "bytesWritten": 9120, "phasesMs": {"load": 0.3, "stat": 0.2, \
        "compile": 0.412, "save": 0.5, "native": 0.0, "total": 1.9}}

        """)
  }

  @Test func verboseSaysEachStep() {
    #expect(
      VerboseRenderer.render(sample, detail: .files) == """
        [cache] Loaded: 3 files (hash), 3 files (ZIR), 10 functions (AIR)
        [cache] HIT (file): main.mini
        [cache] HIT (file): text.mini
        [compile] math.mini
        [cache] Functions: 9 cached, 1 compiled
        [build] Files: 2 cached, 1 compiled
        [build] Output: main.ll

        """)
  }

  @Test func veryVerboseAddsKeysTimesAndFunctions() {
    #expect(
      VerboseRenderer.render(sample, detail: .functions) == """
        [cache] Loaded: 3 files (hash), 3 files (ZIR), 10 functions (AIR)
        [cache] HIT (file): main.mini
        [cache] HIT (file): text.mini (\(digits("b")))
        [compile] math.mini (\(digits("a")), 0.40 ms)
        [compile] math.mini:add (\(digits("c")), 0.10 ms)
        [cache] HIT (function): math.mini:square (\(digits("d")))
        [cache] Functions: 9 cached, 1 compiled
        [build] Files: 2 cached, 1 compiled
        [build] Output: main.ll
        [build] Time: load 0.30 ms, stat 0.20 ms, compile 0.41 ms, save 0.50 ms, native 0.00 ms, \
        total 1.90 ms

        """)
  }

  @Test func explainNamesWhatChanged() {
    #expect(
      ExplainRenderer.render(sample) == """
        math.mini was compiled: 2 inputs changed
            source      9c2b7d01a6f3 → aaaaaaaaaaaa
            lib/util.f  (i32) i32 → (i64) i32
          add was compiled: an input changed
              callee util.f  (i32) i32 → (i64) i32
          1 function from the cache

        """)
  }

  @Test func explainHasWordsForEachReason() {
    let reasons: [(MissReason, String)] = [
      (.neverBuilt, "never built before\n"),
      (.compilerChanged, "last built by another compiler\n"),
      (.evicted(day: 20_484), "evicted by gc on 2026-01-31\n"),
      (
        .damaged("does not\u{7} inflate"), "its cached object was damaged (does not\\x07 inflate)\n"
      ),
      (.objectMissing, "its cached object is missing\n"),
      (
        .optionsChanged(old: "a", new: ""),
        "the options changed\n    options  a → none\n"
      ),
    ]
    for (reason, words) in reasons {
      var report = BuildReport()
      report.files = [file("a.mini", .compiled(reason), digit: "a")]
      #expect(ExplainRenderer.render(report) == "a.mini was compiled: " + words)
    }
  }

  @Test func explainListsFunctionsOfOneReasonTogether() {
    var report = BuildReport()
    var new = file("a.mini", .compiled(.neverBuilt), digit: "a")
    let names = (1...9).map { "function_\($0)" } + ["gone"]
    new.functions = names.map { name in
      .init(
        name: name, work: .compiled(name == "gone" ? .objectMissing : .neverBuilt),
        key: FunctionKey(digest: digest("c")), compileNanoseconds: 0)
    }
    report.files = [new]
    #expect(
      ExplainRenderer.render(report) == """
        a.mini was compiled: never built before
          function_1, function_2, function_3, function_4, function_5, function_6,
            function_7, function_8, function_9 were compiled: never built before
          gone was compiled: its cached object is missing

        """)
  }

  @Test func explainNamesUnitsAndLinks() {
    var report = BuildReport()
    report.fileCounts.total = 1
    let content = InputChange(label: "content", old: digits("a"), new: digits("b"))
    report.units = [
      .init(name: "entry -O2", reason: .neverBuilt),
      .init(name: "unit 3f -O2", reason: .inputsChanged([content])),
      .init(name: "unit 40 -O2", reason: .neverBuilt),
      .init(name: "unit 41 -O2", reason: .damaged("its hash is wrong")),
    ]
    let units = InputChange(label: "units", old: digits("c"), new: digits("d"))
    report.links = [
      .init(output: "main", reason: .inputsChanged([units])),
      .init(output: "other", reason: .objectMissing),
      .init(output: "third", reason: .optionsChanged(old: "-O0", new: "-O2 -g")),
      .init(output: "fourth", reason: .neverBuilt),
    ]
    #expect(
      ExplainRenderer.render(report) == """
        unit 3f -O2 was compiled: an input changed
            content  aaaaaaaaaaaa → bbbbbbbbbbbb
        entry -O2, unit 40 -O2 were compiled: never built before
        unit 41 -O2 was compiled: its cached object was damaged (its hash is wrong)
        main was linked: an input changed
            units  cccccccccccc → dddddddddddd
        other was linked: it is missing or was changed
        third was linked: the options changed
            options  -O0 → -O2 -g
        fourth was linked: never linked before

        """)
  }

  @Test func explainOfANullBuildSaysSo() {
    var report = BuildReport()
    report.fileCounts.total = 1
    report.functionCounts.total = 1200
    #expect(
      ExplainRenderer.render(report)
        == "nothing was compiled: 1 file and 1,200 functions are unchanged\n")
    report.unitCounts.total = 2
    #expect(
      ExplainRenderer.render(report)
        == "nothing was compiled: 1 file, 1,200 functions and 2 units are unchanged\n")
  }

  @Test(
    arguments: [
      (0, "0.0"), (499, "0.0"), (500, "0.001"), (312_000, "0.312"), (300_000, "0.3"),
      (12_000_000, "12.0"), (UInt64.max, "18446744073709.552"),
    ] as [(UInt64, String)])
  func millisecondsHaveNoMoreDigitsThanTheyNeed(nanoseconds: UInt64, text: String) {
    #expect(NumberText.milliseconds(nanoseconds) == text)
  }

  @Test func percentagesAreHundredOnlyOfAll() {
    #expect(NumberText.percentage(9999, of: 10_000) == "99.9%")
    #expect(NumberText.percentage(10_000, of: 10_000) == "100.0%")
    #expect(NumberText.percentage(0, of: 0) == "–")
    #expect(NumberText.percentage(.max, of: .max) == "100.0%")
  }

  @Test func dayNumbersAreDates() {
    #expect(CalendarDay(daysSince1970: 0).description == "1970-01-01")
    #expect(CalendarDay(daysSince1970: 11_016).description == "2000-02-29")
  }

  /// One file of three was compiled, and in it one function of two.
  private var sample: BuildReport {
    var report = BuildReport()
    report.fileCounts = .init(total: 3, compiled: 1)
    report.functionCounts = .init(total: 10, compiled: 1)
    report.patched = true
    report.placement = .written
    report.sourcesRead = 1
    report.bytesWritten = 9120
    report.phases = .init(
      load: 300_000, stat: 200_000, compile: 412_000, save: 500_000, native: 0, total: 1_900_000)
    report.loaded = .init(stampedFiles: 3, cachedFiles: 3, cachedFunctions: 10)
    report.outputs = ["main.ll"]
    report.keptPaths = ["main.mini"]
    let source = InputChange(label: "source", old: "9c2b7d01a6f3", new: digits("a"))
    let form = InputChange(label: "lib/util.f", old: "(i32) i32", new: "(i64) i32")
    var math = file("math.mini", .compiled(.inputsChanged([source, form])), digit: "a")
    let callee = InputChange(label: "callee util.f", old: "(i32) i32", new: "(i64) i32")
    math.functions = [
      .init(
        name: "add", work: .compiled(.inputsChanged([callee])),
        key: FunctionKey(digest: digest("c")), compileNanoseconds: 100_000),
      .init(
        name: "square", work: .hit, key: FunctionKey(digest: digest("d")),
        compileNanoseconds: 0),
    ]
    report.files = [file("text.mini", .hit, digit: "b"), math]
    return report
  }

  private func file(
    _ path: String, _ work: BuildReport.Work, digit: Character
  ) -> BuildReport.File {
    .init(
      path: path, work: work, combinedHash: CombinedHash(digest: digest(digit)), functions: [],
      compileNanoseconds: 400_000)
  }

  private func digits(_ digit: Character) -> String { String(repeating: digit, count: 64) }

  private func digest(_ digit: Character) -> Digest {
    guard let digest = Digest(hex: digits(digit)) else { preconditionFailure("a hex digit") }
    return digest
  }
}
