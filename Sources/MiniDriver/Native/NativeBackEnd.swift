// From a program's sections to an executable: units compiled by the toolchain's clang, or taken from
// the cache, and linked by its lld.

import BuildCache
import FileIO
import ObjectStore
import SystemPackage

/// The toolchain that makes executables of LLVM IR, and what it has made already.
struct NativeBackEnd: Sendable {
  let tools: ToolCommands
  let context: BuildContext
  let place: ProjectPlace?
  private var level: Int { context.options.optimization }

  /// Finds the toolchain.
  ///
  /// - Parameter output: the file that it is for; `nil`: it stands in no folder.
  init(context: BuildContext, place: ProjectPlace?, output: FilePath?) throws(BuildError) {
    let isKept =
      context.options.cacheUse == .readWrite && context.options.changeDetection == .stamps
    tools = try ToolCommands(
      context.options.toolchain, level: context.options.optimization,
      cache: isKept ? context.cache : nil, fileSystem: context.fileSystem
    ) { program, words throws(BuildError) in
      try Self.ask(program, words, output: output, context)
    }
    self.context = context
    self.place = place
  }

  /// What an executable's record names: the program, the level and these tools. A null build asks for no
  /// more. `nil` where the tools cannot be read: making an executable tells why.
  func key(of program: ProjectHash) -> Digest? {
    guard let identity = try? tools.identity() else { return nil }
    return Digest(of: [
      program.digest, Digest(hashing: Array("executable -O\(level)".utf8)), identity.compiler,
      identity.linker,
    ])
  }

  /// An executable that was made, or need not be.
  struct Made {
    /// Names the executable by what it was linked of.
    let key: UnitKey
    let unitCounts: BuildReport.Counts
    /// Size and inode; `nil`: the one that is there is right.
    var file: (sizeBytes: UInt64, inode: UInt64?)?
    var nanoseconds: UInt64 = 0
    var bytesWritten: UInt64 = 0
  }

  /// Makes the executable, unless the one that is there was linked of the same units. It appears under
  /// its name by a rename, or not at all.
  ///
  /// - Parameters:
  ///   - present: the key of the executable that has the output's name.
  ///   - twin: another executable that was linked of the same units, to be copied.
  /// - Throws: ``BuildError``; ``ToolRefusal``; ``Restart`` where a section is lost.
  func make(
    _ program: NativeProgram, to output: FilePath, present: UnitKey?,
    twin: (UnitKey) -> FilePath? = { _ in nil }
  ) throws -> Made {
    try ScratchPlaces(context: context, output: output).use { scratch in
      try make(program, to: output, present: present, twin: twin, in: scratch)
    }
  }

  /// The tools as they are to be called.
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

  /// The units of a program.
  func linking(_ program: NativeProgram, _ tools: Tools) throws(Restart) -> Linking {
    try Linking(
      program, toolchain: "\(tools.identity.compiler)", context: context, place: place)
  }

  /// Names the executable that is linked of these units.
  func executableKey(_ linking: Linking, _ tools: Tools) -> UnitKey {
    UnitInputs(
      toolchain: "\(tools.identity.linker)", options: "", name: "executable",
      content: Digest(of: linking.units.map(\.inputs.key.digest))
    ).key
  }

  private func make(
    _ program: NativeProgram, to output: FilePath, present: UnitKey?,
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
      key: executableKey(linking, tools),
      unitCounts: .init(
        total: linking.units.count, compiled: linking.stale.count + scratch.finished.count))
    if present != made.key, let twin = twin(made.key), let copied = try? copy(twin, to: output) {
      // (One that cannot be copied is linked.)
      made.file = copied
      made.bytesWritten += copied.sizeBytes
      steps.lap("copy the executable")
    } else if present != made.key {
      try linking.compile(
        UnitCompiler(command: tools.compile, scratch: scratch, context: context), program)
      steps.lap("compile units")
      let archive = try linking.writeArchive(scratch)
      made.bytesWritten += archive.sizeBytes
      steps.lap("write archive")
      var news = UnitNews()
      news.project = archive.kept.map { (archive.units, $0) }
      // Before the linker runs: the archive has its name already, and the list of its units must be its.
      context.cache.keep(units: news)
      context.cache.saveSoFar()
      steps.lap("save units")
      let linkStart = context.options.trace.begin()
      let file: FilePath
      do throws(BuildError) {
        file = try runLinker(archive.path, tools, in: scratch.folder)
      } catch {
        throw ToolRefusal(
          error: error, hasCachedCode: made.unitCounts.compiled < made.unitCounts.total)
      }
      made.file = try move(file, to: output)
      context.options.trace.end(
        linkStart, .link, "link \(output)", [("units", .integer(Int64(linking.units.count)))])
      steps.lap("run the linker")
      made.bytesWritten += made.file?.sizeBytes ?? 0
    }
    made.nanoseconds = (ContinuousClock.now - start).nanoseconds
    return made
  }

  /// Asks clang's driver for what it would run.
  private static func ask(
    _ program: FilePath, _ words: [[UInt8]], output: FilePath?, _ context: BuildContext
  ) throws(BuildError) -> [UInt8] {
    try ScratchPlaces(context: context, output: output).run { scratch throws(BuildError) in
      let end = ToolProcess.run(
        [program.bytes] + words, messages: scratch.folder.appending("asked.err"),
        fileSystem: context.fileSystem)
      guard let failure = end.failure else { return Array(end.message.utf8) }
      throw .toolchain(
        reason: "'\(program)' cannot say how it compiles (\(failure)); is it clang 15 or later?\n"
          + end.message)
    }
  }

  /// Links an archive's members, and returns the executable's path in the folder.
  func runLinker(
    _ archive: FilePath, _ tools: Tools, in folder: FilePath
  ) throws(BuildError) -> FilePath {
    let made = folder.appending("executable")
    let middle = [
      Array("--threads=\(context.options.threadsMax)".utf8), Array("-o".utf8), made.bytes,
      Array("--whole-archive".utf8), archive.bytes, Array("--no-whole-archive".utf8),
    ]
    let words = tools.link.start + middle + tools.link.end
    let end = ToolProcess.run(
      words, messages: folder.appending("link.err"), fileSystem: context.fileSystem)
    if let failure = end.failure {
      throw .toolchain(
        reason: "'\(FilePath(bytes: words[0]))' failed (\(failure)):\n\(end.message)")
    }
    return made
  }

  /// Gives an executable its name.
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

  /// The cache may lie on another disk than the output.
  private func copy(
    _ made: FilePath, to output: FilePath
  ) throws(FileError) -> (sizeBytes: UInt64, inode: UInt64?) {
    let bytes = try context.fileSystem.contents(of: made, sizeMax: codeSizeMax) ?? []
    try context.fileSystem.replaceFile(output, with: bytes, mode: 0o777)
    let status = try context.fileSystem.status(of: output, followingLinks: false)
    return (UInt64(bytes.count), status?.inode)
  }
}
