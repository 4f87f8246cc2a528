// The executable that contains a project's tests.

import BuildCache
import FileIO
import MiniBackend
import MiniFrontend
import SystemPackage

extension OutputPlan {
  /// Makes the executable in a folder of its own, if a test has to run. Its sections are those of the
  /// files, as in any program, and one for the tests of each file.
  ///
  /// - Parameter compilation: without errors, and without a last build.
  func makeTests(_ compilation: inout ProjectCompilation) throws -> Result {
    var steps = PhaseClock(context.options.trace)
    context.cache.keep(compilation.takePendingAdditions())
    let order = ProgramLayout.linkOrder(of: compilation.graph)
    let tests = try compilation.compileTests(inOrder: order)
    let files = order.compactMap { file in
      compilation.artifacts[file].map { (compilation.graph.files.path(of: file), $0) }
    }
    steps.lap("compile tests")
    var result = Result()
    if let backEnd, !tests.isEmpty {
      let verdicts = TestVerdicts(
        context.cache,
        reach: TestReach(
          (files.map(\.1) + tests.map(\.section)).map(\.ir), threadsMax: context.options.threadsMax),
        toolchain: try backEnd.findTools().identity,
        options: "-O\(context.options.optimization) \(context.irOptions)")
      steps.lap("find what tests reach")
      result.keepVerdicts = { verdicts.keep($0) }
      var symbols: [String] = []
      let built = tests.map { prepared($0, verdicts, &symbols) }
      result.tests = built.flatMap(\.self)
      steps.lap("look verdicts up")
      if result.tests.contains(where: \.work.runs) {
        let runs = built.map { $0.contains(where: \.work.runs) }
        try link(testProgram(Array(zip(tests, runs)), symbols, files), backEnd, &result)
        steps.lap("make the program")
      }
    }
    result.bytesWritten += context.cache.finish().bytesWritten
    return result
  }

  /// Decides which of a file's tests run.
  ///
  /// - Parameter symbols: those of all tests, whether they run or not. A test's number is its index.
  private func prepared(
    _ file: CompiledTests, _ verdicts: TestVerdicts, _ symbols: inout [String]
  ) -> [BuiltTest] {
    var built: [BuiltTest] = []
    for name in file.names {
      let symbol = FunctionSymbol.raw(module: file.path.module, function: name)
      symbols.append(symbol)
      guard context.options.testFilter.map({ symbol.contains($0) }) ?? true else { continue }
      built.append(
        BuiltTest(
          path: file.path.path, symbol: symbol, name: String(name.drop { $0 != "\"" }),
          work: work(ofTest: symbol, verdicts, number: symbols.count - 1)))
    }
    return built
  }

  private func work(
    ofTest symbol: String, _ verdicts: TestVerdicts, number: Int
  ) -> BuiltTest.Work {
    guard let inputs = verdicts.inputs(ofTest: symbol) else {
      return .alwaysRuns(number: number, verdicts.effects(ofTest: symbol))
    }
    if context.codeUse == .used {
      if verdicts.isPassed(inputs) { return .cached }
      // Reading the last verdict takes time.
      let reason =
        context.details == .files ? verdicts.reason(inputs, ofTest: symbol) : .neverBuilt
      return .runs(number: number, inputs, reason)
    }
    return .runs(number: number, inputs, .rechecked)
  }

  /// - Parameters:
  ///   - tests: with whether one of them runs.
  ///   - symbols: of all tests, so that the entry point is the same whichever of them run.
  private func testProgram(
    _ tests: [(CompiledTests, Bool)], _ symbols: [String],
    _ files: [(ModulePath, FileArtifact)]
  ) -> NativeProgram {
    let sections = files.map(\.1) + tests.map(\.0.section)
    var parts = RuntimeParts()
    for section in sections { parts.formUnion(RuntimeParts(rawValue: section.runtimeParts)) }
    let point = EntryPoint.tests(symbols)
    return NativeProgram(
      header: ProgramHeader.text(
        rootModule: context.rootModule, point: point, parts: parts,
        debugInfo: context.options.debugInfo),
      point: point, debugInfo: context.options.debugInfo,
      modules: files.map { NativeProgram.Module(of: $0, $1) }
        + tests.map { file, runs in
          .init(
            path: "\(file.path) tests", irID: file.section.irID, sizeBytes: file.section.ir.count,
            role: .tests(run: runs))
        },
      section: { sections[$0].ir })
  }

  private func link(
    _ program: NativeProgram, _ backEnd: NativeBackEnd, _ result: inout Result
  ) throws {
    let folder = try PrivateFolder.make(
      in: context.options.privateParents(), fileSystem: context.fileSystem)
    do {
      let path = folder.appending("tests")
      take(try backEnd.make(program, to: path, present: nil), &result)
      result.program = BuiltProgram(path: path, name: path, privateFolder: folder)
    } catch {
      PrivateFolder.remove(folder, fileSystem: context.fileSystem)
      throw (error as? ToolRefusal)?.error ?? error
    }
  }
}
