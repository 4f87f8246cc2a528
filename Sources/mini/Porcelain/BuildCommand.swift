// `mini build`

import ArgumentParser
import MiniDriver
import SystemPackage

struct BuildCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "build",
    abstract: "Compile a project to LLVM IR and an executable.",
    discussion: """
      Writes <root>.ll and the executable <root> beside the root file; with '-o PATH', PATH.ll \
      and PATH. '--emit' names what to write, with commas between: 'exe', 'ir' (.ll), 'obj' (.o), \
      'asm' (.s). A single kind goes to PATH itself, which can be a device or a pipe; a \
      text can also go to standard output ('-'). Only what changed is compiled again; a build of an unchanged \
      project reads no source and writes nothing. (Object code and assembly are made from \
      the whole program in one piece.)

      In a recipe of GNU make that begins with '+', it runs no more compilers than make's jobserver allows.

      EXAMPLES:
        mini build                     build ./main.mini
        mini build -O2 -o calc         optimise, and name the executable
        mini build --emit ir app.mini  only app.ll: no toolchain is needed
        mini build -o /tmp/calc app    app/main.mini, writing nothing beside it
        mini build --explain --stats   report what was compiled, and why
        mini build --dry-run           what would be compiled, and why?
        mini build --watch             build again at each save
        mini build --json              diagnostics and the result for a program
        mini build -O2 --emit asm -o - | less
      """)

  @Argument(help: RootArgument.programHelp, completion: RootArgument.completion)
  var root: String?

  @Option(
    name: .customShort("o", allowingJoined: true),
    help: ArgumentHelp(
      "Where to write instead of beside the root file: see above.", valueName: "path"),
    completion: .file())
  var output: String?

  @Option(
    help: ArgumentHelp("What to write. (default: exe,ir)", valueName: "kinds"),
    completion: .list(["exe", "ir", "obj", "asm", "exe,ir"]),
    transform: EmissionList.init(parsing:))
  var emit: EmissionList?

  @Flag(help: "Wait until everything is on the disk, so that it survives a loss of power.")
  var durable = false

  @Flag(help: "Say what would be compiled and linked, and why; write nothing.")
  var dryRun = false

  @Flag(
    help: """
      Print diagnostics and the result as JSON, one object a line; with '--dry-run': what would be \
      done, as one object.
      """)
  var json = false

  @Option(
    help: ArgumentHelp(
      """
      Write to this file what the executable was made of: an in-toto statement of SLSA provenance, \
      signed if mini.trust.signingKey is set.
      """,
      valueName: "file"),
    completion: .file(extensions: ["json"]))
  var provenance: String?

  @OptionGroup var optimization: OptimizationOptions
  @OptionGroup var debug: DebugOptions
  @OptionGroup var watch: WatchOptions
  @OptionGroup var work: WorkOptions
  @OptionGroup(title: "Report options") var report: ReportOptions

  /// `--emit`: kinds separated by commas.
  struct EmissionList {
    let emission: BuildOptions.Emission

    init(parsing argument: String) throws {
      var emission: BuildOptions.Emission = []
      for word in argument.split(separator: ",", omittingEmptySubsequences: false) {
        switch word {
        case "exe": emission.insert(.executable)
        case "ir": emission.insert(.ir)
        case "obj": emission.insert(.object)
        case "asm": emission.insert(.assembly)
        default: throw ValidationError("the kinds are exe, ir, obj and asm")
        }
      }
      self.emission = emission
    }
  }

  private var emission: BuildOptions.Emission { emit?.emission ?? [.executable, .ir] }

  /// Whether the output is text for standard output.
  private var isPrinted: Bool { output == "-" }

  func validate() throws {
    guard output != "" else { throw ValidationError("'-o' needs the name of a file") }
    try watch.validate(with: report)
    guard
      !dryRun
        || !isPrinted && !watch.isWatching && !durable && report.trace == nil
          && report.statsJson ?? "-" == "-"
    else { throw ValidationError("'--dry-run' writes nothing, not even a report to a file") }
    guard !dryRun || !work.recheck else {
      throw ValidationError("'--recheck' compiles everything: '--dry-run' can say no more")
    }
    guard
      provenance == nil
        || emission.contains(.executable) && !dryRun && !work.noCache && !watch.isWatching
          && provenance != ""
    else {
      throw ValidationError(
        "'--provenance' needs the name of a file, and a build that makes an executable with a cache"
      )
    }
    guard !json || dryRun || report.statsJson != "-" else {
      throw ValidationError("'--json' prints what '--stats-json -' does: leave one of them out")
    }
    guard isPrinted else { return }
    guard !json else {
      throw ValidationError("standard output receives the text: leave '--json' or '-o -' out")
    }
    guard emission == .ir || emission == .assembly else {
      throw ValidationError(
        "standard output can receive only one text: '--emit ir -o -' or '--emit asm -o -'")
    }
    guard !watch.isWatching, report.statsJson != "-" else {
      throw ValidationError(
        "standard output receives the text: name a file for it, or for the rest")
    }
  }

  func run() throws {
    let targets = try BuildTarget.all(root)
    let isOneFile = [output, provenance, report.trace, report.statsJson].contains {
      $0 ?? "-" != "-"
    }
    if targets.count > 1, isOneFile || output != nil || watch.isWatching {
      throw BuildTarget.isAmbiguous(targets)
    }
    guard watch.isWatching else {
      guard dryRun else { return try BuildTarget.each(targets) { _ = try build($0) } }
      var planned = PlannedWork()
      return try BuildTarget.each(targets) { try planned.add(build($0, after: planned)) }
    }
    var project = WatchedProject(root: targets[0].root, use: .nothing, isQuiet: report.quiet) {
      try build(targets[0], onSources: $0)
    }
    try project.watch()
  }

  private func build(
    _ target: BuildTarget, after planned: PlannedWork? = nil,
    onSources: (@Sendable ([String]) -> Void)? = nil
  ) throws -> BuildReport {
    var report = ReportSettings(report)
    if json { report.resultForm = .json }
    if json, !dryRun { report.diagnostics = .json }
    var build = ProjectBuild(target, work: WorkSettings(work), report: report)
    if json, !dryRun { build.jsonDestination = .standardOutput }
    build.onSources = onSources
    build.provenance = provenance
    if dryRun { build.effect = .report }
    build.planned = planned
    let stem = output == nil && !dryRun ? try target.stem() : target.plannedStem
    let result = try build.run(
      goal: isPrinted ? .text(emission) : .files(emission),
      output: isPrinted ? nil : output.map { FilePath(argument: $0) }, stem: stem,
      optimization: optimization.given ?? target.level,
      debugInfo: debug.info, durability: durable ? .synced : .none)
    if isPrinted { try StandardOutput.write(result.text) }
    return result
  }
}
