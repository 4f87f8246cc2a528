// `mini pin`

import ArgumentParser
import BuildCache
import MiniDriver
import ObjectStore
import SystemPackage

struct PinCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pin",
    abstract: "Keep an object, or the state of a build, under a name.",
    usage: """
      mini pin <name> [<file> | <id> | <build>] [--json] [--root <root>]
      mini pin --list [--json]
      mini pin --delete <name>
      """,
    discussion: """
      gc keeps what a pin names until '--delete', whatever its age and however small the cache must \
      become. FILE is a file's IR in the last build, FILE:FUNCTION a function's; ID is any name that \
      'mini cat-object' accepts. BUILD ('@', '@{1}' or digits that 'mini log' prints) is the state of \
      that build as a snapshot: the IR of all files, and the object code of all programs. Without any \
      of these, it is the state of the last good build here. A cache has the state of each project's \
      last good build only. In Git, a pin is the ref refs/mini/pins/NAME.

      EXAMPLES:
        mini pin v1                      the state of the last good build
        mini pin add lib/math.mini:add   the IR of one function
        mini pin --list
        mini pin --delete v1
        git --git-dir=.mini_cache show mini/pins/add
      """)

  @Argument(help: ArgumentHelp("The pin's name.", valueName: "name"), transform: Self.name)
  var name: SnapshotName?

  @Argument(
    help: ArgumentHelp(
      "The object to keep. (default: the state of the last good build)", valueName: "object"),
    completion: .file(extensions: ["mini"]))
  var object: String?

  @Flag(help: "List all pins: name, id, and what it is.")
  var list = false

  @OptionGroup var json: JSONOption

  @Option(help: ArgumentHelp("Remove this pin.", valueName: "name"), transform: Self.name)
  var delete: SnapshotName?

  @OptionGroup var project: SnapshotProject

  private static func name(_ text: String) throws -> SnapshotName {
    guard let name = SnapshotName(.pinned, text) else {
      throw ValidationError(SnapshotArgument.rule)
    }
    return name
  }

  func validate() throws {
    guard [name != nil, list, delete != nil].count(where: { $0 }) == 1 else {
      throw ValidationError("give the name of a pin, '--list', or '--delete' and a name")
    }
    guard object == nil || name != nil else {
      throw ValidationError("an object needs a name to be pinned")
    }
  }

  func run() throws {
    if let name, object == nil { return try pinState(name, project.open(absence: .isAnError)) }
    let configuration = try project.cache.configuration()
    guard let directory = try PlumbingCache.find(configuration) else {
      guard name == nil else { throw PlumbingCache.failure(configuration) }
      return PlumbingCache.reportAbsence(configuration)
    }
    let refs = try SnapshotFailure.shown { () throws(SnapshotError) in
      try SnapshotRefs(directory)
    }
    if let name, let object { return try pin(object, as: name, refs, directory) }
    if let delete {
      return try SnapshotFailure.shown { () throws(SnapshotError) in try refs.delete(delete) }
    }
    try StandardOutput.write(
      refs.pins.map(line).joined())
  }

  private func line(_ pin: SnapshotRefs.Pin) -> String {
    json.isWanted ? SnapshotLine.json(pin) : SnapshotLine.text(pin) + "\n"
  }

  private func pinState(_ name: SnapshotName, _ cache: ProjectCache) throws {
    let outcome = try SnapshotFailure.shown { () throws(SnapshotError) in
      try cache.takeSnapshot(name, .ofProcess)
    }
    try SnapshotLine.print([outcome.state], json)
  }

  private func pin(
    _ object: String, as name: SnapshotName, _ refs: SnapshotRefs, _ directory: CacheDirectory
  ) throws {
    let builds = try LoggedBuilds(directory: directory, log: BuildLog(of: directory))
    guard let id = try id(of: object, builds) else {
      let build = try builds.build(named: object)
      return try pinState(name, cache(with: build, builds))
    }
    let pin = try SnapshotFailure.shown { () throws(SnapshotError) in
      try refs.pin(id, as: name)
    }
    try StandardOutput.write(line(pin))
  }

  /// The object of a name; `nil` if it is the name of a build.
  private func id(of object: String, _ builds: LoggedBuilds) throws -> ObjectID? {
    guard !LoggedBuilds.isBuild(object) else { return nil }
    let isBuild =
      object.count >= BuildID.digitsMin && !builds.log.numbers(ofPrefix: object).isEmpty
    let names = try ObjectNames(builds.directory)
    switch try names.resolve(object) {
    case .unique(let id) where !isBuild: return id
    case .unique, .ambiguous:
      throw CommandFailure("'\(object)' is ambiguous; give more digits")
    case .absent:
      if isBuild { return nil }
      let hint = names.suggestion(for: object).map { "; did you mean '\($0)'?" } ?? ""
      throw CommandFailure(
        "there is no object or build '\(TerminalText.escaped(object))'\(hint)")
    }
  }

  /// The cache of a build's project, if that has the state of this build.
  private func cache(with build: RecordedBuild, _ builds: LoggedBuilds) throws -> ProjectCache {
    let root = TerminalText.escaped(build.record.root)
    guard build.record.outcome == .done else {
      throw CommandFailure("the build \(build.id.shortDescription) of '\(root)' left no state")
    }
    for number in 0..<build.number {
      guard let later = RecordedBuild(number, in: builds.log), later.hasReplaced(build) else {
        continue
      }
      throw CommandFailure(
        "the cache has the state of the last good build of '\(root)', which is "
          + "\(later.id.shortDescription), and not that of \(build.id.shortDescription)")
    }
    var project = project
    project.root = build.record.root
    project.cache.directory = builds.directory.path.string
    return try project.open(absence: .isAnError)
  }
}
