// `mini lsp`: the real server, over its streams.

import Foundation
import TestSupport
import Testing

@Suite struct LanguageServerTests {
  private static func project() throws -> (workspace: Workspace, folder: Folder) {
    let workspace = try Workspace(copying: "Projects/demo", as: "project")
    Workspace.age()
    try Mini.build(in: workspace.folder("project"))
    return (workspace, workspace.folder("project"))
  }

  @Test func aSessionEndsAsTheClientSays() throws {
    let (_, folder) = try Self.project()
    let client = try LanguageClient(in: folder)
    #expect(client.capabilities["positionEncoding"] as? String == "utf-8")
    #expect(try client.shutDown() == 0)
    #expect(try LanguageClient(in: folder).disconnect() == 1)
  }

  @Test func diagnosticsFollowTheText() throws {
    let (workspace, folder) = try Self.project()
    let cache = workspace.files(below: "project/.mini_cache")
    let before = try cache.map { try workspace.bytes("project/.mini_cache/" + $0) }
    let client = try LanguageClient(in: folder)
    let source = try workspace.text("project/math.mini")
    try client.open("math.mini", source)
    // fn square becomes fn squared: an error in an importer that is not open.
    try client.change("math.mini", from: [6, 9], to: [6, 9], "d")
    #expect(try client.diagnostics(of: "main.mini").map { $0.suffix(5) } == ["E0015", "E0015"])
    try client.change("math.mini", from: [6, 9], to: [6, 10], "", version: 3)
    #expect(try client.diagnostics(of: "main.mini").isEmpty)
    try client.change("math.mini", from: [7, 11], to: [7, 12], "y", version: 4)
    #expect(try client.diagnostics(of: "math.mini") == ["7:11 E0012"])
    try client.close("math.mini")
    #expect(try client.diagnostics(of: "math.mini").isEmpty)
    #expect(try client.shutDown() == 0)
    let after = try cache.map { try workspace.bytes("project/.mini_cache/" + $0) }
    #expect(after == before && workspace.files(below: "project/.mini_cache") == cache)
  }

  @Test func placesAreCountedInTheUnitsOfTheClient() throws {
    let workspace = Workspace()
    try workspace.write("main.mini", "fn main() {}\n")
    let text = "fn main() { print(\"𝄞ü\", x); }\n"
    for (encodings, column) in [(["utf-16"], 24), (["utf-16", "utf-8"], 27), ([], 24)] {
      let client = try LanguageClient(in: workspace.folder(""), encodings: encodings)
      try client.open("main.mini", text)
      #expect(try client.diagnostics(of: "main.mini") == ["0:\(column + 1) E0012"])
      // Replaces x by 1.
      try client.change("main.mini", from: [0, column + 1], to: [0, column + 2], "1")
      #expect(try client.diagnostics(of: "main.mini").isEmpty)
      #expect(try client.shutDown() == 0)
    }
  }

  @Test func changesOnDiskAreSeenWhenTheClientTellsOfThem() throws {
    let (workspace, folder) = try Self.project()
    let client = try LanguageClient(in: folder)
    try client.open("main.mini", try workspace.text("project/main.mini"))
    try workspace.write("project/math.mini", "")
    try client.notify(
      "workspace/didChangeWatchedFiles",
      ["changes": [["uri": client.uri("math.mini"), "type": 2]]])
    #expect(try !client.diagnostics(of: "main.mini").isEmpty)
    #expect(
      client.notifications.contains { $0["method"] as? String == "client/registerCapability" })
    #expect(try client.shutDown() == 0)
  }

  @Test func aFileWithoutAProjectIsCheckedAlone() throws {
    let workspace = Workspace()
    try workspace.write("lone.mini", "fn f() i32 { return 1; }\n")
    let client = try LanguageClient(in: workspace.folder(""))
    try client.open("lone.mini", "fn f() i32 { return 1.5; }\n")
    #expect(try client.diagnostics(of: "lone.mini") == ["0:20 E0021"])
    // A file that is not on disk yet.
    try client.open("new.mini", "fn g() { h(); }\n")
    #expect(try client.diagnostics(of: "new.mini") == ["0:9 E0013"])
    #expect(try client.shutDown() == 0)
  }

  @Test func symbolsOfTheWholeProjectAreFound() throws {
    let (_, folder) = try Self.project()
    let client = try LanguageClient(in: folder)
    let found = try client.request("workspace/symbol", ["query": "smsq"]) as? [[String: Any]]
    #expect(found?.map { $0["name"] as? String } == ["sum_of_squares"])
    #expect(found?.first?["containerName"] as? String == "math")
    #expect(
      (found?.first?["location"] as? [String: Any])?["uri"] as? String == client.uri("math.mini"))
    #expect(try client.shutDown() == 0)
  }

  @Test func correctionsRemoveTheirDiagnostics() throws {
    let workspace = Workspace()
    try workspace.write("main.mini", "fn main() {}\n")
    try workspace.write("lib.mini", "fn square(n: i32) i32 { return n * n; }\n")
    let cases = [
      ("import \"lib.mini\";\nfn main() { print(lib.sqare(2)); }\n", "Change to 'square'"),
      ("import \"lib.mini\";\nfn main() {}\n", "Remove 'lib'"),
      ("fn main() { print(math.sqrt(2.0)); }\n", "Add 'import \"std:math\";'"),
    ]
    for (text, title) in cases {
      let client = try LanguageClient(in: workspace.folder(""))
      try client.open("main.mini", text)
      #expect(try client.diagnostics(of: "main.mini").count == 1)
      var parameters = client.document("main.mini")
      parameters["range"] = LanguageClient.range([0, 0], [2, 0])
      parameters["context"] = ["diagnostics": [Any]()]
      let actions = try client.request("textDocument/codeAction", parameters) as? [[String: Any]]
      #expect(actions?.map { $0["title"] as? String } == [title])
      let changes = (actions?.first?["edit"] as? [String: Any])?["changes"] as? [String: Any]
      let edit = (changes?[client.uri("main.mini")] as? [[String: Any]])?.first ?? [:]
      let range = edit["range"] as? [String: [String: Int]] ?? [:]
      func place(_ end: String) -> [Int] {
        [range[end]?["line"] ?? 0, range[end]?["character"] ?? 0]
      }
      try client.change(
        "main.mini", from: place("start"), to: place("end"), edit["newText"] as? String ?? "")
      #expect(try client.diagnostics(of: "main.mini").isEmpty, "\(title)")
      #expect(try client.shutDown() == 0)
    }
  }

  @Test func testsHaveLenses() throws {
    let workspace = Workspace()
    let text = "fn main() {}\ntest \"one\" { assert(true); }\n"
    try workspace.write("main.mini", text)
    let client = try LanguageClient(in: workspace.folder(""))
    try client.open("main.mini", text)
    let lenses =
      try client.request("textDocument/codeLens", client.document("main.mini")) as? [[String: Any]]
    let commands = lenses?.compactMap { $0["command"] as? [String: Any] } ?? []
    #expect(commands.map { $0["command"] as? String } == ["mini.runTest", "mini.debugTest"])
    let argument = (commands.first?["arguments"] as? [[String: Any]])?.first
    #expect(argument?["name"] as? String == "main.test \"one\"")
    #expect(argument?["place"] as? String == "main.mini:2")
    #expect(try client.shutDown() == 0)
  }
}
