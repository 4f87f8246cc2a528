// The native part of `verify --recompute`: compiles a sample of a project's units again, links its
// executables again, and compares the results with the cache. Nothing is stored.

import BuildCache
import FileIO
import MiniBackend
import SystemPackage

/// Audits the native code of one project.
struct NativeAudit {
  let directory: CacheDirectory
  let root: FilePath
  let projectPaths: ProjectPaths
  let project: FileHashCache
  let sample: AuditSample
  let toolchain: Toolchain
  let threadsMax: Int
  let fileSystem: any FileSystem
  let clock: any WallClock

  /// Audits each program that the last builds linked, at any level.
  ///
  /// - Throws: ``BuildError`` if units cannot be compiled.
  func run(_ report: inout AuditReport) throws {
    guard case .loaded(let linked) = ProjectUnits.load(projectPaths.units, fileSystem: fileSystem)
    else {
      return
    }
    for variant in Set(linked.map(\.variant)).sorted().map(Int.init) {
      let isDebug = variant >= ProjectPaths.debugVariant
      let debugInfo: DebugInfo = isDebug ? .full : .none
      // The last build's index describes sections either with `-g` or without.
      guard DebugInfo(irOptions: project.project.options) == debugInfo else { continue }
      let options = BuildOptions(
        root: root, goal: .program, optimization: variant % ProjectPaths.debugVariant,
        debugInfo: debugInfo, threadsMax: threadsMax, toolchain: toolchain)
      do {
        try audit(options, &report)
      } catch let error where error is Restart || error is LostSections {
        // The cache's facts about the program contradict each other; verify has reported it.
        report.skipped += 1
      } catch let refusal as ToolRefusal {
        throw refusal.error
      }
    }
  }

  private func audit(
    _ options: BuildOptions, _ report: inout AuditReport
  ) throws {
    let cache = MultiLevelCache(
      directory: directory, paths: projectPaths, fileSystem: fileSystem, clock: clock)
    cache.stopWriting("nothing is kept")
    let folder = root.removingLastComponent()
    let context = BuildContext(
      options: options, details: .counts, rootFolder: folder,
      rootFolderComponents: folder.components.map(\.string),
      rootName: root.lastComponent?.string ?? "", fileSystem: fileSystem, cache: cache,
      reader: SourceReader(rootFolder: folder, fileSystem: fileSystem, clock: clock))
    var compilation = ProjectCompilation(
      context: context,
      graph: try ProjectGraph(context: context, snapshot: project, changes: []))
    let layout = try ProgramLayout(context: context, compilation: &compilation)
    let plan = try OutputPlan(
      context: context, projectPaths: projectPaths,
      trust: OutputTrust(.none, fileSystem: fileSystem))
    guard let backEnd = plan.backEnd else { return }
    let scratch: WorkFolder
    do throws(FileError) {
      scratch = try WorkFolder(in: directory.path, fileSystem: fileSystem)
    } catch {
      throw BuildError.output(path: "\(directory.path)", reason: "\(error.errno)")
    }
    defer { withExtendedLifetime(scratch) {} }
    let result = try backEnd.audit(
      plan.nativeProgram(layout, compilation, plan.previousIR(project)), sample,
      in: Scratch(
        folder: scratch.path, handle: scratch.handle, location: .output, finished: FinishedCodes()))
    report.units += result.unitsCompiled
    for difference in result.differences {
      report.findings.append(finding(difference.name, difference.part))
    }
    // If a unit differs, the program differs too.
    guard result.differences.isEmpty, let linked = result.linked else { return }
    audit(linked, plan, &report)
  }

  /// Compares an executable with those that were linked from the same units.
  private func audit(
    _ linked: NativeBackEnd.AuditResult.Linked, _ plan: OutputPlan,
    _ report: inout AuditReport
  ) {
    let outputs = project.project.outputs
    for record in outputs where record.key == linked.key.digest {
      guard case .units(let output) = OutputName(record.path),
        let bytes = outputs[.bytes(of: output)]
      else { continue }
      report.executables += 1
      guard bytes.key != Digest(hashing: linked.bytes) else { continue }
      var now: [UInt8] = []
      if case .inRoot(let name) = output {
        now = plan.contents(of: plan.context.rootFolder.appending(name)) ?? []
      }
      let part =
        Digest(hashing: now) == bytes.key
        ? ObjectCode.difference(between: now, and: linked.bytes) : nil
      report.findings.append(finding(output.shown, part ?? "it"))
    }
  }

  private func finding(_ name: String, _ part: String) -> VerificationFinding {
    VerificationFinding(
      severity: .fault, path: name,
      problem: "compiled again, \(part) differs from the cache's copy",
      remedy: "'mini build --recheck' compiles everything again; if it reports this too,"
        + " check the compiler"
    )
  }
}

extension NativeBackEnd {
  /// The results of making a program's code again.
  struct AuditResult {
    struct Linked {
      /// Identifies the executable by its inputs.
      let key: UnitKey
      let bytes: [UInt8]
    }

    var unitsCompiled = 0
    /// Units whose code differs, and the part that differs.
    var differences: [(name: String, part: String)] = []
    /// `nil`: some of its units are not in the cache.
    var linked: Linked?
  }

  /// Compiles a sample of the cached units again, and links the cached code if it is complete.
  func audit(
    _ program: NativeProgram, _ sample: AuditSample, in scratch: Scratch
  ) throws -> AuditResult {
    let tools = try findTools()
    var linking = try self.linking(program, tools)
    linking.lookUp(scratch.finished)
    linking.gather()
    var result = AuditResult()
    let known = linking.known
    guard !known.isEmpty else { return result }
    let sampled = sample.rows(of: known.count).map { known[$0] }
    let compiler = UnitCompiler(
      command: tools.compile, program: program, scratch: scratch, context: context)
    // (Nothing is found elsewhere, because nothing is kept.)
    let made = try linking.compile(sampled.map(\.number), compiler, program).made
      .compactMap { $0 }
    result.unitsCompiled = made.count
    for (unit, code) in zip(sampled, made) {
      if let part = ObjectCode.difference(between: unit.bytes, and: code.bytes) {
        result.differences.append((linking.units[unit.number].name, part))
      }
    }
    guard known.count == linking.units.count else { return result }
    _ = try linking.writeArchive(scratch)
    let file = try runLinker(
      tools, in: scratch, for: context.options.root, hasCachedCode: true)
    result.linked = AuditResult.Linked(key: executableKey(linking, tools), bytes: file.bytes)
    return result
  }
}
