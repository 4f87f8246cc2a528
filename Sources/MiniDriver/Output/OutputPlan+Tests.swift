// The executable that contains a project's tests.

import BuildCache
import FileIO
import MiniBackend
import MiniFrontend
import SystemPackage

extension OutputPlan {
  /// Makes the executable in a folder of its own, if a test has to run. Its sections are those of the
  /// files, as in any program, and one for the tests of each file. The index of a program is
  /// written as `check` writes it.
  ///
  /// - Parameter compilation: without errors.
  /// - Throws: ``LostSections``; ``BuildError``; ``Restart``.
  func makeTests(_ compilation: inout ProjectCompilation) throws -> Result {
    var steps = PhaseClock(context.options.trace)
    // Opened before it is replaced.
    let previous = previousIR(compilation.graph.snapshot)
    var result = Result()
    if try describesProgram(&compilation) { result = try write(&compilation) }
    context.cache.keep(compilation.takePendingAdditions())
    let order = ProgramLayout.linkOrder(of: compilation.graph)
    let tests = try compilation.compileTests(inOrder: order)
    steps.lap("compile tests")
    if let backEnd, !tests.isEmpty {
      let files = FileSections(order, compilation, previous: previous, cache: context.cache)
      let sections =
        try files.all(threadsMax: context.options.threadsMax) + tests.map(\.compiled.ir)
      let verdicts = TestVerdicts(
        context.cache,
        reach: TestReach(
          sections, debugInfo: context.options.debugInfo, threadsMax: context.options.threadsMax),
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
        let point =
          switch context.options.testProgram {
          // Of all tests, so that it is the same whichever of them run.
          case .isolated: EntryPoint.tests(symbols)
          case .inTurn: EntryPoint.testsInTurn(result.tests.map(\.symbol))
          }
        let program = testProgram(files, Array(zip(tests, runs)), point) { sections[$0] }
        try link(program, backEnd, &result)
        steps.lap("make the program")
      }
    }
    result.bytesWritten += context.cache.finish().bytesWritten
    return result
  }

  /// Whether the program's index is to be written: the files are a program, and not as it says.
  private func describesProgram(_ compilation: inout ProjectCompilation) throws -> Bool {
    guard context.isOneProgram, context.options.debugInfo == .none,
      try compilation.hasEntryPoint()
    else { return false }
    let graph = compilation.graph
    return graph.snapshot?.project.options != context.irOptions || graph.hasNewShape
      || !graph.files.touchedIndices.isEmpty || !compilation.artifacts.isEmpty
  }

  /// Decides which of a file's tests run.
  ///
  /// - Parameter symbols: those of all tests, whether they run or not. A test's number is its index.
  private func prepared(
    _ file: CompiledTests, _ verdicts: TestVerdicts, _ symbols: inout [String]
  ) -> [BuiltTest] {
    var built: [BuiltTest] = []
    for name in file.compiled.names {
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
      if context.options.testProgram == .isolated, verdicts.isPassed(inputs) { return .cached }
      // Reading the last verdict takes time.
      let reason =
        context.details == .files ? verdicts.reason(inputs, ofTest: symbol) : .neverBuilt
      return .runs(number: number, inputs, reason)
    }
    return .runs(number: number, inputs, .rechecked)
  }

  /// - Parameters:
  ///   - tests: with whether one of them runs.
  ///   - section: of the files, then of the tests.
  private func testProgram(
    _ files: FileSections, _ tests: [(CompiledTests, Bool)], _ point: EntryPoint,
    section: @escaping @Sendable (Int) -> [UInt8]?
  ) -> NativeProgram {
    var parts = files.runtimeParts
    for (file, _) in tests { parts.formUnion(RuntimeParts(rawValue: file.compiled.runtimeParts)) }
    return NativeProgram(
      header: ProgramHeader.text(
        rootModule: context.rootModule, point: point, parts: parts,
        debugInfo: context.options.debugInfo),
      point: point, debugInfo: context.options.debugInfo,
      modules: files.modules
        + tests.map { file, runs in
          .init(
            path: "\(file.path) tests", irID: file.compiled.irID, sizeBytes: file.compiled.ir.count,
            role: .tests(run: runs))
        },
      section: section)
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
