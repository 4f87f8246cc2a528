// Which files a build makes, whether they are as the last build left them, and the making of them.

import BuildCache
import FileIO
import MiniBackend
import MiniFrontend
import ObjectStore
import SystemPackage

/// The outputs of one build's goal.
struct OutputPlan {
  private let context: BuildContext
  private let place: ProjectPlace?
  /// `main.ll`, unless the goal makes no file.
  private let ir: FilePath?
  private let executable: (path: FilePath, backEnd: NativeBackEnd)?

  init(context: BuildContext, place: ProjectPlace?) throws(BuildError) {
    self.context = context
    self.place = place
    let options = context.options
    let stem = context.rootFolder.naming(context.rootModule)
    let stemIR = context.rootFolder.naming(context.rootModule + ".ll")
    switch options.goal {
    case .ir:
      ir = options.output ?? stemIR
      executable = nil
    case .executable:
      ir = stemIR
      executable = (
        options.output ?? stem,
        try NativeBackEnd(toolchain: options.toolchain, fileSystem: context.fileSystem)
      )
    case .diagnostics, .combinedIR:
      ir = nil
      executable = nil
    }
    for output in [ir, executable?.path].compactMap({ $0 }) { try check(output) }
  }

  /// What the build tells the user it has made.
  var shownOutputs: [FilePath] { [ir, executable?.path].compactMap { $0 } }

  /// Whether everything that the goal wants stands as the last build left it.
  func isFresh(in snapshot: FileHashCache) -> Bool {
    context.options.goal != .combinedIR && isIRFresh(in: snapshot)
      && isExecutableFresh(in: snapshot)
  }

  private func isIRFresh(in snapshot: FileHashCache) -> Bool {
    let key = snapshot.project.projectHash.digest
    return [ir, place?.combined].compactMap { $0 }.allSatisfy { isFresh($0, key: key, snapshot) }
  }

  private func isExecutableFresh(in snapshot: FileHashCache) -> Bool {
    guard let (path, backEnd) = executable else { return true }
    let key = backEnd.key(
      of: snapshot.project.projectHash, optimization: context.options.optimization)
    return isFresh(path, key: key, snapshot)
  }

  private func isFresh(_ path: FilePath, key: Digest, _ snapshot: FileHashCache) -> Bool {
    let name = recordedName(of: path)
    guard
      let record = snapshot.project.outputs.first(where: { $0.path == name && $0.key == key }),
      let status = try? context.fileSystem.status(of: path, followingLinks: false)
    else { return false }  // one that cannot be looked at is made anew, which tells why
    return status.kind == .regular && Stamp(status) == record.stamp
  }

  /// Outputs are files of ours: nothing else in the place of one is ever replaced.
  private func check(_ output: FilePath) throws(BuildError) {
    guard let name = output.lastComponent, !name.string.hasSuffix(ModulePath.suffix) else {
      throw .output(path: output.string, reason: "that is the name of a source file")
    }
    let kind: FileKind?
    do throws(FileError) {
      kind = try context.fileSystem.status(of: output, followingLinks: false)?.kind
    } catch {
      throw .output(path: output.string, reason: error.errno.description)
    }
    switch kind {
    case nil, .regular: return
    case .directory: throw .output(path: output.string, reason: "it is a folder")
    case .symbolicLink:
      throw .output(path: output.string, reason: "a symbolic link is in its place")
    case .other: throw .output(path: output.string, reason: "a special file is in its place")
    }
  }

  // MARK: Writing

  /// What writing the outputs came to.
  struct Result {
    var patched = false
    var combinedIR: [UInt8] = []
    var bytesWritten: UInt64 = 0
    var nativeNanoseconds: UInt64 = 0
  }

  /// Writes what is not fresh, and the project's index.
  ///
  /// - Parameter compilation: without errors; lost sections are compiled again in it.
  func write(_ compilation: inout ProjectCompilation) throws -> Result {
    var result = Result()
    var program = ProgramLayout(context: context, compilation: compilation)
    let snapshot = compilation.graph.snapshot
    let isUnchanged = snapshot?.project.projectHash == program.projectHash
    var outputs = snapshot?.project.outputs ?? []
    if let snapshot, isUnchanged, context.options.goal != .combinedIR, isIRFresh(in: snapshot) {
      program.outputLength = snapshot.project.outputLength
    } else {
      try assemble(&program, &compilation, &result)
      let key = program.projectHash.digest
      for path in [ir, place?.combined].compactMap({ $0 }) {
        record(path, key: key, in: &outputs)
      }
    }
    if let (path, backEnd) = executable, let ir {
      let key = backEnd.key(
        of: program.projectHash, optimization: context.options.optimization)
      if let snapshot, isFresh(path, key: key, snapshot) {
        // It stands as it was made.
      } else {
        let (nanoseconds, sizeBytes) = try backEnd.compile(
          ir: ir, to: path, optimization: context.options.optimization)
        result.nativeNanoseconds = nanoseconds
        result.bytesWritten += sizeBytes
        record(path, key: key, in: &outputs)
      }
    }
    let index = program.encodedIndex(compilation, outputs: outputs)
    let saved = context.cache.save(
      newFiles: compilation.newFiles, newFunctions: compilation.newFunctions, project: index)
    result.bytesWritten += saved.bytesWritten
    return result
  }

  /// How often sections that turn out to be lost are compiled again; once is what damage takes.
  private static let attemptsMax = 3

  private func assemble(
    _ program: inout ProgramLayout, _ compilation: inout ProjectCompilation, _ result: inout Result
  ) throws {
    let previous = previousCombined(compilation.graph.snapshot)
    for attempt in 1... {
      do throws(AssemblyError) {
        let assembled = try CombinedOutput.assemble(
          header: program.header, sections: program.sections, previous: previous,
          readObject: { context.cache.fileIR($0) }, outputs: [ir].compactMap { $0 },
          copies: [place?.combined].compactMap { $0 }, fileSystem: context.fileSystem)
        program.outputLength = UInt64(assembled.bytes.count)
        result.patched = assembled.patched
        result.bytesWritten += assembled.bytesWritten
        if context.options.goal == .combinedIR { result.combinedIR = assembled.bytes }
        tell(assembled, program)
        return
      } catch {
        switch error {
        case .sectionsLost(let sections) where attempt < Self.attemptsMax:
          try compilation.compileAgain(sections.map { program.order[$0] })
          program = ProgramLayout(context: context, compilation: compilation)
        case .sectionsLost:
          preconditionFailure("a section that was just compiled is at hand")
        case .output(let path, let reason):
          throw BuildError.output(path: path, reason: reason)
        }
      }
    }
  }

  /// Says what was found wrong with the previous combined output, or could not be kept of this one.
  private func tell(_ assembled: Assembled, _ program: ProgramLayout) {
    for failure in assembled.copyFailures { context.cache.report(failure) }
    guard let first = assembled.misfits.first, let path = place?.combined else { return }
    let others = assembled.misfits.count - 1
    context.cache.report(
      "'\(path)' is damaged: the section of \(program.sections[first].path)"
        + (others > 0 ? " and \(others) more" : "") + " did not fit and came from the store")
  }

  /// The last build's combined output, if it is what that build wrote.
  private func previousCombined(_ snapshot: FileHashCache?) -> MappedFile? {
    guard let snapshot, let path = place?.combined else { return nil }
    // Where it cannot be mapped, the store has all of it.
    let mapped = try? MappedFile(path, fileSystem: context.fileSystem)
    let name = recordedName(of: path)
    guard let record = snapshot.project.outputs.first(where: { $0.path == name }) else {
      return mapped  // the last build could not keep one
    }
    if mapped.map({ Stamp($0.status) }) != record.stamp {
      context.cache.report(
        mapped == nil
          ? "'\(path)' is gone or cannot be read; it was assembled anew"
          : "'\(path)' is not as the last build left it; each of its sections was checked")
    }
    return mapped
  }

  /// Keeps an output's stamp, so that the next build knows it is as this one left it.
  private func record(_ path: FilePath, key: Digest, in outputs: inout [OutputRecord]) {
    let name = recordedName(of: path)
    outputs.removeAll { $0.path == name }
    guard let status = try? context.fileSystem.status(of: path, followingLinks: false) else {
      return  // what cannot be looked at will be made anew
    }
    outputs.append(OutputRecord(path: name, stamp: Stamp(status), key: key))
    if outputs.count > Self.outputsMax { outputs.removeFirst(outputs.count - Self.outputsMax) }
  }

  /// Outputs remembered at once: `-o` with ever new names must not make the index grow for ever.
  private static let outputsMax = 64

  /// Outputs in the root's folder by their names, so that the index holds wherever the project is.
  private func recordedName(of path: FilePath) -> String {
    if path == place?.combined { return "combined" }
    return path.parentFolder == context.rootFolder ? path.lastComponent!.string : path.string
  }
}
