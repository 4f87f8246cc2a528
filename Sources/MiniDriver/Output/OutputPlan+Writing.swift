// Writes the outputs that are not fresh: texts, then the executable, then the index.

import BuildCache
import FileIO
import SystemPackage

extension OutputPlan {
  /// The result of writing the outputs.
  struct Result {
    var patched = false
    var text: [UInt8] = []
    var bytesWritten: UInt64 = 0
    var nativeNanoseconds: UInt64 = 0
    var unitCounts = BuildReport.Counts()
    var units: [BuildReport.Unit] = []
    var links: [BuildReport.Link] = []
    var program: BuiltProgram?
    var tests: [BuiltTest] = []
    var keepVerdicts: (@Sendable ([TestVerdict]) -> Void)?
  }

  /// Writes the outputs that are not fresh, and the project's index.
  ///
  /// - Parameter compilation: without errors; with `-g`, its artifacts are renumbered.
  /// - Throws: ``LostSections``, with nothing written; ``BuildError``; ``Restart``.
  func write(_ compilation: inout ProjectCompilation) throws -> Result {
    var result = Result(program: keptProgram)
    var steps = PhaseClock(context.options.trace)
    var texts = try savingAhead(compilation.takePendingAdditions()) {
      try writeTexts(&compilation, &steps, &result)
    }
    steps.lap("assemble")
    let program = texts.program
    if !texts.isLinked {
      // If the build is ended while it makes the executable, the texts and the index left belong
      // together.
      let (index, copy) = (texts.index.take(), texts.outputs[.copy]?.stamp)
      try Parallel.both(threadsMax: context.options.threadsMax) { [cache = context.cache] in
        if let index { cache.save(project: index, copy: copy) }
      } and: {
        try link(program, compilation, texts.previous, &texts.outputs, &result)
      }
    }
    // Before the index, which records the state of the outputs.
    try sync(shownOutputs.map(\.parentFolder))
    steps.lap("link")
    let saved = context.cache.finish(
      project: texts.index
        ?? program.encodedIndex(compilation, outputs: trust.sealed(texts.outputs)),
      copy: texts.outputs[.copy]?.stamp)
    result.bytesWritten += saved.bytesWritten
    // If nothing is saved, they may be the outputs of a build that could not record them either.
    for output in texts.damaged where saved.isSaved {
      context.cache.report("'\(output)' was changed after the last build; it was rewritten")
    }
    if let projectPaths { try sync([projectPaths.index.parentFolder]) }
    steps.lap("save")
    return result
  }

  /// The state after the texts are written, and before the executable is.
  private struct Texts {
    let program: ProgramLayout
    /// The records of the outputs that are right.
    var outputs: [OutputRecord]
    /// Outputs of this very program that did not have its bytes.
    let damaged: [FilePath]
    /// Whether the executable is up to date.
    let isLinked: Bool
    /// The cache's copy before this build: units are compiled from it.
    let previous: MappedFile?
    /// The project's index, if a text was written: all of it, or all but the executable.
    var index: IndexImage?
  }

  private func writeTexts(
    _ compilation: inout ProjectCompilation, _ steps: inout PhaseClock, _ result: inout Result
  ) throws -> Texts {
    let program = try ProgramLayout(context: context, compilation: &compilation)
    steps.lap("lay out")
    let snapshot = compilation.graph.snapshot
    var outputs = snapshot?.project.outputs ?? []
    let strangers = strangers(snapshot)
    if !strangers.isEmpty { try check(strangers, against: compilation.graph) }
    var stale = staleTexts(of: program.projectHash, snapshot)
    var isLinked = isExecutableFresh(of: program.projectHash, snapshot)
    let touched = touched(of: program.projectHash, snapshot)
    var doubtful = stale.filter { path in touched.contains { $0.path == path } }
    if !isLinked, let path = executable?.path, touched.contains(where: { $0.path == path }) {
      isLinked = restamp(path, snapshot, &outputs)
    }
    if !trust.trustsStamps(of: snapshot) {
      doubtful += texts.filter { !stale.contains($0) }
      stale = texts
      isLinked = isLinked && hasExecutableItsBytes(snapshot)
      // Outputs that are not checked now are no longer known.
      outputs = outputs.filter { isOfExecutable($0) }
    }
    // Mapped before it is replaced.
    let previous = isLinked ? nil : mappedCombined
    var index: IndexImage?
    if !stale.isEmpty || wantsText {
      let written = try assemble(program, compilation, stale, doubtful, &result)
      if isStream, let ir { try writeStream(result.text, to: ir) }
      try writeWholes(of: program.projectHash, snapshot, &outputs, &result)
      for path in stale {
        record(
          name(of: path), written[path].map { statusNow(path, written: $0) },
          program.projectHash.digest, in: &outputs)
      }
      index = program.encodedIndex(
        compilation,
        outputs: isLinked ? trust.sealed(outputs) : trust.sealedForThisRun(outputs))
    }
    let damaged = touched.filter { output in
      shownOutputs.contains(output.path)
        && outputs[name(of: output.path)]?.stamp != output.stamp
    }
    return Texts(
      program: program, outputs: outputs, damaged: damaged.map(\.path), isLinked: isLinked,
      previous: previous, index: index)
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

  /// - Parameter doubtful: those of `stale` that are left alone if their bytes are right.
  /// - Returns: those of `stale` that are right now (all, except a copy that failed), with their
  ///   statuses before they were renamed.
  /// - Throws: ``LostSections``, with nothing written; ``BuildError``.
  private func assemble(
    _ program: ProgramLayout, _ compilation: ProjectCompilation,
    _ stale: [FilePath], _ doubtful: [FilePath], _ result: inout Result
  ) throws -> WrittenFiles {
    let snapshot = compilation.graph.snapshot
    let output = CombinedOutput(
      header: program.header, runs: program.runs, index: snapshot, fileSystem: context.fileSystem
    ) { [cache = context.cache] row in
      guard let snapshot else { return nil }
      let id = snapshot.irID(row)
      return cache.fileIR(id, sizeBytes: snapshot.section(row).length)
        .map { program.section(of: id, $0) }
    }
    do throws(AssemblyError) {
      let assembled = try output.write(
        wantsText ? .inMemory : .inFiles,
        // (The last build may not have been able to keep one.)
        previous: snapshot?.project.outputs[.copy]?.key == nil ? nil : projectPaths?.combined,
        outputs: stale.filter { $0 == ir }, copies: stale.filter { $0 != ir }, doubtful: doubtful,
        threadsMax: context.options.threadsMax)
      result.patched = assembled.patched
      result.bytesWritten += assembled.bytesWritten
      if wantsText { result.text = assembled.bytes }
      report(assembled, program, compilation.graph)
      return assembled.files
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
