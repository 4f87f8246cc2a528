// `mini graph --since`: the files that differ from a revision, by the user's Git.

import FileIO
import Glibc
import MiniFrontend
import SystemPackage

/// Stock Git, run in the project's folder to compare its files with a revision.
///
/// Git finds its repository from the folder alone. It writes nothing there, and runs no hook, monitor
/// or comparing program that the repository's configuration names; only its filters, without which
/// texts cannot be compared. A bare repository, such as a cache, counts as none.
///
/// - SeeAlso: Architecture, section 4, "Trust"
package struct RevisionChanges: Sendable {
  private let toolchain: Toolchain
  private let environment: [[UInt8]]

  /// - Parameters:
  ///   - toolchain: its search path finds `git`.
  ///   - environment: `NAME=value` of this process's variables.
  package init(_ toolchain: Toolchain, environment: [[UInt8]]) {
    self.toolchain = toolchain
    self.environment = environment.filter { !$0.starts(with: "GIT_".utf8) }
  }

  /// The files of a project that differ from a revision, or are not part of it.
  package func files(
    since revision: String, of questions: ProjectQuestions
  ) throws(QuestionError) -> ProjectQuestions.EditedFiles {
    let fileSystem = questions.fileSystem
    guard let git = toolchain.find("git", fileSystem) else {
      throw QuestionError("cannot find 'git', which compares files with a revision: install Git")
    }
    let folder: DirectoryHandle?
    do throws(FileError) {
      folder = try DirectoryHandle(questions.location.realFolder, fileSystem: fileSystem)
    } catch {
      throw QuestionError("\(error)")
    }
    var launch = ProcessLaunch(.tool, git.path, words: [[UInt8]]())
    launch.folder = folder
    launch.environment = environment
    launch.input = .empty
    let project = questions.names.shown(questions.context.rootName)
    let top = try output(
      of: launch, ["rev-parse", "--show-toplevel"],
      orElse: "'\(project)' is not in a repository of Git"
    ).prefix { $0 != UInt8(ascii: "\n") }
    let commit = try output(
      of: launch, ["rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{tree}"],
      orElse: "Git knows no revision '\(revision)'"
    ).prefix { $0 != UInt8(ascii: "\n") }
    let sources = ["--", ":(top,glob)**/*\(ModulePath.suffix)"]
    // Counts of lines, because names alone include files that were only touched.
    let counted = try output(
      of: launch,
      [
        "diff", "--numstat", "-z", "--no-relative", "--no-renames", "--no-ext-diff",
        "--no-textconv", String(decoding: commit, as: UTF8.self),
      ] + sources, orElse: "Git cannot compare the files with '\(revision)'")
    let others = try output(
      of: launch, ["ls-files", "--others", "--full-name", "-z"] + sources,
      orElse: "Git cannot list the files that are not in '\(revision)'")
    let root = FilePath(bytes: Array(top))
    // `added TAB deleted TAB path NUL`
    let names =
      counted.split(separator: 0).compactMap {
        $0.split(separator: UInt8(ascii: "\t"), maxSplits: 2).last
      } + others.split(separator: 0)
    return questions.files(among: names.map { root.appending(bytes: Array($0)) })
  }

  /// Options by which Git runs nothing and writes nothing.
  private static let guards = [
    "--no-optional-locks", "--no-pager", "-c", "core.fsmonitor=false", "-c",
    "core.hooksPath=/dev/null", "-c", "diff.autoRefreshIndex=false", "-c",
    "safe.bareRepository=explicit",
  ]

  /// - Parameter sentence: says that Git failed. Git has printed the reason, unless it is quiet.
  private func output(
    of launch: ProcessLaunch, _ arguments: [String], orElse sentence: String
  ) throws(QuestionError) -> [UInt8] {
    var launch = launch
    launch.arguments = (["git"] + Self.guards + arguments).map { Array($0.utf8) }
    do throws(Errno) {
      let end = try launch.runForOutput(sizeMax: Self.outputSizeMaxBytes)
      if end.status == 0 { return end.output }
    } catch {
      throw QuestionError("cannot run '\(launch.program)': \(error)")
    }
    throw QuestionError(sentence)
  }

  /// The names of a million files.
  private static let outputSizeMaxBytes = 64 << 20
}
