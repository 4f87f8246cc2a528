// The files that a build makes: which they are, and whether they are fresh.

import BuildCache
import FileIO
import SystemPackage

/// The outputs of one build's goal.
///
/// An output has a record in the project's index: its stamp, and the key of the program that it was
/// made for. Compared with their records, outputs can be
///
/// - *stale*: absent, or without the recorded stamp and this program's key. It is written.
/// - *touched*: recorded with this program's key, but with another stamp. Another build wrote it, or
///   it was copied, restored or damaged.
/// - *doubtful*: the ``text``, stale only because it is touched, or
///   because the machine has restarted (``OutputTrust``). It is left alone if its bytes are right.
/// - a *stranger*: an existing file whose stamp is not recorded. It can be a source under another
///   name, which the build checks before it replaces the file.
struct OutputPlan {
  let context: BuildContext
  let projectPaths: ProjectPaths?
  /// `main.ll`, unless the goal does not produce it.
  let ir: FilePath?
  let executable: Executable?
  /// Object code and assembly of the whole program.
  let wholes: [WholeOutput]
  /// Whether the only output goes into a device or a pipe, in each build.
  let isStream: Bool
  let trust: OutputTrust
  /// `nil`: only IR is made.
  let backEnd: NativeBackEnd?

  /// The executable that the goal requires.
  struct Executable {
    /// `nil` if it is made to run and no cache can keep it.
    let path: FilePath?
  }

  init(
    context: BuildContext, projectPaths: ProjectPaths?, trust: OutputTrust
  ) throws(BuildError) {
    self.context = context
    self.trust = trust
    self.projectPaths = projectPaths
    let options = context.options
    var names: OutputPaths?
    var program: FilePath?
    switch options.goal {
    case .files(let emission):
      names = OutputPaths(
        emission, output: options.output,
        stem: options.stem ?? context.rootFolder.naming(context.rootModule),
        fileSystem: context.fileSystem)
    case .program: program = projectPaths?.program(variant: context.unitVariant)
    case .diagnostics, .analysis, .text, .tests: break
    }
    ir = names?.ir
    isStream = names?.isStream ?? false
    wholes = names?.wholes ?? (options.goal == .text(.assembly) ? [.printed] : [])
    let isNative = options.goal.makesExecutable || !wholes.isEmpty
    let beside = isStream ? nil : names?.all.last
    // The archive of units in the cache is the program's, not that of its tests.
    let archivePaths = options.goal == .tests ? nil : projectPaths
    backEnd =
      isNative
      ? try NativeBackEnd(context: context, projectPaths: archivePaths, output: beside) : nil
    executable =
      options.goal.makesExecutable && options.goal != .tests
      ? Executable(path: names?.executable ?? program) : nil
    if let path = names?.executable, path.string.hasSuffix(".ll") {
      throw .output(path: path.string, reason: "that is a name for IR: '--emit ir' writes it")
    }
    if isStream, let names, names.all.count > 1 {
      throw .output(
        path: options.output?.string ?? "", reason: "it is not a file, so it can receive one output"
      )
    }
    for output in names?.all ?? [] {
      try checkName(output)
      if !isStream { try checkKind(output) }
    }
    for file in options.reportFiles {
      try checkName(file)
      // A link is followed. A path that cannot be resolved does not exist yet.
      if let real = try? context.fileSystem.realPath(file) { try checkName(real, shown: file) }
    }
    // Outputs beside the root file always have different names.
    if options.output != nil || !options.reportFiles.isEmpty {
      try checkApart((names?.all ?? []) + options.reportFiles)
    }
  }

  /// The outputs that the build reports to the user.
  var shownOutputs: [FilePath] {
    [ir, executable?.path].compactMap { $0 } + wholes.compactMap(\.path)
  }

  /// The program in the cache.
  var keptProgram: BuiltProgram? {
    guard context.options.goal == .program, let path = executable?.path else { return nil }
    return BuiltProgram(path: path, name: programName, privateFolder: nil)
  }

  var programName: FilePath { context.rootFolder.naming(context.rootModule) }

  /// Whether the combined IR is needed in memory, or an output made from it: in each build, or
  /// where that output is not fresh.
  var wantsText: Bool { isMadeEachTime || !wholes.isEmpty }

  private var isMadeEachTime: Bool {
    if case .text = context.options.goal { true } else { isStream && executable == nil }
  }

  /// Whether all outputs of the goal are as the last build left them.
  func isFresh(in snapshot: FileHashCache) -> Bool {
    guard !isMadeEachTime, trust.trustsStamps(of: snapshot) else { return false }
    let program = snapshot.project.projectHash
    return isTextFresh(of: program, snapshot) && isExecutableFresh(of: program, snapshot)
      && staleWholes(of: program, snapshot).isEmpty
  }

  func isExecutableFresh(of program: ProjectHash, _ snapshot: FileHashCache?) -> Bool {
    guard let executable else { return true }
    guard let path = executable.path, let key = backEnd?.key(of: program) else { return false }
    return isFresh(path, key: key, snapshot)
  }

  /// Whether an output has the stamp of its record. Its bytes may still differ; see
  /// ``OutputTrust``. With `--recheck` no stamp is trusted.
  func isFresh(_ path: FilePath, key: Digest, _ snapshot: FileHashCache?) -> Bool {
    guard context.options.changeDetection == .stamps, let snapshot,
      let record = snapshot.project.outputs[name(of: path)], record.key == key,
      let status = status(path)
    else { return false }  // a file without a status is written again, which reports why
    return status.kind == .regular && Stamp(status) == record.stamp
  }

  /// The existing outputs that are not as a build left them.
  func strangers(_ snapshot: FileHashCache?) -> [FilePath] {
    guard !isStream else { return [] }
    return shownOutputs.filter { path in
      guard let status = status(path) else { return false }
      let record = snapshot?.project.outputs[name(of: path)]
      return record.map { $0.stamp != Stamp(status) } ?? true
    }
  }
}
