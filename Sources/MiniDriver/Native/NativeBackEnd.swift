// From a program's sections to an executable: units compiled by the toolchain's clang, or taken from
// the cache, and linked by its lld.

import BuildCache
import FileIO
import ObjectStore
import SystemPackage

/// The toolchain that makes executables of LLVM IR, and what it has made already.
struct NativeBackEnd: Sendable {
  private let toolchain: (clang: Toolchain.Program, linker: Toolchain.Program)
  private let context: BuildContext
  private let place: ProjectPlace?
  private var level: Int { context.options.optimization }

  /// Finds the toolchain.
  init(context: BuildContext, place: ProjectPlace?) throws(BuildError) {
    toolchain = try context.options.toolchain.find(context.fileSystem)
    self.context = context
    self.place = place
  }

  /// What an executable's record names: the program, the level and these tools, by their stamps. A
  /// null build asks for no more.
  func key(of program: ProjectHash) -> Digest {
    var text = "executable\n\(program.digest)\n-O\(level)\n"
    for tool in [toolchain.clang, toolchain.linker] {
      let stamp = tool.stamp
      text +=
        "\(tool.path) \(stamp.sizeBytes) \(stamp.mtimeNanoseconds) \(stamp.ctimeNanoseconds)"
        + " \(stamp.inode)\n"
    }
    return Digest(hashing: Array(text.utf8))
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
  /// - Parameter present: the key of the executable that has the output's name.
  /// - Throws: ``BuildError``, or ``Restart`` where a section is lost.
  func make(
    _ program: NativeProgram, to output: FilePath, present: UnitKey?
  ) throws -> Made {
    var record = context.cache.toolchainRecord()
    for _ in 0..<2 {
      do {
        return try make(program, to: output, present: present, knowing: record)
      } catch let failure as LinkFailure {
        // The C library's files are not the toolchain's: they may have moved since it was asked.
        guard failure.isOfRecord else { throw failure.error }
        record = nil
      }
    }
    preconditionFailure("what was asked just now is of no record")
  }

  private struct LinkFailure: Error {
    let error: BuildError
    /// Whether the linker was called as the record says.
    let isOfRecord: Bool
  }

  private func make(
    _ program: NativeProgram, to output: FilePath, present: UnitKey?,
    knowing record: ToolchainRecord?
  ) throws -> Made {
    let start = ContinuousClock.now
    var steps = PhaseClock(context.options.trace)
    let folder = try workFolder(for: output)
    let (tools, isNew) = try ToolCommands(toolchain: toolchain, fileSystem: context.fileSystem)
      .record(record, level: level, in: folder.path)
    guard let commands = tools.levels.first(where: { $0.level == level }) else {
      preconditionFailure("the record holds the level that it was asked for")
    }
    steps.lap("ask the toolchain")
    var linking = try Linking(
      program, toolchain: "\(tools.identity)", context: context, place: place)
    steps.lap("plan units")
    linking.lookUp()
    steps.lap("look units up")
    let executable = UnitInputs(
      toolchain: "\(tools.identity)", options: commands.linkOptions, name: "executable",
      content: Digest(of: linking.units.map(\.inputs.key.digest)))
    var made = Made(
      key: executable.key,
      unitCounts: .init(total: linking.units.count, compiled: linking.stale.count))
    if present != made.key {
      try linking.compile(
        UnitCompiler(command: commands.compile, folder: folder.path, context: context), program)
      steps.lap("compile units")
      let archive = try linking.writeArchive(beside: folder.path)
      made.bytesWritten += archive.sizeBytes
      steps.lap("write archive")
      var news = UnitNews()
      news.entries = linking.newEntries
      news.project = archive.kept.map { (archive.units, $0) }
      // Before the linker runs: the archive has its name already, and the list of its units must be its.
      context.cache.keep(units: news)
      context.cache.saveSoFar()
      steps.lap("save units")
      let linkStart = context.options.trace.begin()
      do throws(BuildError) {
        made.file = try link(archive.path, commands, in: folder.path, to: output)
      } catch {
        throw LinkFailure(error: error, isOfRecord: !isNew)
      }
      context.options.trace.end(
        linkStart, .link, "link \(output)", [("units", .integer(Int64(linking.units.count)))])
      steps.lap("run the linker")
      made.bytesWritten += made.file?.sizeBytes ?? 0
    }
    if isNew {
      var news = UnitNews()
      news.toolchain = tools.encode()
      context.cache.keep(units: news)
    }
    made.nanoseconds = (ContinuousClock.now - start).nanoseconds
    return made
  }

  /// In the cache; beside the output where there is none that can be written.
  private func workFolder(for output: FilePath) throws(BuildError) -> WorkFolder {
    if let cache = context.cache.writableFolder {
      // The other place will do.
      if let folder = try? WorkFolder(in: cache, fileSystem: context.fileSystem) { return folder }
    }
    do throws(FileError) {
      return try WorkFolder(in: output.parentFolder, fileSystem: context.fileSystem)
    } catch {
      throw .output(path: output.string, reason: error.errno.description)
    }
  }

  private func link(
    _ archive: FilePath, _ commands: ToolchainRecord.Level, in folder: FilePath,
    to output: FilePath
  ) throws(BuildError) -> (sizeBytes: UInt64, inode: UInt64?) {
    let made = folder.appending("executable")
    let words =
      commands.linkStart + [
        "--threads=\(context.options.threadsMax)", "-o", made.string, "--whole-archive",
        archive.string, "--no-whole-archive",
      ] + commands.linkEnd
    let end = ToolProcess.run(
      words, messages: folder.appending("link.err"), fileSystem: context.fileSystem)
    if let failure = end.failure {
      throw .toolchain(reason: "'\(words[0])' failed (\(failure)):\n\(end.message)")
    }
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
