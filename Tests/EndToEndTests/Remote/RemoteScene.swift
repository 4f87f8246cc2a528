// Two clones of one project that share a remote cache, and the programs that stand for one.

import SystemPackage
import TestSupport
import Testing

/// A project that stores what it compiles in a remote cache, and a clone in another folder that takes
/// units from it.
struct RemoteScene {
  let workspace = Workspace()
  let writer: WideProject
  let reader: WideProject
  /// The remote cache's address.
  let url: String
  /// Variables that all builds get.
  let environment: [String: String]
  /// Those that run as long as the scene exists.
  var servers: [RemoteServer] = []

  /// - Parameters:
  ///   - program: in place of `mini-remote`.
  ///   - signs: whether the writer has a key, which the reader trusts.
  ///   - moduleCount: of each project; 16 are a dozen units.
  init(
    url: String, program: String, environment: [String: String] = [:], signs: Bool = true,
    moduleCount: Int = 16
  ) throws {
    writer = try WideProject(workspace, "writer", moduleCount: moduleCount)
    reader = try WideProject(workspace, "elsewhere/reader", moduleCount: moduleCount)
    self.url = url
    self.environment = environment
    for project in [writer, reader] {
      try set("mini.remote", url, in: project)
      try set("mini.remoteProgram", program, in: project)
      // However busy the machine is: what is tested is not whether fetching is faster.
      try set("mini.remoteWait", "50s", in: project)
      try set("mini.remoteTimeout", "20s", in: project)
    }
    try set("mini.remoteMode", "write", in: writer)
    try set("mini.remoteUpload", "wait", in: writer)
    if signs {
      try set("mini.trust.key", try Self.newKey("key", in: workspace), in: reader)
      try set("mini.trust.signingKey", workspace.path("key"), in: writer)
    }
  }

  /// Makes a key, and returns its public half.
  static func newKey(_ name: String, in workspace: Workspace) throws -> String {
    let made = try Tools.run(
      "ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "a comment", "-f", name],
      in: workspace.folder(""))
    #expect(made.status == 0, "\(made.errorText)")
    return String(try workspace.text(name + ".pub").dropLast())
  }

  func set(_ key: String, _ value: String, in project: WideProject) throws {
    let done = try Mini.run(["config", key, value], in: project.folder)
    #expect(done.status == 0, "\(done.errorText)")
  }

  func build(
    _ project: WideProject, _ arguments: [String] = ["-O2"], _ more: [String: String] = [:]
  ) throws -> Mini.Statistics {
    try Mini.statistics(
      arguments, in: project.folder, environment: environment.merging(more) { $1 })
  }

  /// The writer builds, and stores what it compiles.
  @discardableResult
  func store(sourceLocation: SourceLocation = #_sourceLocation) throws -> Mini.Statistics {
    let build = try build(writer)
    #expect(
      build.output.status == 0 && build.output.errorText == "", "\(build.output.errorText)",
      sourceLocation: sourceLocation)
    return build
  }

  /// Whether the executables of both are the same.
  func expectSameProgram(
    _ context: Comment = "", sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let programs = try ["writer/main", "elsewhere/reader/main"].map { try workspace.bytes($0) }
    #expect(programs[0] == programs[1], context, sourceLocation: sourceLocation)
    #expect(reader.strays == [], context, sourceLocation: sourceLocation)
  }

  /// The lines that a build has printed.
  static func lines(_ build: Mini.Statistics) -> [String] {
    build.output.errorText.split(separator: "\n").map(String.init)
  }
}

/// Tests/Scripts/remote/double.py, which stands for `mini-remote` and for a server.
enum RemoteDouble {
  static let program = Repository.root.string + "/Tests/Scripts/remote/double.py"

  static func scene(
    signs: Bool = true, moduleCount: Int = 16
  ) throws -> (RemoteScene, store: (String) -> [String: String]) {
    let scene = try RemoteScene(
      url: "grpc://127.0.0.1:1", program: program, signs: signs, moduleCount: moduleCount)
    try scene.workspace.makeFolder("store")
    let folder = scene.workspace.path("store")
    return (scene, { ["MINI_TEST_REMOTE": "\($0):\(folder)"] })
  }
}
