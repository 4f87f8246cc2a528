// The executable among a build's outputs.

import BuildCache
import FileIO
import MiniBackend
import SystemPackage

extension OutputPlan {
  /// Makes the executable, unless the existing one is right.
  func link(
    _ program: ProgramLayout, _ compilation: ProjectCompilation, _ previous: PreviousIR?,
    _ outputs: inout [OutputRecord], _ result: inout Result
  ) throws {
    guard let executable, let backEnd else { return }
    let native = nativeProgram(program, compilation, previous)
    // (A cache that cannot be written cannot keep the program either.)
    guard let path = executable.path, !isStream,
      context.options.goal != .program || context.cache.writableFolder != nil
    else { return try linkApart(native, executable, backEnd, compilation, &result) }
    let snapshot = compilation.graph.snapshot
    let linked = OutputName.units(of: name(of: path))
    let linker = OutputName.linker(of: name(of: path))
    let before = context.codeUse == .compared ? contents(of: path) : nil
    let made: NativeBackEnd.Made
    do {
      made = try makeOrRestart(compilation) {
        try backEnd.make(
          native, to: path, present: keyOfPresent(path, snapshot),
          recorded: recorded(path, snapshot),
          twin: { self.twin(of: $0, snapshot) })
      }
    } catch BuildError.output where context.options.goal == .program {
      // Perhaps nothing can be written to the cache, and this is the first attempt.
      return try linkApart(native, executable, backEnd, compilation, &result)
    }
    take(made, &result)
    // If another build has put its own file in this place in the meantime, it is not recorded.
    let now = status(path)
    let isOurs = made.file.map { now?.inode == $0.inode } ?? true
    let found = isOurs ? now : nil
    record(
      name(of: path), found, backEnd.key(of: program.projectHash), in: &outputs)
    record(linked, found, made.key.digest, in: &outputs)
    record(linker, found, made.linker, in: &outputs)
    guard made.file != nil else { return }
    let digest = digest(of: path)
    if let before, let digest { compare(before, path, digest, made, snapshot) }
    let isRead = status(path) == found
    record(.bytes(of: name(of: path)), isRead ? found : nil, digest, in: &outputs)
  }

  /// Finds what ``write(_:)`` would compile and link, and writes nothing.
  func preview(_ compilation: inout ProjectCompilation) throws -> Result {
    var result = Result(program: keptProgram)
    let snapshot = compilation.graph.snapshot
    guard executable != nil, let backEnd else { return result }
    let previous = previousIR(snapshot)
    let program = try ProgramLayout(context: context, compilation: &compilation)
    guard !isExecutableFresh(of: program.projectHash, snapshot) else { return result }
    let path = executable?.path ?? programName
    do {
      take(
        try backEnd.preview(
          nativeProgram(program, compilation, previous), to: path,
          present: keyOfPresent(path, snapshot), recorded: recorded(path, snapshot),
          twin: { self.twin(of: $0, snapshot) }), &result)
    } catch is BuildError {
      // It would be asked in a folder of temporary files.
      result.areUnitsKnown = false
      context.cache.report(
        "the units are not known: a build has to ask this toolchain for its version first")
    }
    return result
  }

  /// The executable that the last build left there.
  private func recorded(_ path: FilePath, _ snapshot: FileHashCache?) -> Linking.Recorded? {
    let outputs = snapshot?.project.outputs ?? []
    return outputs[.units(of: name(of: path))].map { record in
      (UnitKey(digest: record.key), linker: outputs[.linker(of: name(of: path))]?.key)
    }
  }

  /// With `--recheck`, compares an executable with the one linked before from the same units.
  private func compare(
    _ before: [UInt8], _ path: FilePath, _ digest: Digest, _ made: NativeBackEnd.Made,
    _ snapshot: FileHashCache?
  ) {
    let (name, outputs) = (name(of: path), snapshot?.project.outputs ?? [])
    guard outputs[.units(of: name)]?.key == made.key.digest,
      let old = outputs[.bytes(of: name)]?.key, old != digest,
      Digest(hashing: before) == old, let now = contents(of: path),
      let part = ObjectCode.difference(between: before, and: now),
      !context.cache.events.contains(where: { $0.hasPrefix(BuildReport.recheckPrefix) })
    else { return }
    context.cache.report(
      BuildReport.recheckPrefix + "linked again, '\(path)' differs from before: \(part);"
        + " it was replaced")
  }

  /// Calls `make`. If a tool refuses input that may come from the cache, the build restarts without
  /// it.
  private func makeOrRestart(
    _ compilation: ProjectCompilation, _ make: () throws -> NativeBackEnd.Made
  ) throws -> NativeBackEnd.Made {
    do {
      return try make()
    } catch let refusal as ToolRefusal {
      throw context.restart(after: refusal, compilation) ?? refusal.error
    }
  }

  /// Makes an executable for a device or a pipe, or one that is run and not kept.
  private func linkApart(
    _ program: NativeProgram, _ executable: Executable, _ backEnd: NativeBackEnd,
    _ compilation: ProjectCompilation, _ result: inout Result
  ) throws {
    let folder = try PrivateFolder.make(
      in: context.options.privateParents(), fileSystem: context.fileSystem)
    let path = folder.appending(context.rootModule)
    do {
      let made = try makeOrRestart(compilation) {
        try backEnd.make(program, to: path, present: nil)
      }
      take(made, &result)
      if isStream, let stream = executable.path {
        let bytes =
          try context.fileSystem.contents(of: path, sizeMax: BuiltProgram.sizeMaxBytes) ?? []
        try writeStream(bytes, to: stream)
        PrivateFolder.remove(folder, fileSystem: context.fileSystem)
      } else {
        result.program = BuiltProgram(path: path, name: programName, privateFolder: folder)
      }
    } catch let error as FileError {
      PrivateFolder.remove(folder, fileSystem: context.fileSystem)
      throw BuildError.output(path: path.string, reason: error.errno.description)
    } catch {
      PrivateFolder.remove(folder, fileSystem: context.fileSystem)
      throw error
    }
  }

  func take(_ made: NativeBackEnd.Made, _ result: inout Result) {
    result.unitCounts = made.unitCounts
    result.units = made.units
    result.links = made.links
    result.nativeNanoseconds = made.nanoseconds
    result.bytesWritten += made.bytesWritten
  }

  /// The program's sections, each read on demand.
  func nativeProgram(
    _ program: ProgramLayout, _ compilation: ProjectCompilation, _ previous: PreviousIR?
  ) -> NativeProgram {
    let files = FileSections(
      program.order, compilation, previous: previous, cache: context.cache, object: program.object)
    var modules = files.modules
    if context.options.isOneOfSeveral,
      let root = modules.firstIndex(where: { $0.path == context.rootName })
    {
      modules[root].role = .apart
    }
    return NativeProgram(
      header: program.header,
      point: .main(module: context.rootModule, returnsValue: program.mainReturnsValue),
      debugInfo: context.options.debugInfo, modules: modules, section: { files[$0] })
  }

  /// The key of the existing executable's units, if it is as the last build left it.
  private func keyOfPresent(_ path: FilePath, _ snapshot: FileHashCache?) -> UnitKey? {
    guard context.options.changeDetection == .stamps, trust.trustsStamps(of: snapshot),
      let record = snapshot?.project.outputs[.units(of: name(of: path))],
      status(path).map({ Stamp($0) }) == record.stamp
    else { return nil }
    return UnitKey(digest: record.key)
  }

  /// The executable of the other command, if it has these units and is as it was left: the
  /// executables of `build` and `run` only differ in their place.
  private func twin(of key: UnitKey, _ snapshot: FileHashCache?) -> FilePath? {
    guard context.options.changeDetection == .stamps, trust.trustsStamps(of: snapshot),
      let projectPaths
    else { return nil }
    let variant = context.unitVariant
    let (name, path) =
      context.options.goal == .program
      ? (OutputName.inRoot(context.rootModule), programName)
      : (OutputName.program(variant: variant), projectPaths.program(variant: variant))
    guard let record = snapshot?.project.outputs[.units(of: name)], record.key == key.digest,
      status(path).map({ Stamp($0) }) == record.stamp
    else { return nil }
    return path
  }
}

extension BuildContext {
  /// The part of the cache that the next attempt does without after a tool has failed: its object
  /// code, then its IR; `nil` if the cache is not at fault.
  fileprivate func restart(
    after refusal: ToolRefusal, _ compilation: ProjectCompilation
  ) -> Restart? {
    let cause: Restart.Cause
    if refusal.hasCachedCode, codeUse == .used {
      cause = .codeRefused
    } else if options.changeDetection == .stamps, compilation.hasCachedIR {
      cause = .irRefused
    } else {
      return nil
    }
    cache.save()
    return Restart(path: rootName, cause: cause)
  }
}
