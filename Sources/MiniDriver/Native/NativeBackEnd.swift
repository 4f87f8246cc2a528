// Makes an executable from a program's sections: units are compiled by clang or taken from the
// cache, and linked by lld.

import BuildCache
import FileIO
import SystemPackage

/// The toolchain that makes executables from LLVM IR, and its cached results.
struct NativeBackEnd: Sendable {
  let tools: ToolCommands
  let context: BuildContext
  let projectPaths: ProjectPaths?
  private var level: Int { context.options.optimization }

  /// Finds the toolchain.
  ///
  /// - Parameter output: the file to make; `nil` if it is not placed in a folder.
  init(context: BuildContext, projectPaths: ProjectPaths?, output: FilePath?) throws(BuildError) {
    let isKept =
      (context.storesResults || context.options.effect == .report)
      && context.options.changeDetection == .stamps
    tools = try ToolCommands(
      context.options.toolchain, level: context.options.optimization,
      cache: isKept ? context.cache : nil, fileSystem: context.fileSystem
    ) { program, words throws(BuildError) in
      try Self.ask(program, words, output: output, context)
    }
    self.context = context
    self.projectPaths = projectPaths
  }

  /// Examines the tools in parallel with other work, because hashing them or asking clang's driver
  /// is slow.
  func prepare() {
    // On failure, later users of the tools try again and report the reason.
    _ = try? findTools()
  }

  /// The key in an executable's record: the program, the level and these tools. A null build needs
  /// nothing else. `nil` if the tools cannot be read; then making an executable reports the reason.
  func key(of program: ProjectHash) -> Digest? {
    guard let identity = try? tools.identity() else { return nil }
    return Digest(of: [
      program.digest, Digest(hashing: Array("executable -O\(level)".utf8)), identity.compiler,
      identity.linker,
    ])
  }

  /// An executable that was made or is up to date.
  struct Made {
    /// Identifies the executable by its inputs.
    let key: UnitKey
    let linker: Digest
    var unitCounts: BuildReport.Counts
    /// Size and inode; `nil`: the existing executable is up to date.
    var file: (sizeBytes: UInt64, inode: UInt64?)?
    var nanoseconds: UInt64 = 0
    var bytesWritten: UInt64 = 0
    /// The compiled units, and the reason for linking.
    var units: [BuildReport.Unit] = []
    var links: [BuildReport.Link] = []
  }

  /// Makes the executable, unless the existing one was linked from the same units. A rename puts it
  /// in place; on failure, the output is unchanged.
  ///
  /// - Parameters:
  ///   - present: the key of the existing executable at the output's path.
  ///   - recorded: the executable that the last build left there, even if it has changed since.
  ///   - twin: another executable linked from the same units, which can be copied.
  /// - Throws: ``BuildError``; ``ToolRefusal``; ``Restart`` if a section is lost.
  func make(
    _ program: NativeProgram, to output: FilePath, present: UnitKey?,
    recorded: Linking.Recorded? = nil,
    twin: (UnitKey) -> FilePath? = { _ in nil }
  ) throws -> Made {
    try ScratchFolders(context: context, output: output).use { scratch in
      try make(
        program, to: output, present: present, recorded: recorded, twin: twin, in: scratch)
    }
  }

  /// Finds the units that ``make(_:to:present:recorded:twin:)`` would compile, and whether it would
  /// link.
  func preview(
    _ program: NativeProgram, to output: FilePath, present: UnitKey?, recorded: Linking.Recorded?,
    twin: (UnitKey) -> FilePath?
  ) throws -> Made {
    let tools = try findTools()
    var linking = try self.linking(program, tools)
    linking.lookUp(FinishedCodes())
    let key = executableKey(linking, tools)
    let isMade = present == key || twin(key) != nil
    if !isMade { linking.gather() }
    var made = Made(
      key: key, linker: tools.identity.linker,
      unitCounts: .init(total: linking.units.count, compiled: isMade ? 0 : linking.stale.count))
    guard !isMade else { return made }
    made.units = linking.unitReasons
    let reason = linking.linkReason(recorded: recorded, made: executableInputs(linking, tools))
    made.links = [.init(output: output, reason: reason)]
    return made
  }

  struct Tools {
    let identity: ToolchainRecord.Identity
    let compile: [[UInt8]]
    let link: (start: [[UInt8]], end: [[UInt8]])
  }

  func findTools() throws(BuildError) -> Tools {
    Tools(
      identity: try tools.identityForLinking(), compile: try tools.compileCommand(),
      link: try tools.linkCommand())
  }

  func linking(_ program: NativeProgram, _ tools: Tools) throws(Restart) -> Linking {
    try Linking(
      program, toolchain: unitToolchain(tools), context: context, projectPaths: projectPaths)
  }

  /// The toolchain in the inputs of units.
  func unitToolchain(_ tools: Tools) -> String {
    // Units contain copies of the run-time library's functions.
    let compilers = "\(tools.identity.compiler) \(compilerEpochHex)"
    return "\(Digest(hashing: Array(compilers.utf8)))"
  }

  /// Identifies the executable that is linked from these units.
  func executableKey(_ linking: Linking, _ tools: Tools) -> UnitKey {
    executableInputs(linking, tools).key
  }

  private func executableInputs(_ linking: Linking, _ tools: Tools) -> UnitInputs {
    UnitInputs(
      toolchain: "\(tools.identity.linker)", options: "", name: "executable",
      content: Digest(of: linking.units.map(\.inputs.key.digest)))
  }

  private func make(
    _ program: NativeProgram, to output: FilePath, present: UnitKey?, recorded: Linking.Recorded?,
    twin: (UnitKey) -> FilePath?, in scratch: Scratch
  ) throws -> Made {
    let start = ContinuousClock.now
    var steps = PhaseClock(context.options.trace)
    let tools = try findTools()
    steps.lap("find the toolchain")
    var linking = try self.linking(program, tools)
    steps.lap("plan units")
    linking.lookUp(scratch.finished)
    steps.lap("look units up")
    var made = Made(
      key: executableKey(linking, tools), linker: tools.identity.linker,
      unitCounts: .init(total: linking.units.count, compiled: scratch.finished.count))
    if present != made.key, let twin = twin(made.key), let copied = try? copy(twin, to: output) {
      // (If the copy fails, the executable is linked.)
      made.file = copied
      made.bytesWritten += copied.sizeBytes
      steps.lap("copy the executable")
    } else if present != made.key {
      try linking.compile(
        UnitCompiler(
          command: tools.compile, program: program, scratch: scratch, context: context), program
      ) { try remote(tools) }
      made.unitCounts.compiled += linking.stale.count
      steps.lap("compile units")
      made.units = linking.unitReasons
      let reason = linking.linkReason(recorded: recorded, made: executableInputs(linking, tools))
      made.links = [.init(output: output, reason: reason)]
      let archive = try linking.writeArchive(scratch)
      made.bytesWritten += archive.sizeBytes
      var script: String?
      if program.modules.contains(where: { !$0.isNeeded }) {
        script = try linking.writeScript(scratch)
      }
      steps.lap("write archive")
      // Saved before the linker runs: the archive is already in place, so the list of its units
      // must match it.
      if let kept = archive.kept { context.cache.keep(archive.units, in: kept) }
      context.cache.save()
      steps.lap("save units")
      let linkStart = ContinuousClock.now
      let file = try runLinker(
        tools, in: scratch, for: output, script: script,
        hasCachedCode: made.unitCounts.compiled < made.unitCounts.total)
      made.file = try move(file.path, to: output)
      context.options.trace.end(
        linkStart, .link, "link \(output)", [("units", .integer(Int64(linking.units.count)))])
      context.add(
        .link, path: output.string, since: linkStart, (ContinuousClock.now - linkStart).nanoseconds)
      steps.lap("run the linker")
      made.bytesWritten += made.file?.sizeBytes ?? 0
    }
    made.nanoseconds = (ContinuousClock.now - start).nanoseconds
    return made
  }

  /// The remote cache that the settings name.
  private func remote(_ tools: Tools) throws(BuildError) -> RemoteCache? {
    RemoteCache(
      words: try self.tools.compileWords(), toolchain: unitToolchain(tools),
      compiler: self.tools.compilerFiles, context: context)
  }

  /// Asks clang's driver for its commands.
  private static func ask(
    _ program: FilePath, _ words: [[UInt8]], output: FilePath?, _ context: BuildContext
  ) throws(BuildError) -> [UInt8] {
    try ScratchFolders(context: context, output: output).run { scratch throws(BuildError) in
      let end = ToolProcess.run(
        [program.bytes] + words, in: scratch, messages: "asked.err", context)
      guard let failure = end.failure else { return end.said }
      let question =
        failure.isOfWords
        ? "; is it clang 15 or later, and does mini.toolEnvironment name the variables that it needs?"
        : ""
      throw .toolchain(
        reason: "'\(program)' cannot say how it compiles (\(failure))\(question)"
          + end.firstLine)
    }
  }

  /// Links the members of the archive in the scratch folder. Returns the executable's path in that
  /// folder, and its bytes, examined.
  ///
  /// - Parameters:
  ///   - output: the final path, for messages.
  ///   - script: the name of a linker script in the folder.
  ///   - hasCachedCode: whether some of the code came from the cache.
  /// - Throws: ``ToolRefusal``; ``BuildError`` if the linker cannot be started.
  func runLinker(
    _ tools: Tools, in scratch: Scratch, for output: FilePath, script: String? = nil,
    hasCachedCode: Bool
  ) throws -> (path: FilePath, bytes: [UInt8]) {
    let name = "executable"
    let middle =
      [
        "--threads=\(context.options.threadsMax)", "-o", name, "--whole-archive",
        Linking.archiveName, "--no-whole-archive",
      ] + (script.map { [$0] } ?? [])
    let words = tools.link.start + middle.map { Array($0.utf8) } + tools.link.end
    let end = ToolProcess.run(words, in: scratch, messages: "link.err", context)
    if let failure = end.failure {
      let error = BuildError.toolchain(
        reason: "'\(FilePath(bytes: words[0]))' could not link '\(output)' (\(failure))"
          + end.firstLine)
      guard failure.isOfRun else { throw error }
      throw ToolRefusal(error: error, hasCachedCode: hasCachedCode)
    }
    let flaw: String
    let path = scratch.folder.appending(name)
    do throws(FileError) {
      switch try MadeFile(
        name, in: scratch, context.fileSystem, flaw: ObjectCode.flaw(ofExecutable:))
      {
      case .sound(let bytes):
        let mode = try context.fileSystem.status(of: path, followingLinks: false)?.permissions ?? 0
        if mode & 0o022 != 0 {
          // Where the mode cannot be changed, it means nothing.
          try? context.fileSystem.setPermissions(path, mode & ~0o022)
        }
        if mode & 0o100 != 0 { return (path, bytes) }
        flaw = "it is not marked as executable"
      case .flawed(let found): flaw = found
      }
    } catch {
      throw BuildError.output(path: output.string, reason: error.errno.description)
    }
    throw BuildError.toolchain(
      reason: "'\(FilePath(bytes: words[0]))' reported no error, but '\(output)' cannot be used:"
        + " \(flaw); it was not kept. Build again, or check the linker")
  }

  /// Moves an executable to its final path.
  private func move(
    _ made: FilePath, to output: FilePath
  ) throws(BuildError) -> (sizeBytes: UInt64, inode: UInt64?) {
    do throws(FileError) {
      let status = try context.fileSystem.status(of: made, followingLinks: false)
      do throws(FileError) {
        try context.fileSystem.rename(made, to: output)
        return (status?.sizeBytes ?? 0, status?.inode)
      } catch {
        guard error.errno == .improperLink else { throw error }
        return try copy(made, to: output)
      }
    } catch {
      throw .output(path: output.string, reason: error.errno.description)
    }
  }

  /// Copies an executable, because the cache can be on another disk than the output.
  private func copy(
    _ made: FilePath, to output: FilePath
  ) throws(FileError) -> (sizeBytes: UInt64, inode: UInt64?) {
    let bytes = try context.fileSystem.contents(of: made, sizeMax: BuiltProgram.sizeMaxBytes) ?? []
    try context.fileSystem.replaceFile(output, with: bytes, mode: 0o755)
    let status = try context.fileSystem.status(of: output, followingLinks: false)
    return (UInt64(bytes.count), status?.inode)
  }
}
