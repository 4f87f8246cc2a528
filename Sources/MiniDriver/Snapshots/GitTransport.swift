// Stock Git as the transport of snapshots: the commands that are run, and their answers.

import BuildCache
import FileIO
import Glibc
import ObjectStore
import SystemPackage

/// Runs Git in a scratch repository.
///
/// Git never sees the cache as its repository, only its object folders as alternates: no hook and no
/// command that a forged `config` names is run. The settings of the user and of the system apply, because
/// they say how to reach hosts.
///
/// - SeeAlso: Architecture, section 4, "Trust"
struct GitTransport: ~Copyable {
  private let scratch: WorkFolder
  /// The scratch repository's absolute path.
  let repository: FilePath
  private let git: FilePath
  private let environment: [[UInt8]]

  /// A ref of a remote repository, as Git prints it.
  struct RemoteRef: Sendable {
    let id: String
    let name: String
  }

  /// Makes the scratch repository.
  ///
  /// - Parameters:
  ///   - refs: those of the scratch repository.
  ///   - environment: `NAME=value` of this process's variables.
  static func open(
    in cache: CacheDirectory, refs: [GitRef], git: FilePath?, environment: [[UInt8]]
  ) throws(SnapshotError) -> GitTransport {
    guard let git else {
      throw SnapshotError("cannot find 'git', which moves snapshots: install Git", cause: .exchange)
    }
    let kept = environment.filter { variable in
      !variable.starts(with: "LC_ALL=".utf8) && !variable.starts(with: "GIT_".utf8)
        || keptVariables.contains { variable.starts(with: "\($0)=".utf8) }
    }
    do throws(FileError) {
      let scratch = try WorkFolder(in: cache.path, fileSystem: cache.fileSystem)
      let repository = try cache.fileSystem.realPath(scratch.path)
      try make(repository: scratch.path, refs, cache.fileSystem)
      return GitTransport(
        scratch: scratch, repository: repository, git: git,
        environment: kept + ["LC_ALL=C", "GIT_NO_REPLACE_OBJECTS=1"].map { Array($0.utf8) })
    } catch {
      throw SnapshotError("\(error)", cause: .exchange)
    }
  }

  private init(
    scratch: consuming WorkFolder, repository: FilePath, git: FilePath, environment: [[UInt8]]
  ) {
    self.scratch = scratch
    self.repository = repository
    self.git = git
    self.environment = environment
  }

  /// Variables that say how to reach a host. All others could make Git use another repository.
  private static let keptVariables = [
    "GIT_SSH", "GIT_SSH_COMMAND", "GIT_SSH_VARIANT", "GIT_ASKPASS", "GIT_TERMINAL_PROMPT",
    "GIT_PROXY_COMMAND", "GIT_SSL_CAINFO", "GIT_SSL_CAPATH", "GIT_SSL_CERT", "GIT_SSL_KEY",
    "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM", "GIT_EXEC_PATH",
  ]

  /// A bare repository, made here, because `git init` copies the hooks of a template.
  private static func make(
    repository: FilePath, _ refs: [GitRef], _ fileSystem: any FileSystem
  ) throws(FileError) {
    for folder in ["objects/info", "objects/pack", "refs"] {
      try fileSystem.createDirectories(repository.appending(FilePath(folder).components))
    }
    let config = """
      [core]
      \trepositoryformatversion = 1
      \tbare = true
      [extensions]
      \tobjectFormat = sha256

      """
    let packedRefs = refs.sorted { $0.name < $1.name }.map { "\($0.id) \($0.name)\n" }.joined()
    // Relative to its own folder of objects, so that no name of a folder needs quotes.
    let alternates = ObjectDatabase.Tree.allCases.map { "../../\($0.name)\n" }.joined()
    for (name, text) in [
      ("HEAD", "ref: refs/heads/none\n"), ("config", config), ("packed-refs", packedRefs),
      ("objects/info/alternates", alternates),
    ] {
      try fileSystem.replaceFile(
        repository.appending(FilePath(name).components), with: Array(text.utf8))
    }
  }

  /// Settings by which Git runs nothing that a repository names, and does no more than this command.
  private static let guards = [
    "core.hooksPath=/dev/null", "core.fsmonitor=false", "core.alternateRefsCommand=true",
    "gc.auto=0", "maintenance.auto=false", "fetch.unpackLimit=1", "fetch.writeCommitGraph=false",
    "fetch.prune=false", "fetch.recurseSubmodules=no", "push.recurseSubmodules=no",
    "push.gpgSign=false", "push.followTags=false", "submodule.recurse=false",
  ]

  /// Runs Git. It prints its own errors, which name hosts and paths better than a rewording would.
  func run(_ words: [[UInt8]], orElse sentence: String) throws(SnapshotError) {
    var launch = launch(words)
    launch.output = .empty
    do throws(Errno) {
      if try launch.run() == 0 { return }
    } catch {
      throw SnapshotError("cannot run '\(git)': \(error)", cause: .exchange)
    }
    throw SnapshotError(sentence, cause: .exchange)
  }

  /// The refs of a remote repository or of a bundle. Refuses one of another object format.
  ///
  /// - Parameter name: what the user calls it.
  func refs(of remote: [UInt8], named name: String) throws(SnapshotError) -> [RemoteRef] {
    let (status, text) = try answer(["ls-remote", "--"].map { Array($0.utf8) } + [remote])
    guard status == 0 else {
      if Self.isOfOtherFormat(text) { throw Self.otherFormat(name) }
      throw SnapshotError(
        "cannot read '\(name)': \(Self.reason(text)); to make a repository for snapshots: "
          + Self.making(name), cause: .exchange)
    }
    var refs: [RemoteRef] = []
    for line in text.split(separator: "\n") {
      let parts = line.split(separator: "\t", maxSplits: 1)
      guard parts.count == 2 else { continue }
      guard parts[0].utf8.count == ObjectID.hexLength else { throw Self.otherFormat(name) }
      refs.append(RemoteRef(id: String(parts[0]), name: String(parts[1])))
    }
    return refs
  }

  /// Refuses an empty remote repository of another object format, which only an attempt to push shows.
  func checkFormat(of remote: [UInt8], named name: String, _ refspecs: [String])
    throws(SnapshotError)
  {
    let words = ["push", "--dry-run", "--quiet", "--no-verify", "--"].map { Array($0.utf8) }
    let (status, text) = try answer(words + [remote] + refspecs.map { Array($0.utf8) })
    guard status != 0 else { return }
    if Self.isOfOtherFormat(text) { throw Self.otherFormat(name) }
    throw SnapshotError("cannot push to '\(name)': \(Self.reason(text))", cause: .exchange)
  }

  /// The words of Git for it, in all versions so far.
  private static func isOfOtherFormat(_ text: String) -> Bool {
    ["hash algorithm", "mismatched algorithms", "unexpected capabilities^{}"]
      .contains { text.contains($0) }
  }

  static func otherFormat(_ name: String) -> SnapshotError {
    SnapshotError(
      "'\(name)' is not of object format sha256; to make a repository for snapshots: "
        + making(name), cause: .exchange)
  }

  private static func making(_ name: String) -> String {
    "git init --bare --object-format=sha256 \(FilePath(name).shellWord)"
  }

  private static func reason(_ text: String) -> String {
    let line = text.split(separator: "\n").first { $0.hasPrefix("fatal: ") }
    return line.map { String($0.dropFirst("fatal: ".count)) } ?? "Git failed"
  }

  /// Runs Git for what it prints, errors included.
  private func answer(
    _ words: [[UInt8]]
  ) throws(SnapshotError) -> (status: Int32, text: String) {
    do throws(Errno) {
      let end = try launch(words).runForOutput(
        [\.output, \.errors], sizeMax: Self.answerSizeMaxBytes)
      return (end.status, String(decoding: end.output, as: UTF8.self))
    } catch {
      throw SnapshotError("cannot run '\(git)': \(error)", cause: .exchange)
    }
  }

  private func launch(_ words: [[UInt8]]) -> ProcessLaunch {
    var launch = ProcessLaunch(.tool, git, words: [[UInt8]]())
    launch.environment = environment
    let settings = Self.guards.flatMap { ["-c", $0] }
    let options = ["git", "--no-pager", "--no-optional-locks"] + settings
    launch.arguments = options.map { Array($0.utf8) }
    launch.arguments.append(Array("--git-dir=".utf8) + repository.bytes)
    launch.arguments += words
    return launch
  }

  /// The refs of a hundred thousand branches.
  private static let answerSizeMaxBytes = 16 << 20
}
