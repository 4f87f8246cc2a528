// The commands that compile and link, and the identity of the toolchain that runs them.

import BuildCache
import FileIO
import Synchronization
import SystemPackage

/// The toolchain of one build, examined once, on first use.
///
/// Commands consist of fixed words, and of the programs and C library files found by this build.
/// Each build asks the driver again if it needs an answer. Only hashes of files come from records.
///
/// A class, because the build's threads share it.
final class ToolCommands: Sendable {
  let clang: Toolchain.Program
  let linker: Toolchain.Program

  private let name: ToolchainRecord.Name
  private let level: Int
  /// Digests of the variables that the user's configuration names.
  private let variables: [Digest]
  private let fileSystem: any FileSystem
  private let ask: Asking
  private let state: Mutex<State>

  private struct State {
    var records: ToolchainRecords
    var identity: ToolchainRecord.Identity?
    /// `nil`: not searched yet.
    var layout: LinkLayout??
    var answer: DriverAnswer?
    /// Whether clang itself compiles, instead of calling another program; `nil`: not known yet.
    var isGenuine: Bool?
  }

  /// Runs a program with these words to its end, and returns its standard error.
  typealias Asking =
    @Sendable (
      _ program: FilePath, _ words: [[UInt8]]
    ) throws(BuildError) -> [UInt8]

  /// - Parameter cache: where a record can be stored; `nil`: no record is used.
  init(
    _ toolchain: Toolchain, level: Int, cache: MultiLevelCache?, fileSystem: any FileSystem,
    ask: @escaping Asking
  ) throws(BuildError) {
    (clang, linker) = try toolchain.find(fileSystem)
    name = ToolchainRecord.Name(
      clang: clang.path, linker: linker.path, libraryPath: toolchain.environment.libraryPath)
    variables = toolchain.environment.named.map { Digest(hashing: $0) }
    let records = ToolchainRecords(
      name, userFolder: toolchain.userFolder, cache: cache, fileSystem: fileSystem)
    state = Mutex(State(records: records))
    self.level = level
    self.fileSystem = fileSystem
    self.ask = ask
  }

  // MARK: Identity

  /// Digests of everything that shows in the toolchain's output, as a null build asks for them.
  ///
  /// Cost, with a current record: a stat for each of about twenty files.
  func identity() throws(BuildError) -> ToolchainRecord.Identity {
    try withState { state throws(BuildError) in withVariables(try identity(&state)) }
  }

  /// The same before linking: looks for the C library's files now, and makes sure that the identity
  /// covers them.
  func identityForLinking() throws(BuildError) -> ToolchainRecord.Identity {
    try withState { state throws(BuildError) in
      let identity = try identity(&state)
      guard let layout = layout(&state), !state.records.list(layout.files) else {
        return withVariables(identity)
      }
      return withVariables(try find(&state))
    }
  }

  private func withVariables(_ identity: ToolchainRecord.Identity) -> ToolchainRecord.Identity {
    guard !variables.isEmpty else { return identity }
    return .init(
      compiler: Digest(of: [identity.compiler] + variables),
      linker: Digest(of: [identity.linker] + variables))
  }

  private func identity(_ state: inout State) throws(BuildError) -> ToolchainRecord.Identity {
    if let identity = state.identity { return identity }
    if let known = state.records.identity(programs: [clang.stamp, linker.stamp]) {
      state.identity = known
      state.isGenuine = true
      return known
    }
    return try find(&state)
  }

  /// Finds all files of the toolchain, and hashes those that no record knows.
  private func find(_ state: inout State) throws(BuildError) -> ToolchainRecord.Identity {
    let isGenuine = try isGenuine(&state)
    let layout = layout(&state)
    let answer = layout == nil ? try answer(&state) : nil
    var compiler = LoadedObjects(libraryPath: name.libraryPath, fileSystem: fileSystem)
    var linker = compiler
    compiler.add(isGenuine ? clang.path : answer?.compiler ?? clang.path)
    linker.add(answer?.linker ?? self.linker.path)
    let inputs = answer?.linkerFiles(fileSystem) ?? (files: layout?.files ?? [], folders: [])
    var hashing = FileHashing(state.records, fileSystem: fileSystem)
    // The programs come first, as in the record.
    _ = try hashing.add([clang.path, self.linker.path])
    let compilerDigests = try hashing.add(compiler.files)
    let linkerDigests = try hashing.add(linker.files + inputs.files)
    hashing.addUnread(
      compiler.folders + linker.folders + inputs.folders + [LoaderCache.path]
        + (layout.map { [$0.gccFolder] } ?? []))
    let identity = ToolchainRecord.Identity(
      compiler: Digest(
        of: compilerDigests + digests(isGenuine ? CommandPattern.all : answer?.compileWords)),
      linker: Digest(of: linkerDigests + digests(answer?.linkWords ?? layout?.words)))
    state.identity = identity
    state.records.keep(hashing.toolchain(name, isWhole: isGenuine, identity))
    return identity
  }

  private func digests(_ words: [[UInt8]]?) -> [Digest] {
    (words ?? []).map { Digest(hashing: $0) }
  }

  // MARK: Commands

  /// The compiler and its options; the files follow.
  func compileCommand() throws(BuildError) -> [[UInt8]] {
    try withState { state throws(BuildError) in
      if try isGenuine(&state) { return [clang.path.bytes] + CommandPattern.compile(level: level) }
      return try answer(&state).compile
    }
  }

  /// The compiler's options without paths, as they are on any machine with this toolchain.
  func compileWords() throws(BuildError) -> [[UInt8]] {
    try withState { state throws(BuildError) in
      if try isGenuine(&state) { return CommandPattern.compile(level: level) }
      return try answer(&state).compileWords
    }
  }

  /// The compiler's program and everything that it loads, the C library included.
  func compilerFiles() throws(BuildError) -> [ToolchainRecord.File] {
    try withState { state throws(BuildError) in
      var objects = LoadedObjects(
        libraryPath: name.libraryPath, .included, fileSystem: fileSystem)
      objects.add(try isGenuine(&state) ? clang.path : try answer(&state).compiler)
      var hashing = FileHashing(state.records, fileSystem: fileSystem)
      return try hashing.hash(objects.files)
    }
  }

  /// The linker's command in two parts; the files to link go between them.
  func linkCommand() throws(BuildError) -> (start: [[UInt8]], end: [[UInt8]]) {
    try withState { state throws(BuildError) in
      _ = try isGenuine(&state)
      if let layout = layout(&state) {
        return ([linker.path.bytes] + layout.start, layout.end)
      }
      let answer = try answer(&state)
      return (answer.linkStart, answer.linkEnd)
    }
  }

  /// `nil` if the driver provides the linker's words.
  private func layout(_ state: inout State) -> LinkLayout? {
    if let known = state.layout { return known }
    let found = state.isGenuine == true ? LinkLayout(fileSystem: fileSystem) : nil
    state.layout = .some(found)
    return found
  }

  /// Whether clang itself compiles. The driver is asked once, and the record stores the answer for
  /// this file.
  private func isGenuine(_ state: inout State) throws(BuildError) -> Bool {
    if let known = state.isGenuine { return known }
    let isGenuine: Bool
    if Machine.compilerWords == nil {
      isGenuine = false
    } else if state.records.isGenuine(clang: clang.stamp) {
      isGenuine = true
    } else {
      let compiler = try answer(&state).compiler
      // A compiler that cannot be examined cannot run.
      let status = (try? fileSystem.status(of: compiler, followingLinks: true)) ?? nil
      isGenuine = status.map { Stamp($0) } == clang.stamp
    }
    state.isGenuine = isGenuine
    return isGenuine
  }

  private func answer(_ state: inout State) throws(BuildError) -> DriverAnswer {
    if let known = state.answer { return known }
    let text = try ask(clang.path, DriverAnswer.question(level: level, linker: linker.path))
    if let version = DriverAnswer.version(in: text), version < DriverAnswer.versionMin {
      throw .toolchain(
        reason: "'\(clang.path)' is clang \(version), and mini's LLVM IR needs clang"
          + " \(DriverAnswer.versionMin) or later: install it, or name another one in MINI_CLANG or by"
          + " 'mini config mini.clang PATH'")
    }
    guard let answer = DriverAnswer(text) else {
      throw .toolchain(
        reason: "'\(clang.path)' does not report its commands; is it clang 15 or later?"
          + ToolEnd.firstLine(of: text))
    }
    state.answer = answer
    return answer
  }

  /// (`withLock` does not carry the error's type.)
  private func withState<Value: Sendable>(
    _ body: (inout State) throws(BuildError) -> Value
  ) throws(BuildError) -> Value {
    try state.withLock { state in
      Result { () throws(BuildError) in try body(&state) }
    }.get()
  }
}

/// The words of clang's front end that show in object code. The drivers of clang 15 to 21 all give
/// it these words for IR.
enum CommandPattern {
  /// The options of a level; the files follow.
  static func compile(level: Int) -> [[UInt8]] {
    var words = ["-cc1"] + (Machine.compilerWords ?? [])
    words += [
      "-O\(level)", "-emit-obj", "-mrelocation-model", "pic", "-mframe-pointer=none",
      "-ffp-contract=on", "-debugger-tuning=gdb", "-faddrsig", "-disable-llvm-verifier",
      "-discard-value-names", "-Wno-override-module",
    ]
    if level > 1 { words += ["-vectorize-loops", "-vectorize-slp"] }
    return (words + ["-x", "ir"]).map { Array($0.utf8) }
  }

  static var all: [[UInt8]] { (0...3).flatMap { compile(level: $0) } }
}

extension LinkLayout {
  /// The linker's words that show in an executable, without the paths of the files it reads.
  var words: [[UInt8]] { withoutPaths(start + end) }
}

extension DriverAnswer {
  var compileWords: [[UInt8]] { withoutPaths(compile.dropFirst()) }
  var linkWords: [[UInt8]] { withoutPaths(linkStart.dropFirst() + linkEnd) }
}

/// Replaces paths by a fixed word, except those that the executable contains.
private func withoutPaths(_ words: some Collection<[UInt8]>) -> [[UInt8]] {
  var result: [[UInt8]] = []
  var previous: [UInt8] = []
  for word in words {
    let isHeld = ["-dynamic-linker", "-rpath"].contains { previous == Array($0.utf8) }
    if word.starts(with: "-L".utf8) {
      result.append(Array("-L".utf8))
    } else if word.first == UInt8(ascii: "/"), !isHeld {
      result.append(Array("path".utf8))
    } else {
      result.append(word)
    }
    previous = word
  }
  return result
}
