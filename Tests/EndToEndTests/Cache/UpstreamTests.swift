// Other caches that a build asks after its own: they are read, verified, and never changed.

import TestSupport
import Testing

@Suite struct UpstreamTests {
  private let workspace = Workspace()
  private static let main = """
    import "lib/math.mini" as math;

    fn main() i32 {
        return math.square(3);
    }

    """

  /// - Parameter constant: in the body of a function.
  private func checkOut(_ folder: String, constant: Int = 0) throws {
    try workspace.write("\(folder)/main.mini", Self.main)
    try workspace.write(
      "\(folder)/lib/math.mini",
      "fn square(n: i32) i32 {\n    return n * n + \(constant);\n}\n\n"
        + "fn unused() {\n    print(\"text\");\n}\n")
  }

  /// A project with a cache of its own, which is the upstream.
  private func makeUpstream(_ arguments: [String] = []) throws {
    try checkOut("there")
    try Mini.build(arguments, in: workspace.folder("there"))
  }

  private var upstream: [String: String] {
    ["MINI_UPSTREAM": workspace.path("there/.mini_cache")]
  }

  /// All files of the upstream cache: names, bytes, modes and times.
  private func state(of folder: String = "there/.mini_cache") throws -> [String] {
    try workspace.files(below: folder).sorted().map { name in
      let path = "\(folder)/\(name)"
      return try "\(name) \(workspace.mode(path)) \(workspace.modified(path)) "
        + workspace.bytes(path).map { String($0) }.joined(separator: ",")
    }
  }

  @Test(arguments: [["--emit", "ir"], [], ["-O2"], ["-g"]])
  func whatAnUpstreamHasIsNotCompiled(_ arguments: [String]) throws {
    try makeUpstream(arguments)
    try checkOut("here")
    let before = try state()
    let folder = workspace.folder("here")
    let first = try Mini.statistics(arguments, in: folder, environment: upstream)
    #expect(first.output.status == 0 && first.output.errorText == "", "\(first.output.errorText)")
    #expect(first.filesCompiled == 0 && first.functionsCompiled == 0, "\(first.summary)")
    #expect(first.number("units", "compiled") == 0)
    #expect(try state() == before)
    let outputs = arguments.contains("ir") ? ["main.ll"] : ["main.ll", "main"]
    for name in outputs {
      #expect(try workspace.bytes("here/\(name)") == workspace.bytes("there/\(name)"), "\(name)")
    }
    // Everything is here now.
    try workspace.delete("there")
    for name in outputs { try workspace.delete("here/\(name)") }
    let second = try Mini.statistics(arguments, in: folder)
    #expect(second.filesCompiled == 0 && second.number("units", "compiled") == 0)
    #expect(try Mini.statistics(arguments, in: folder).isNull)
    #expect(try Mini.run(["verify"], in: folder).status == 0)
  }

  @Test func aFunctionOfAnEditedFileIsFetched() throws {
    try makeUpstream(["--emit", "ir"])
    try checkOut("here", constant: 7)
    let build = try Mini.statistics(
      ["--emit", "ir"], in: workspace.folder("here"), environment: upstream)
    #expect(build.filesCompiled == 1 && build.functionsCompiled == 1, "\(build.summary)")
    let verbose = try Mini.run(["build", "--emit", "ir", "-v"], in: workspace.folder("here"))
    #expect(!verbose.errorText.contains("From"))
  }

  @Test func theOutputNamesTheLevel() throws {
    try makeUpstream()
    try checkOut("here")
    let build = try Mini.run(
      ["build", "-v"], in: workspace.folder("here"), environment: upstream)
    let path = workspace.path("there/.mini_cache")
    #expect(
      (build.text + build.errorText).contains(
        "[cache] From '\(path)': 2 files, 0 functions, 2 units\n"), "\(build.errorText)")
  }

  @Test func upstreamsAreAskedInOrderAndAfterTheOwnCache() throws {
    try makeUpstream(["--emit", "ir"])
    try checkOut("other", constant: 1)
    try Mini.build(["--emit", "ir"], in: workspace.folder("other"))
    try checkOut("here", constant: 1)
    let folder = workspace.folder("here")
    for name in ["there", "other"] {
      let path = workspace.path("\(name)/.mini_cache")
      #expect(try Mini.run(["config", "--add", "mini.upstream", path], in: folder).status == 0)
    }
    let build = try Mini.run(["build", "--emit", "ir", "-v"], in: folder)
    let text = build.text + build.errorText
    // main.mini is in both: its inputs are the same.
    for (name, files) in [("there", "1 file"), ("other", "1 file")] {
      let path = workspace.path("\(name)/.mini_cache")
      #expect(text.contains("From '\(path)': \(files), 0 functions"), "\(text)")
    }
    try workspace.delete("here/main.ll")
    let again = try Mini.run(["build", "--emit", "ir", "-v"], in: folder)
    #expect(!(again.text + again.errorText).contains("From '"), "the own cache has all of it")
  }

  // MARK: Damage and trust

  @Test func aDamagedUpstreamIsLeftAsItIsAndBelievedInNothing() throws {
    try makeUpstream([])
    let right = try ["main.ll", "main"].map { try workspace.bytes("there/\($0)") }
    let names = workspace.files(below: "there/.mini_cache").sorted()
    for name in names {
      let file = "there/.mini_cache/\(name)"
      let (bytes, mode) = (try workspace.bytes(file), try workspace.mode(file))
      for damaged in [bytes.map { $0 ^ 4 }, Array(bytes.prefix(bytes.count / 2))] {
        try workspace.permissions(file, 0o644)
        try workspace.write(file, damaged)
        let before = try state()
        try checkOut("here")
        let build = try Mini.run(["build"], in: workspace.folder("here"), environment: upstream)
        #expect(build.status == 0, "\(name): \(build.errorText)")
        let outputs = try ["main.ll", "main"].map { try workspace.bytes("here/\($0)") }
        #expect(outputs == right, "\(name)")
        #expect(try state() == before, "\(name)")
        #expect(try Mini.run(["verify"], in: workspace.folder("here")).status == 0, "\(name)")
        try workspace.delete("here")
        try workspace.write(file, bytes)
      }
      try workspace.permissions(file, mode)
    }
  }

  @Test func aCacheThatOthersCanWriteIsNoUpstream() throws {
    try makeUpstream(["--emit", "ir"])
    try workspace.permissions("there/.mini_cache", 0o777)
    try checkOut("here")
    let folder = workspace.folder("here")
    let build = try Mini.statistics(["--emit", "ir"], in: folder, environment: upstream)
    #expect(build.output.status == 0 && build.filesCompiled == 2)
    #expect(build.output.errorText.contains("is not used: others can write to '"))
    #expect(try workspace.mode("there/.mini_cache") & 0o777 == 0o777, "it is not changed")
    let path = workspace.path("there/.mini_cache")
    #expect(try Mini.run(["config", "--add", "safe.cache", path], in: folder).status == 0)
    try workspace.delete("here/.mini_cache")
    let trusted = try Mini.statistics(["--emit", "ir"], in: folder, environment: upstream)
    #expect(trusted.filesCompiled == 0, "\(trusted.output.errorText)")
  }

  @Test(arguments: ["nothing", "there", "there/main.mini"])
  func whatIsNoCacheIsToldOnce(_ name: String) throws {
    try makeUpstream(["--emit", "ir"])
    try checkOut("here")
    let build = try Mini.statistics(
      ["--emit", "ir"], in: workspace.folder("here"),
      environment: ["MINI_UPSTREAM": workspace.path(name)])
    #expect(build.output.status == 0 && build.filesCompiled == 2)
    let lines = build.output.errorText.split(separator: "\n")
    #expect(lines.count == 1, "\(build.output.errorText)")
    #expect(
      lines.first?.contains("the upstream cache '\(workspace.path(name))' is not used") == true)
  }

  @Test func aCacheCannotNameAnUpstream() throws {
    try makeUpstream(["--emit", "ir"])
    try checkOut("here")
    let folder = workspace.folder("here")
    try Mini.build(["--emit", "ir"], in: folder)
    let config = try workspace.text("here/.mini_cache/config")
    try workspace.write(
      "here/.mini_cache/config",
      config + "[mini]\n\tupstream = \(workspace.path("there/.mini_cache"))\n")
    try checkOut("here", constant: 5)
    let build = try Mini.run(["build", "--emit", "ir"], in: folder)
    #expect(build.status == 0)
    #expect(build.errorText.contains("mini.upstream"), "\(build.errorText)")
  }
}
