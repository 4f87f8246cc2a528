// How a build uses its cache: `--read-only`, `--refresh`, and the settings for both, for syncing and for
// compression.

import TestSupport
import Testing

@Suite struct CacheUseTests {
  private let workspace = Workspace()
  private var folder: Folder { workspace.folder("project") }

  init() throws {
    try workspace.write(
      "project/main.mini",
      """
      import "math.mini" as math;
      fn main() i32 { return math.add(1, 2); }

      """)
    try workspace.write("project/math.mini", "fn add(a: i32, b: i32) i32 { return a + b; }\n")
    Workspace.age()
  }

  private func edit() throws {
    try workspace.write("project/math.mini", "fn add(a: i32, b: i32) i32 { return a + b + 1; }\n")
    Workspace.age()
  }

  private func cache() throws -> [String: [UInt8]] {
    var contents: [String: [UInt8]] = [:]
    for file in workspace.files(below: "project/.mini_cache") {
      contents[file] = try workspace.bytes("project/.mini_cache/\(file)")
    }
    return contents
  }

  // MARK: Reading

  @Test(arguments: [
    (["--read-only"], [:]), ([], ["MINI_READ_ONLY": "1"]), ([], ["MINI_READ_ONLY": "yes"]),
  ])
  func aReadOnlyBuildStoresNothing(options: [String], environment: [String: String]) throws {
    let words = ["build"] + options
    let first = try Mini.run(words, in: folder, environment: environment)
    #expect(first.status == 0 && first.errorText == "")
    #expect(!workspace.exists("project/.mini_cache"))
    #expect(try Tools.run(workspace.path("project/main"), [], in: folder).status == 3)

    #expect(try Mini.run(["build"], in: folder).status == 0)
    try edit()
    let before = try cache()
    let build = try Mini.run(words + ["--stats-json", "-"], in: folder, environment: environment)
    #expect(build.status == 0 && build.errorText == "", "\(build.errorText)")
    let stats = try JSON.object(build.output)
    #expect((stats["functions"] as? [String: Any])?["compiled"] as? Int == 1)
    #expect(try cache() == before)
    #expect(try Tools.run(workspace.path("project/main"), [], in: folder).status == 4)
    let run = try Mini.run(["run"] + options, in: folder, environment: environment)
    #expect(run.status == 4)
    #expect(try cache() == before)
  }

  // MARK: Compiling anew

  @Test(arguments: [(["--refresh"], [:]), ([], ["MINI_REFRESH": "true"])])
  func aRefreshCompilesEverythingAndStoresIt(
    options: [String], environment: [String: String]
  ) throws {
    #expect(try Mini.run(["build"], in: folder).status == 0)
    Workspace.age()
    let objects = workspace.files(below: "project/.mini_cache/objects")
    let refresh = try Mini.statistics(options, in: folder, environment: environment)
    #expect(refresh.output.status == 0 && refresh.output.errorText == "")
    #expect(refresh.filesCompiled == 2 && refresh.functionsCompiled == 2, "\(refresh.summary)")
    #expect(refresh.number("units", "compiled") == refresh.number("units", "total"))
    #expect(workspace.files(below: "project/.mini_cache/objects") == objects)
    #expect(try Mini.run(["log"], in: folder).text.contains("--refresh"))
    #expect(try Mini.run(["show"], in: folder).text.contains("the cache is not used"))
    Workspace.age()
    let null = try Mini.statistics([], in: folder)
    #expect(null.isNull, "\(null.summary)")
  }

  /// What the cache held is not needed: not even what it would be compared with.
  @Test func aRefreshHealsACacheWithoutAWord() throws {
    #expect(try Mini.run(["build"], in: folder).status == 0)
    for file in workspace.files(below: "project/.mini_cache/zir") {
      try workspace.delete("project/.mini_cache/zir/\(file)")
    }
    try workspace.delete("project/main.ll")
    let refresh = try Mini.run(["build", "--refresh"], in: folder)
    #expect(refresh.status == 0 && refresh.errorText == "", "\(refresh.errorText)")
    #expect(try Mini.run(["verify"], in: folder).status == 0)
    #expect(try Tools.run(workspace.path("project/main"), [], in: folder).status == 3)
  }

  @Test func usesExcludeEachOther() throws {
    for (first, second) in [
      ("--read-only", "--refresh"), ("--no-cache", "--read-only"), ("--no-cache", "--refresh"),
    ] {
      let run = try Mini.run(["build", second, first], in: folder)
      #expect(run.status == 64)
      #expect(run.errorText.hasPrefix("mini: error: '\(first)' and '\(second)' exclude each other"))
    }
    #expect(try Mini.run(["build", "--recheck", "--refresh"], in: folder).status == 64)
  }

  // MARK: Settings

  @Test func theUsersFileSetsThem() throws {
    func set(_ key: String, _ value: String) throws {
      #expect(try Mini.run(["config", key, value], in: folder).status == 0)
    }
    #expect(try Mini.run(["config", "mini.durable", "maybe"], in: folder).status == 2)
    try set("mini.durable", "on")
    #expect(try Mini.run(["build"], in: folder).status == 0)
    #expect(try Mini.run(["log"], in: folder).text.contains("--durable"))
    try set("mini.readOnly", "true")
    try edit()
    let before = try cache()
    #expect(try Mini.run(["build"], in: folder).status == 0)
    #expect(try cache() == before)
    // An option comes after all settings.
    #expect(try Mini.run(["build", "--refresh"], in: folder).status == 0)
    #expect(try cache() != before)
  }

  @Test func theLevelOfCompressionIsASetting() throws {
    let functions = (0..<400).map { "fn multiple\($0)(a: i32) i32 { return a * \($0) + a; }\n" }
      .joined()
    try workspace.write(
      "project/math.mini", "fn add(a: i32, b: i32) i32 { return a + b; }\n" + functions)
    var sizes: [Int] = []
    for level in ["0", "1", "9"] {
      #expect(try Mini.run(["config", "mini.compression", level], in: folder).status == 0)
      #expect(try Mini.run(["build", "--emit", "ir"], in: folder).status == 0)
      sizes.append(
        try workspace.files(below: "project/.mini_cache/zir").reduce(0) {
          try $0 + workspace.bytes("project/.mini_cache/zir/\($1)").count
        })
      #expect(try Mini.run(["verify"], in: folder).status == 0)
      #expect(try Mini.run(["clean"], in: folder).status == 0)
      try workspace.delete("project/main.ll")
    }
    #expect(sizes[0] > sizes[1] && sizes[1] > sizes[2], "\(sizes)")
    #expect(try Mini.run(["config", "mini.compression", "10"], in: folder).status == 2)
  }
}
