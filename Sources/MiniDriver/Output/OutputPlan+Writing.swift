// Writes the outputs that are not fresh: the text, then the executable, then the index.

import BuildCache
import FileIO
import SystemPackage

extension OutputPlan {
  /// The result of writing the outputs.
  struct Result {
    var patched = false
    var placement: Assembled.Placement?
    var text: [UInt8] = []
    var bytesWritten: UInt64 = 0
    var nativeNanoseconds: UInt64 = 0
    var unitCounts = BuildReport.Counts()
    /// See ``BuildReport/areUnitsKnown``.
    var areUnitsKnown = true
    var units: [BuildReport.Unit] = []
    var links: [BuildReport.Link] = []
    var program: BuiltProgram?
    var tests: [BuiltTest] = []
    var keepVerdicts: (@Sendable ([TestVerdict]) -> Void)?
    var keepPassedFiles: (@Sendable (Set<String>) -> Void)?
  }

  /// Writes the outputs that are not fresh, and the project's index.
  ///
  /// - Parameter compilation: without errors; with `-g`, its artifacts are renumbered.
  /// - Throws: ``LostSections``, with nothing written; ``BuildError``; ``Restart``.
  func write(_ compilation: inout ProjectCompilation) throws -> Result {
    var result = Result(program: keptProgram)
    var steps = PhaseClock(context.options.trace)
    var written = try savingAhead(compilation.takePendingAdditions()) {
      try writeText(&compilation, &steps, &result)
    }
    steps.lap("assemble")
    let program = written.program
    if !written.isLinked {
      // If the build is ended while it makes the executable, the text and the index left belong
      // together.
      let (index, text) = (written.index.take(), recordedText(written.outputs))
      try Parallel.both(threadsMax: context.options.threadsMax) { [cache = context.cache] in
        if let index { cache.save(project: index, text: text) }
      } and: {
        try link(program, compilation, written.previous, &written.outputs, &result)
      }
    }
    // Before the index, which records the state of the outputs.
    try sync(shownOutputs.map(\.parentFolder))
    steps.lap("link")
    let saved = context.cache.finish(
      project: written.index
        ?? program.encodedIndex(compilation, outputs: trust.sealed(written.outputs)),
      text: recordedText(written.outputs))
    result.bytesWritten += saved.bytesWritten
    // If nothing is saved, they may be the outputs of a build that could not record them either.
    for output in written.damaged where saved.isSaved {
      context.cache.report("'\(output)' was changed after the last build; it was rewritten")
    }
    if let projectPaths { try sync([projectPaths.index.parentFolder]) }
    steps.lap("save")
    return result
  }

  /// The state after the text is written, and before the executable is.
  private struct Written {
    let program: ProgramLayout
    /// The records of the outputs that are right.
    var outputs: [OutputRecord]
    /// Outputs of this very program that did not have its bytes.
    let damaged: [FilePath]
    /// Whether the executable is up to date.
    let isLinked: Bool
    /// The combined IR before this build, if units are compiled from it. (The last reader closes the
    /// file, which frees its memory.)
    let previous: PreviousIR?
    /// The project's index, if the text was made: all of it, or all but the executable.
    var index: IndexImage?
  }

  private func writeText(
    _ compilation: inout ProjectCompilation, _ steps: inout PhaseClock, _ result: inout Result
  ) throws -> Written {
    let program = try ProgramLayout(context: context, compilation: &compilation)
    steps.lap("lay out")
    let snapshot = compilation.graph.snapshot
    var outputs = snapshot?.project.outputs ?? []
    let strangers = strangers(snapshot)
    if !strangers.isEmpty { try check(strangers, against: compilation.graph) }
    var isStale = !isTextFresh(of: program.projectHash, snapshot)
    var isLinked = isExecutableFresh(of: program.projectHash, snapshot)
    let touched = touched(of: program.projectHash, snapshot)
    var isDoubtful = isStale && touched.contains { $0.path == text?.path }
    if !isLinked, let path = executable?.path, touched.contains(where: { $0.path == path }) {
      isLinked = restamp(path, snapshot, &outputs)
    }
    if !trust.trustsStamps(of: snapshot) {
      isDoubtful = isDoubtful || !isStale
      isStale = text != nil
      isLinked = isLinked && hasExecutableItsBytes(snapshot)
      // Outputs that are not checked now are no longer known.
      outputs = outputs.filter { isOfExecutable($0) }
    }
    let makesText = isStale || wantsText
    // Opened before it is replaced.
    let previous = isLinked && !makesText ? nil : previousIR(snapshot)
    var index: IndexImage?
    if makesText {
      let written = try assemble(
        program, compilation, previous, isStale ? text : nil, isDoubtful: isDoubtful, &result)
      if isStream, let ir { try writeStream(result.text, to: ir) }
      try writeWholes(of: program.projectHash, snapshot, &outputs, &result)
      if isStale, let path = text?.path {
        record(
          name(of: path), written.map { statusNow(path, written: $0) },
          program.projectHash.digest, in: &outputs)
      }
      removeUnusedCopy(of: program.projectHash, &outputs)
      index = program.encodedIndex(
        compilation,
        outputs: isLinked ? trust.sealed(outputs) : trust.sealedForThisRun(outputs))
    }
    let damaged = touched.filter { output in
      shownOutputs.contains(output.path)
        && outputs[name(of: output.path)]?.stamp != output.stamp
    }
    return Written(
      program: program, outputs: outputs, damaged: damaged.map(\.path), isLinked: isLinked,
      previous: isLinked ? nil : previous, index: index)
  }

  /// Runs `body` while another thread saves everything that does not depend on it.
  private func savingAhead<Value>(
    _ additions: ResultSlots<FileAdditions>, _ body: () throws -> Value
  ) throws -> Value {
    let (cache, threadsMax) = (context.cache, context.options.threadsMax)
    return try Parallel.both(threadsMax: threadsMax) {
      cache.keep(additions)
      cache.save(filesMin: MultiLevelCache.filesAheadMin, threadsMax: threadsMax)
    } and: {
      try body()
    }
  }

  /// - Parameters:
  ///   - target: `nil` if the text's file is right.
  ///   - isDoubtful: whether it may have the right bytes.
  /// - Returns: the status of the file if it is right now, before it was renamed; `nil` for a copy
  ///   that failed.
  /// - Throws: ``LostSections``, with nothing written; ``BuildError``.
  private func assemble(
    _ program: ProgramLayout, _ compilation: ProjectCompilation, _ previous: PreviousIR?,
    _ target: CombinedOutput.Target?, isDoubtful: Bool, _ result: inout Result
  ) throws -> FileStatus? {
    let snapshot = compilation.graph.snapshot
    let output = CombinedOutput(
      header: program.header, runs: program.runs, index: snapshot, previous: previous,
      fileSystem: context.fileSystem
    ) { [cache = context.cache] row in
      guard let snapshot else { return nil }
      let id = snapshot.irID(row)
      return cache.fileIR(id, sizeBytes: snapshot.section(row).length)
        .map { program.section(of: id, $0) }
    }
    do throws(AssemblyError) {
      let assembled = try output.write(
        wantsText ? .inMemory : .inFile, to: target, isDoubtful: isDoubtful,
        threadsMax: context.options.threadsMax)
      result.patched = assembled.patched
      result.placement = assembled.placement
      result.bytesWritten += assembled.bytesWritten
      if wantsText { result.text = assembled.bytes }
      report(assembled, previous, program, compilation.graph)
      return assembled.status
    } catch {
      switch error {
      case .sectionsLost(let sections):
        throw LostSections(files: sections.map { program.order[$0] })
      case .inTheWay(let path, let reason): throw BuildError.output(path: path, reason: reason)
      case .refused(let path, let errno):
        throw BuildError.output(path: path, reason: "\(errno)" + advice(on: errno))
      }
    }
  }

  /// A way to build without a file that cannot be written.
  private func advice(on errno: Errno) -> String {
    let isForbidden = errno == .readOnlyFileSystem || errno == .permissionDenied
    guard isForbidden, context.options.output == nil else { return "" }
    return "; '-o PATH' writes elsewhere, and 'mini run' writes no output"
  }

  // MARK: Durability

  /// With `--durable`, waits until all data of these folders' file systems is on the disk.
  private func sync(_ folders: [FilePath]) throws(BuildError) {
    guard context.options.durability == .synced else { return }
    var isSynced: Set<UInt64> = []
    for folder in folders {
      do throws(FileError) {
        guard let handle = try DirectoryHandle(folder, fileSystem: context.fileSystem) else {
          throw FileError(.sync, folder, .noSuchFileOrDirectory)
        }
        if isSynced.insert(try handle.device()).inserted { try handle.syncAll() }
      } catch {
        throw .notDurable(path: folder.string, reason: error.errno.description)
      }
    }
  }
}
