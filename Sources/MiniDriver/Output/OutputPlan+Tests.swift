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
    if let backEnd, !tests.files.isEmpty {
      let files = FileSections(order, compilation, previous: previous, cache: context.cache)
      let closures = ImportClosures(order, compilation.graph, irIDs: files.irIDs)
      try prepare(tests, files, closures, backEnd, &steps, &result)
    } else if !tests.areKnown {
      context.cache.keep(tests: tests.entries)
    }
    result.bytesWritten += context.cache.finish().bytesWritten
    return result
  }

  /// Decides which tests run, and makes the program if one does.
  private func prepare(
    _ tests: CompiledTests, _ files: FileSections, _ closures: ImportClosures,
    _ backEnd: NativeBackEnd, _ steps: inout PhaseClock, _ result: inout Result
  ) throws {
    let threadsMax = context.options.threadsMax
    let conditions = TestConditions(
      toolchain: try backEnd.findTools().identity,
      options: "-O\(context.options.optimization) \(context.irOptions)")
    var passed = PassedFiles(tests, closures, conditions)
    let mayBeCached = context.codeUse == .used && context.options.testProgram == .isolated
    let others = tests.files.filter { !mayBeCached || !passed.contains($0) }
    steps.lap("find files that passed")
    let reached = closures.reached(from: others.map(\.position))
    let sections =
      try files.sections(of: reached, threadsMax: threadsMax) + ir(of: others, tests, files)
    let verdicts = TestVerdicts(
      context.cache,
      reach: TestReach(sections, debugInfo: context.options.debugInfo, threadsMax: threadsMax),
      conditions)
    steps.lap("find what tests reach")
    let isOther = Set(others.map(\.entry))
    var symbols: [String] = []
    var runs: [Bool] = []
    for file in tests.files {
      let verdicts = isOther.contains(file.entry) ? verdicts : nil
      let built = prepared(file, tests.tests(of: file).names, verdicts, &symbols)
      if verdicts != nil { passed.expect(built, of: file) }
      runs.append(built.contains(where: \.work.runs))
      result.tests += built
    }
    steps.lap("look verdicts up")
    guard runs.contains(true) else { return passed.keep(in: context.cache, failed: []) }
    let isIsolated = context.options.testProgram == .isolated
    if isIsolated {
      result.keepVerdicts = { verdicts.keep($0) }
      result.keepPassedFiles = { [passed, cache = context.cache] failed in
        passed.keep(in: cache, failed: failed)
        _ = cache.finish()
      }
    } else if !tests.areKnown {
      context.cache.keep(tests: tests.entries)
    }
    let running = zip(tests.files, runs).compactMap { $1 ? $0.position : nil }
    let reachable = isIsolated ? Set(closures.reached(from: running)) : nil
    let point = entryPoint(of: symbols, result.tests)
    let program = testProgram(files, tests, runs, point) { reachable?.contains($0) ?? true }
    try link(program, backEnd, &result)
    steps.lap("make the program")
  }

  /// - Parameter symbols: those of all tests.
  private func entryPoint(of symbols: [String], _ chosen: [BuiltTest]) -> EntryPoint {
    switch context.options.testProgram {
    // Of all tests, so that it is the same whichever of them run.
    case .isolated: .tests(symbols)
    case .inTurn: .testsInTurn(chosen.map(\.symbol))
    }
  }

  /// The IR of the tests of files.
  ///
  /// - Throws: ``LostSections`` that names those whose IR is lost.
  private func ir(
    of chosen: [CompiledTests.File], _ tests: CompiledTests, _ files: FileSections
  ) throws(LostSections) -> [[UInt8]] {
    let found = chosen.map { tests.ir(of: $0, context.cache) }
    guard found.contains(nil) else { return found.compactMap(\.self) }
    throw files.lost(zip(chosen, found).compactMap { $1 == nil ? $0.position : nil })
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
  /// - Parameters:
  ///   - verdicts: `nil` if all tests of the file have passed.
  ///   - symbols: those of all tests, whether they run or not. A test's number is its index.
  private func prepared(
    _ file: CompiledTests.File, _ names: [String], _ verdicts: TestVerdicts?,
    _ symbols: inout [String]
  ) -> [BuiltTest] {
    var built: [BuiltTest] = []
    for name in names {
      let symbol = FunctionSymbol.raw(module: file.path.module, function: name)
      symbols.append(symbol)
      guard context.options.testFilter.map({ symbol.contains($0) }) ?? true else { continue }
      built.append(
        BuiltTest(
          path: file.path.path, symbol: symbol, name: String(name.drop { $0 != "\"" }),
          work: verdicts.map { work(ofTest: symbol, $0, number: symbols.count - 1) } ?? .cached))
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
  ///   - runs: for each file with tests whether one of them runs.
  ///   - isNeeded: whether the file at a position in link order is reached by a test that runs.
  private func testProgram(
    _ files: FileSections, _ tests: CompiledTests, _ runs: [Bool], _ point: EntryPoint,
    isNeeded: (Int) -> Bool
  ) -> NativeProgram {
    var parts = files.runtimeParts
    var modules = files.modules
    let filesCount = modules.count
    if MissingUnits.canBeNamed(modules) {
      for position in modules.indices { modules[position].isNeeded = isNeeded(position) }
    }
    for (file, runs) in zip(tests.files, runs) {
      let compiled = tests.tests(of: file)
      parts.formUnion(RuntimeParts(rawValue: compiled.runtimeParts))
      modules.append(
        .init(
          path: "\(file.path) tests", irID: compiled.irID, sizeBytes: compiled.irSize,
          role: .tests, isNeeded: runs))
    }
    return NativeProgram(
      header: ProgramHeader.text(
        rootModule: context.rootModule, point: point, parts: parts,
        debugInfo: context.options.debugInfo),
      point: point, debugInfo: context.options.debugInfo, modules: modules
    ) { [cache = context.cache] number in
      number < filesCount
        ? files[number] : tests.ir(of: tests.files[number - filesCount], cache)
    }
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
