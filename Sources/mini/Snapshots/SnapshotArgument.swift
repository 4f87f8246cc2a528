// The arguments of commands that work with snapshots, and the end of those that fail.

import ArgumentParser
import BuildCache
import MiniDriver
import SystemPackage

/// Help texts and the default of the argument NAME.
enum SnapshotArgument {
  static let help = ArgumentHelp("The snapshot's name. (default: main)", valueName: "name")

  static var usual: SnapshotName {
    guard let name = SnapshotName("main") else { preconditionFailure("it is a valid name") }
    return name
  }

  /// - Throws: if Git would refuse the name.
  static func name(_ text: String) throws -> SnapshotName {
    guard let name = SnapshotName(text) else { throw ValidationError(rule) }
    return name
  }

  /// The rule for names: see git-check-ref-format(1).
  static let rule = """
    Git accepts names without spaces and ~ ^ : ? * [ \\ .. @{, whose parts between '/' are not empty, \
    do not begin with '.' and do not end with '.lock'; nor do they begin with '-' or end with '.'
    """
}

/// The project whose cache is used.
struct SnapshotProject: ParsableArguments {
  @Option(help: RootArgument.help, completion: RootArgument.completion)
  var root: String?

  @OptionGroup var threads: JobsOption

  @OptionGroup var cache: CacheOptions

  func open(absence: ProjectCache.Absence) throws -> ProjectCache {
    let configuration = try Environment.configuration(
      cacheDirectory: cache.directory, jobs: threads.jobs)
    let target = try target()
    return try SnapshotFailure.shown { () throws(SnapshotError) in
      try ProjectCache(
        root: target.root, usualCache: target.usualCache, configuration: configuration,
        absence: absence, onWait: WaitNotice.write)
    }
  }

  private func target() throws -> BuildTarget {
    if root == nil, let programs = try BuildTarget.programs(nil), programs.count > 1 {
      throw BuildTarget.isAmbiguous(programs, by: "'--root'")
    }
    return try BuildTarget.nearest(root)
  }
}

enum SnapshotFailure {
  /// Turns the reason into the end of the command.
  static func shown<Value>(
    _ body: () throws(SnapshotError) -> Value
  ) throws -> Value {
    do throws(SnapshotError) {
      return try body()
    } catch {
      throw CommandFailure(TerminalText.escaped("\(error)"), ExitStatus(of: error))
    }
  }
}

extension SharingTools {
  static var ofProcess: Self {
    Self(searchPath: Environment.bytes("PATH"), environment: Environment.variables)
  }
}
