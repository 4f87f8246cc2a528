// The commands that compile and link, as the toolchain's own driver says them.

import BuildCache
import FileIO
import SystemPackage

/// Asks the toolchain, and remembers what it said.
struct ToolCommands: Sendable {
  let toolchain: (clang: Toolchain.Program, linker: Toolchain.Program)
  let fileSystem: any FileSystem

  /// What is known of the toolchain at a level: from the record, or asked now.
  ///
  /// - Parameter folder: for what the driver says.
  /// - Returns: the record, to be kept where `isNew`.
  func record(
    _ known: ToolchainRecord?, level: Int, in folder: FilePath
  ) throws(BuildError) -> (record: ToolchainRecord, isNew: Bool) {
    let known = known.flatMap { isCurrent($0) ? $0 : nil }
    if let known, known.levels.contains(where: { $0.level == level }) { return (known, false) }
    let commands = try ask(level, in: folder)
    if var known,
      commands.programs.allSatisfy({ path in known.programs.contains { $0.path == path } })
    {
      known.levels.append(commands.level)
      return (known, true)
    }
    var paths: [String] = []
    for path in [toolchain.clang.path.string, toolchain.linker.path.string] + commands.programs
    where !paths.contains(path) {
      paths.append(path)
    }
    let hashed = Parallel.map(paths, threadsMax: paths.count) { path in
      Result { () throws(BuildError) in try digest(of: path) }
    }
    var programs: [ToolchainRecord.Program] = []
    var digests: [Digest] = []
    for (path, result) in zip(paths, hashed) {
      let (digest, stamp) = try result.get()
      programs.append(.init(path: path, stamp: stamp))
      digests.append(digest)
    }
    let record = ToolchainRecord(
      clang: toolchain.clang.path.string, linker: toolchain.linker.path.string,
      identity: Digest(of: digests), programs: programs, levels: [commands.level])
    return (record, true)
  }

  /// Whether a record is of these programs as they are now.
  private func isCurrent(_ record: ToolchainRecord) -> Bool {
    guard record.clang == toolchain.clang.path.string,
      record.linker == toolchain.linker.path.string
    else { return false }
    return record.programs.allSatisfy { program in
      // One that cannot be looked at is not the one it was.
      let status = try? fileSystem.status(of: FilePath(program.path), followingLinks: true)
      return status.map { Stamp($0) } == program.stamp
    }
  }

  private func digest(of path: String) throws(BuildError) -> (Digest, Stamp) {
    do throws(FileError) {
      guard let file = try MappedFile(FilePath(path), fileSystem: fileSystem) else {
        throw FileError(.open, path, .noSuchFileOrDirectory)
      }
      return (Digest(hashing: file), Stamp(file.status))
    } catch {
      throw .toolchain(reason: "\(error)")
    }
  }

  // MARK: Asking

  private struct Commands {
    let level: ToolchainRecord.Level
    /// The compiler and the linker that the driver runs.
    let programs: [String]
  }

  /// What `clang -###` says it would run.
  private func ask(_ level: Int, in folder: FilePath) throws(BuildError) -> Commands {
    let clang = toolchain.clang.path
    let input = folder.appending("asked.ll").string
    let output = folder.appending("asked").string
    do throws(FileError) {
      try fileSystem.replaceFile(FilePath(input), with: [])
    } catch {
      throw .output(path: input, reason: "\(error.errno)")
    }
    let end = ToolProcess.run(
      [
        clang.string, "-###", "-O\(level)", "-Wno-override-module",
        "--ld-path=\(toolchain.linker.path)", "-x", "ir", input, "-o", output,
      ], messages: folder.appending("asked.err"), fileSystem: fileSystem)
    if let failure = end.failure {
      throw .toolchain(
        reason: "'\(clang)' cannot say how it compiles (\(failure)); is it clang 15 or later?\n"
          + end.message)
    }
    let lines = end.message.utf8.split(separator: UInt8(ascii: "\n")).map { Self.words($0) }
    guard let compiling = lines.first(where: { $0.dropFirst().first == "-cc1" }),
      let linking = lines.last, linking.contains(output),
      let object = Self.value(of: "-o", in: compiling),
      let place = linking.firstIndex(of: object),
      let outputPlace = linking.firstIndex(of: "-o"), outputPlace < place
    else {
      throw .toolchain(
        reason: "'\(clang)' does not say how it compiles and links; is it clang 15 or later?\n"
          + end.message)
    }
    var start = Array(linking[..<place])
    start.removeSubrange(outputPlace...(outputPlace + 1))
    return Commands(
      level: .init(
        level: UInt32(level), compile: Self.compileCommand(compiling), linkStart: start,
        linkEnd: Array(linking[(place + 1)...])),
      programs: [compiling[0], linking[0]])
  }

  private static func value(of option: String, in words: [String]) -> String? {
    guard let place = words.firstIndex(of: option), place + 1 < words.count else { return nil }
    return words[place + 1]
  }

  /// The compiler's command without what is of one file or of one folder. One process may compile
  /// several files, so that memory is to be freed.
  private static func compileCommand(_ words: [String]) -> [String] {
    var command: [String] = []
    var place = 0
    while place < words.count {
      let word = words[place]
      switch word {
      case "-o", "-dumpdir", "-main-file-name": place += 2
      case "-x": place += 3  // and the file
      case "-disable-free": place += 1
      case _ where word.hasPrefix("-fdebug-compilation-dir="): place += 1
      case _ where word.hasPrefix("-fcoverage-compilation-dir="): place += 1
      default:
        command.append(word)
        place += 1
      }
    }
    return command + ["-x", "ir"]
  }

  /// The words of a line of commands: each in quotes, with a backslash before what needs one.
  private static func words(_ line: some Sequence<UInt8>) -> [String] {
    var words: [String] = []
    var word: [UInt8]?
    var isEscaped = false
    for byte in line {
      if isEscaped {
        word?.append(byte)
        isEscaped = false
      } else if byte == UInt8(ascii: "\\") {
        isEscaped = true
      } else if byte == UInt8(ascii: "\"") {
        if let whole = word {
          words.append(String(decoding: whole, as: UTF8.self))
          word = nil
        } else {
          word = []
        }
      } else {
        word?.append(byte)
      }
    }
    return words
  }
}
