// The meaning of the argument ROOT: a root file, or programs of a project's `mini.config`.

import BuildCache
import FileIO
import MiniDriver
import MiniFrontend
import SystemPackage

/// A root file, and what the project's `mini.config` says about its program.
struct BuildTarget {
  /// The root file, or the folder that contains its main.mini.
  let root: FilePath
  /// `nil`: the root file was named or found itself, without a `mini.config`.
  private(set) var program: ProjectProgram?
  /// Whether the project has more programs, which share its units.
  private(set) var isOneOfSeveral = false
  /// The folder of `mini.config`.
  private var folder: FilePath?
  /// The remote cache that the project suggests.
  private(set) var suggestion: RemoteSuggestion?

  init(root: FilePath) { self.root = root }

  private init(
    _ program: ProjectProgram, in folder: FilePath, isOneOfSeveral: Bool,
    _ suggestion: RemoteSuggestion?
  ) {
    self.suggestion = suggestion
    self.program = program
    self.folder = folder
    self.isOneOfSeveral = isOneOfSeveral
    root = folder.naming(program.root.string)
  }

  /// The cache of a project with `mini.config`; `nil`: the one beside the root file.
  var usualCache: FilePath? { folder?.naming(CacheName.folder) }

  /// The level of optimisation without `-O`.
  var level: Int { program?.level ?? 0 }

  // MARK: Names

  /// The targets that an argument names.
  enum Named {
    case root(BuildTarget)
    /// Of one project.
    case programs([BuildTarget])
  }

  /// Looks up an argument: a program of the `mini.config` here; the programs of a folder with a
  /// `mini.config`; else a root file or its folder; where there is none, a program of the nearest
  /// project above.
  ///
  /// - Parameter argument: `nil`: the programs or the main.mini of the working directory, or without
  ///   them of the nearest project above.
  static func named(by argument: String?) throws -> Named {
    if let programs = try programs(argument) { return .programs(programs) }
    let root = FilePath(argument: argument ?? ProjectLocation.usualRootName)
    // A null build of a named file makes no system call here.
    guard argument.map({ !$0.hasSuffix(".mini") && !isFolder(root) }) ?? isAbsent(root),
      let above = try ofProject(around: FilePath(ProjectLocation.usualRootName))
    else { return .root(BuildTarget(root: root)) }
    guard let argument else { return .programs(above) }
    let named = above.filter { $0.program?.name == argument }
    guard named.isEmpty else { return .programs(named) }
    let names = above.compactMap { $0.program?.name }
    guard !names.isEmpty else { return .root(BuildTarget(root: root)) }
    let hint = Suggestion.nearest(to: argument, among: names).map { "; did you mean '\($0)'?" }
    throw CommandFailure(
      "the project has no program '\(TerminalText.escaped(argument))'"
        + (hint ?? ": it has \(names.joined(separator: ", "))"))
  }

  /// Whether a folder is at a path, and not a program that a build has made.
  private static func isFolder(_ path: FilePath) -> Bool {
    (try? LocalFileSystem().status(of: path, followingLinks: true)?.kind == .directory) ?? false
  }

  /// The same as a list.
  static func all(_ argument: String?) throws -> [BuildTarget] {
    switch try named(by: argument) {
    case .root(let target): [target]
    case .programs(let targets): targets
    }
  }

  /// Whether there is nothing at a path. One that cannot be looked at is reported where it is opened.
  private static func isAbsent(_ path: FilePath) -> Bool {
    (try? LocalFileSystem().status(of: path, followingLinks: false) == nil) ?? false
  }

  /// The same for commands that take one program.
  static func one(_ argument: String?) throws -> BuildTarget {
    try only(all(argument))
  }

  /// The only one of some targets.
  ///
  /// - Parameter option: see ``isAmbiguous(_:by:)``.
  /// - Throws: ``CommandFailure`` if there are several.
  static func only(_ targets: [BuildTarget], by option: String? = nil) throws -> BuildTarget {
    guard targets.count == 1 else { throw isAmbiguous(targets, by: option) }
    return targets[0]
  }

  /// The failure of a command that takes one program.
  ///
  /// - Parameter option: names the program; `nil`: an argument does.
  static func isAmbiguous(_ targets: [BuildTarget], by option: String? = nil) -> CommandFailure {
    let names = targets.compactMap { $0.program?.name }.joined(separator: ", ")
    let way = option.map { " with \($0)" } ?? ""
    return CommandFailure("the project has several programs: name one of them\(way): \(names)")
  }

  /// The programs that an argument names; `nil` if it names a file or folder without `mini.config`.
  ///
  /// Cost without such a file: one system call, or none for the name of a source file.
  static func programs(_ argument: String?) throws -> [BuildTarget]? {
    guard let argument else { return try inFolder(".") }
    guard !argument.hasSuffix(".mini"), !argument.isEmpty else { return nil }
    if let found = try inFolder(".")?.first(where: { $0.program?.name == argument }) {
      return [found]
    }
    return try inFolder(FilePath(argument: argument))
  }

  private static func inFolder(_ folder: FilePath) throws -> [BuildTarget]? {
    let path = folder.naming(ProjectProgram.fileName)
    // A path that cannot be looked at is reported where the root file is opened.
    let status = try? LocalFileSystem().status(of: path, followingLinks: true)
    guard let status, status.kind == .regular,
      let configuration = try Configuration().adding(projectFile: path)
    else { return nil }
    let programs = try configuration.programs()
    guard !programs.isEmpty else { return nil }
    return targets(programs, in: folder, configuration.suggestion(in: folder))
  }

  private static func targets(
    _ programs: [ProjectProgram], in folder: FilePath, _ suggestion: RemoteSuggestion?
  ) -> [BuildTarget] {
    programs.map { Self($0, in: folder, isOneOfSeveral: programs.count > 1, suggestion) }
  }

  /// The program that an argument names, or without one that of the nearest project, here or above.
  static func nearest(_ argument: String?) throws -> BuildTarget {
    guard argument == nil else { return try one(argument) }
    return try only(nearest(to: FilePath(ProjectLocation.usualRootName)))
  }

  /// The programs of the project that a file most likely belongs to: those of the `mini.config` here,
  /// or of the file's ``NearestProject``, or the file itself.
  static func nearest(to file: FilePath) throws -> [BuildTarget] {
    try ofProject(around: file) ?? [BuildTarget(root: file)]
  }

  /// The same; `nil`: the file belongs to no project.
  static func ofProject(around file: FilePath) throws -> [BuildTarget]? {
    if let here = try programs(nil) { return here }
    guard let project = NearestProject(to: file) else { return nil }
    guard !project.programs.isEmpty else { return [BuildTarget(root: project.roots[0])] }
    return targets(project.programs, in: project.folder, project.suggestion)
  }

  // MARK: Builds

  /// Calls `build` for each target. A program with errors does not keep the others from being built.
  ///
  /// - Throws: what `build` throws; ``FoundFaults`` at the end if a program has errors.
  static func each(_ targets: [BuildTarget], _ build: (BuildTarget) throws -> Void) throws {
    var hasFaults = false
    for target in targets {
      do {
        try build(target)
      } catch is FoundFaults {
        hasFaults = true
      } catch let error as BuildError {
        guard case .rootNotFound(let path) = error, let program = target.program else {
          throw error
        }
        throw CommandFailure(
          "there is no '\(path)', which \(program.origin) makes the root of the program '\(program.name)'",
          ExitStatus(of: error))
      }
    }
    if hasFaults { throw FoundFaults() }
  }

  /// The path of the executable that `mini.config` sets, for ``BuildOptions/stem``, unchecked; `nil`
  /// without such a file.
  var plannedStem: FilePath? {
    guard let program, let folder else { return nil }
    return folder.naming(program.output.string)
  }

  /// The same path, checked and in a folder that exists now.
  ///
  /// - Throws: ``CommandFailure`` if a link in it could lead out of the project.
  func stem() throws -> FilePath? {
    guard let program, let folder, let path = plannedStem else { return nil }
    let disk = LocalFileSystem()
    var parent = folder
    for component in program.output.components.dropLast() {
      parent = parent.naming(component.string)
      switch try disk.status(of: parent, followingLinks: false)?.kind {
      case nil: try disk.createDirectories(parent)
      case .directory: break
      case .symbolicLink, .regular, .other: throw isInTheWay(parent)
      }
    }
    return path
  }

  private func isInTheWay(_ path: FilePath) -> CommandFailure {
    CommandFailure(
      "the program '\(program?.name ?? "")' cannot be written: '\(path)' is not a folder; move it away, or"
        + " set another output in '\(ProjectProgram.fileName)'")
  }
}
