// `mini gc`

import ArgumentParser
import BuildCache
import FileIO
import MiniDriver
import ObjectStore
import SystemPackage

/// Removes objects that no project needs.
struct GCCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gc",
    abstract: "Drop objects that no project needs any more.",
    usage: """
      mini gc [--max-size <size>] [--free-space <size>] [--max-age <age>]
              [--prune <age>|now|never] [--keep-states <n>] [--project <root>]
              [--recompress[=<level>]] [--auto]
              [--dry-run [--verbose]] [--json] [--cache-dir <dir>]
      """,
    discussion: """
      Keeps what each project's last good build used and the last sixteen states of each of its files \
      and functions, so that a build of an earlier commit compiles little. Keeps everything that a Git \
      ref in the cache reaches; of each snapshot's name, the last \(usual(.snapshotMaxCount)) states \
      of the last \(usual(.snapshotMaxAge)) (mini.snapshotMaxCount, mini.snapshotMaxAge). Drops the \
      rest after a grace time. Builds can run at the same time. Where there is no cache, it says so \
      and exits with 0.

      SIZE is a number of bytes, or as in 64K, 200M, 1.5GiB. AGE is as in 12h, 14d, 2w, \
      2.weeks.ago, 'now' or 'never'.

      EXAMPLES:
        mini gc                          drop what is not needed
        mini gc --dry-run -v             only list what would be dropped
        mini gc --max-size 200M          free space: the cache takes at most 200 MiB
        mini gc --free-space 10G         the same, until the disk has 10 GiB free
        mini gc --max-age 30d --prune now
        mini gc --keep-states 1 --prune now
                                         keep only what the last builds used
        mini gc --project ../old         also remove this project
        mini gc --recompress             deflate all objects again, smaller

      Builds start 'mini gc --auto' in the background when the cache has outgrown its limits: \
      \(usual(.gcAuto)) loose objects, \(usual(.gcAutoPackLimit)) packs of a tree, or a size of \
      \(usual(.maxSize)). The settings mini.gcAuto, \
      mini.gcAutoPackLimit and mini.maxSize change them (see 'mini help config'); \
      mini.gcAuto = 0, MINI_GC_AUTO=0 and --no-gc turn it off.
      """)

  @Option(
    help: ArgumentHelp(
      """
      Free space until the whole cache is no larger: copies of unused projects, then objects, \
      those that are cheapest to rebuild per byte first. The records of builds go before the objects \
      of the last builds.
      """,
      valueName: "size"),
    transform: ByteCount.init(parsing:))
  var maxSize: ByteCount?

  @Option(
    help: ArgumentHelp(
      "Free space in the same order until so much of the cache's disk is free.",
      valueName: "size"),
    transform: ByteCount.init(parsing:))
  var freeSpace: ByteCount?

  @Option(
    help: ArgumentHelp(
      "Drop what was not used for longer, reachable or not.", valueName: "age"),
    transform: Age.init(parsing:))
  var maxAge: Age?

  @Option(
    help: ArgumentHelp(
      "The grace time: drop what is unreachable and older than this; 'now': all of it.",
      valueName: "age"),
    transform: Age.init(parsing:))
  var prune: Age?

  @Option(
    help: ArgumentHelp("States of each file and function to keep, 1 to 16.", valueName: "n"))
  var keepStates: Int?

  @Option(
    help: ArgumentHelp(
      "Remove this project or program, and drop at once what nothing else reaches.",
      valueName: "root"),
    completion: RootArgument.completion)
  var project: String?

  @Flag(
    help: """
      Write all packs again, and deflate all objects at this level of zlib: 0 to 9, or 9 without a \
      number.
      """)
  var recompress = false

  @Option(help: .hidden)
  var recompressLevel: String?

  @Flag(name: [.customShort("n"), .long], help: "Drop nothing; report how much it would be.")
  var dryRun = false

  @Flag(name: .shortAndLong, help: "With --dry-run: list each object, and the time to rebuild it.")
  var verbose = false

  @Flag(
    help: """
      Do nothing unless the cache has outgrown its limits; give way to builds, and run for a \
      minute at most.
      """)
  var auto = false

  @Flag(help: "Print one JSON object; with --dry-run and --verbose after one for each object.")
  var json = false

  @OptionGroup var cache: CacheOptions

  func validate() throws {
    guard keepStates.map((1...ZirCache.generationsMax).contains) ?? true else {
      throw ValidationError("'--keep-states' is a number from 1 to \(ZirCache.generationsMax)")
    }
    if let recompressLevel {
      guard recompress, recompressLevel.utf8.count == 1, Int32(recompressLevel) != nil else {
        throw ValidationError("'--recompress' takes a level from 0 to 9, not '\(recompressLevel)'")
      }
    }
    guard !recompress || !auto else {
      throw ValidationError("'--auto' does not recompress")
    }
    guard project == nil || !auto else {
      throw ValidationError("'--auto' removes no project")
    }
  }

  func run() throws {
    let configuration = try cache.configuration()
    guard let directory = try PlumbingCache.find(configuration) else {
      return PlumbingCache.reportAbsence(configuration)
    }
    var policy = GarbagePolicy()
    let limits = PlumbingCache.settings(configuration, of: directory)
    if auto {
      let need = try AutoGC.assess(
        directory, PlumbingCache.objects(of: directory), limits: limits)
      guard let need else { return }
      policy = need.policy
    }
    policy.limitSnapshots(by: limits)
    if let project {
      policy.removedProjects = Set(try CacheUsers(directory).projects(named: project).map(\.id))
    }
    try refine(&policy, directory)
    let collection = GarbageCollection(
      directory: directory, policy: policy, pace: auto ? .background : .thorough,
      threadsMax: auto ? 1 : AvailableProcessors.count,
      fileSystem: directory.fileSystem, clock: SystemWallClock())
    let report: GarbageReport?
    do throws(MaintenanceError) {
      report = dryRun ? try collection.plan() : try collection.run()
    } catch {
      throw CommandFailure(error)
    }
    guard let report else { return }
    StandardError.write(report.events.map { "mini: warning: \($0)\n" }.joined())
    let renderer = GarbageRenderer(
      isDryRun: dryRun, listsObjects: verbose, isRecompressing: recompress)
    try StandardOutput.write(json ? renderer.json(report) : renderer.render(report))
  }

  /// Applies the options.
  private func refine(_ policy: inout GarbagePolicy, _ directory: CacheDirectory) throws {
    policy.sizeMaxBytes = maxSize?.bytes ?? policy.sizeMaxBytes
    if let freeSpace {
      let space = try FreeSpace(at: directory.path)
      guard freeSpace.bytes <= space.sizeBytes else {
        throw CommandFailure(
          "the cache's disk has only \(ByteText.humanReadable(space.sizeBytes)) in all")
      }
      let free = space.bytes
      if free < freeSpace.bytes {
        let used = try directory.fileSystem.diskUsage(of: directory.path)
        let missing = min(freeSpace.bytes - free, used)
        policy.sizeMaxBytes = min(policy.sizeMaxBytes ?? .max, used - missing)
      }
    }
    policy.ageMaxNanoseconds = maxAge?.nanoseconds
    policy.generationsMax = keepStates ?? policy.generationsMax
    if recompress { policy.recompressionLevel = recompressLevel.flatMap { Int32($0) } ?? 9 }
    if let prune {
      policy.grace = prune.nanoseconds == 0 ? .none : .nanoseconds(prune.nanoseconds)
    }
  }
}

/// A setting's usual value, for the help.
private func usual(_ key: SettingKey) -> String {
  let value = key.rule.fallback ?? ""
  return key.rule.type == .size ? value.uppercased() : value
}
