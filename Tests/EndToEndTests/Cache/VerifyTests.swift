// `mini verify` as a command: its output, its duration, and the determinism audit.

import BuildCache
import FileIO
import ObjectStore
import SystemPackage
import TestSupport
import Testing

@Suite struct VerifyTests {
  private static let cache = "project/.mini_cache/"

  /// Changes one byte of a file of the cache, in place.
  private func flip(_ name: String, at place: Int, in workspace: Workspace) throws {
    var bytes = try workspace.bytes(Self.cache + name)
    bytes[place < 0 ? bytes.count + place : place] ^= 0x10
    try workspace.permissions(Self.cache + name, 0o644)
    try workspace.write(Self.cache + name, bytes)
  }

  private func anObject(_ workspace: Workspace) throws -> String {
    try #require(
      workspace.files(below: Self.cache + "objects").first { $0.utf8.count == 65 })
  }

  /// Header, markers, sections: a flip in any byte is found, and reported in one line.
  @Test func everyByteOfTheCombinedIRIsLookedAt() throws {
    let (workspace, folder) = try PlumbingTests.builtDemo()
    try Mini.keepCombinedIR(in: folder)
    let name = "combined/main.mini.ll"
    let sound = try workspace.bytes(Self.cache + name)
    #expect(try Mini.run(["verify"], in: folder).status == 0)
    for place in stride(from: 0, to: sound.count, by: max(1, sound.count / 40)) {
      var bytes = sound
      bytes[place] ^= 0x10
      try workspace.write(Self.cache + name, bytes)
      let run = try Mini.run(["verify"], in: folder)
      #expect(run.status == 1, "byte \(place)")
      #expect(run.text.split(separator: "\n").count == 1 && run.text.hasPrefix(name), "\(run.text)")
    }
    for bytes in [sound + [10], Array(sound.dropLast()), []] {
      try workspace.write(Self.cache + name, bytes)
      #expect(try Mini.run(["verify"], in: folder).status == 1)
    }
    #expect(try Mini.run(["verify", "--repair"], in: folder).status == 0)
    #expect(try Mini.run(["verify"], in: folder).status == 0)
  }

  /// Builds look at the cache's own folder alone.
  @Test func whatOthersCanWriteIsAFault() throws {
    let (workspace, folder) = try PlumbingTests.builtDemo()
    let names = ["combined", "objects/" + (try anObject(workspace)), "zir_index.bin"]
    let modes = try names.map { try workspace.mode(Self.cache + $0) }
    for (name, mode) in zip(names, modes) {
      try workspace.permissions(Self.cache + name, mode | 0o022)
    }
    let found = try Mini.run(["verify"], in: folder)
    #expect(found.status == 1)
    #expect(
      found.text
        == "combined: others can write to it and to 2 more;"
        + " 'mini verify --repair' removes the permission\n", "\(found.text)")
    let mended = try Mini.run(["verify", "--repair"], in: folder)
    #expect(
      mended.text == "combined: others can write to it and to 2 more; the permission was removed\n",
      "\(mended.text)")
    #expect(mended.status == 0)
    #expect(try names.map { try workspace.mode(Self.cache + $0) } == modes)
    #expect(try Mini.run(["verify"], in: folder).status == 0)
  }

  /// A build that compiles nothing does not look at the record.
  @Test func aWrongRecordOfARootFileIsMovedAsideAndRewritten() throws {
    let (workspace, folder) = try PlumbingTests.builtDemo()
    let build = ["build", "other.mini", "--emit", "ir"]
    func edit(_ number: Int) throws {
      try workspace.write("project/other.mini", "fn main() i32 { return \(number); }\n")
      Workspace.age()
      try Mini.run(build, in: folder).expectDone()
    }
    try edit(0)
    let record = try #require(
      workspace.files(below: Self.cache).first { $0.hasSuffix("/root") })
    let sound = try workspace.bytes(Self.cache + record)
    let wrongs: [(String) throws -> Void] = [
      { try workspace.write($0, Array("other.mini".utf8)) },
      { try workspace.link($0, to: workspace.path("project/other.mini")) },
      { try workspace.makeFolder($0) },
    ]
    for (number, make) in wrongs.enumerated() {
      try workspace.delete(Self.cache + record)
      try make(Self.cache + record)
      try Mini.run(build, in: folder).expectDone()
      let found = try Mini.run(["verify"], in: folder)
      #expect(
        found.status == 1 && found.text.hasPrefix("\(record): not the record of a root file;"),
        "\(found.text)")
      #expect(try Mini.run(["verify", "--repair"], in: folder).status == 0)
      #expect(!workspace.exists(Self.cache + record))
      #expect(try Mini.run(["verify"], in: folder).status == 0)
      try edit(number + 1)
      #expect(try workspace.bytes(Self.cache + record) == sound)
    }
  }

  @Test func findingsAndSummaryAreJSON() throws {
    let (workspace, folder) = try PlumbingTests.builtDemo()
    let object = try anObject(workspace)
    try flip("objects/" + object, at: -1, in: workspace)
    try workspace.write(Self.cache + "objects/pack/stray\u{1b}\n", [1])
    for (options, status, repaired) in [([], 1, false), (["--repair"], 0, true)]
      as [([String], Int32, Bool)]
    {
      let run = try Mini.run(["verify", "--json"] + options, in: folder)
      #expect(run.status == status && run.errorText == "", "\(run.errorText)")
      let lines = try run.text.split(separator: "\n").map { try JSON.object(Array($0.utf8)) }
      #expect(lines.allSatisfy { $0["schema"] as? Int == 1 })
      let faults = lines.filter { $0["severity"] as? String == "fault" }
      #expect(faults.map { $0["path"] as? String } == ["objects/" + object], "\(run.text)")
      #expect(faults.first?["repaired"] as? Bool == repaired)
      #expect(lines.contains { $0["severity"] as? String == "note" })
      let summary = try #require(lines.last)
      #expect(summary["kind"] as? String == "summary")
      #expect(summary["faults"] as? Int == 1 && summary["complete"] as? Bool == true)
    }
  }

  @Test func whatIsLeftIsCheckedByTheNextCall() throws {
    let (workspace, folder) = try PlumbingTests.builtDemo()
    let state = Self.cache + "verify_state.bin"
    let object = try anObject(workspace)
    try flip("objects/" + object, at: -1, in: workspace)
    var calls = 0
    var found = 0
    repeat {
      let run = try Mini.run(["verify", "--max-duration", "0s"], in: folder)
      calls += 1
      found += run.status == 1 ? 1 : 0
      #expect(run.status == (run.text.isEmpty ? 0 : 1), "\(run.errorText)")
      #expect(run.errorText.contains("continues from there") == workspace.exists(state))
    } while workspace.exists(state) && calls < 2000
    #expect(calls > 500 && found == 1, "a shard each call: \(calls)")
    let whole = try Mini.run(["verify", "--max-duration", "10m"], in: folder)
    #expect(whole.status == 1 && !workspace.exists(state))
  }

  /// The summary of a verification.
  private func summary(_ options: [String], in folder: Folder) throws -> [String: Any] {
    let run = try Mini.run(["verify", "--json"] + options, in: folder)
    let line = run.text.split(separator: "\n").last.map(String.init) ?? ""
    let last = try JSON.object(Array(line.utf8))
    #expect(run.status == (last["faults"] as? Int == 0 ? 0 : 1), "\(run.errorText)")
    return last
  }

  @Test func aSampleIsAShareOfTheObjects() throws {
    let (workspace, folder) = try PlumbingTests.builtDemo()
    func summary(_ options: String...) throws -> [String: Any] {
      try self.summary(options, in: folder)
    }
    func objects(_ share: String, seed: Int) throws -> Int {
      try summary("--sample", share, "--seed", "\(seed)")["objects"] as? Int ?? -1
    }
    let all = try summary()["objects"] as? Int ?? 0
    let sizes = try (0..<20).map { try objects("40%", seed: $0) }
    #expect(Set(sizes).count > 1 && sizes.allSatisfy { $0 < all })
    let mean = Double(sizes.reduce(0, +)) / 20 / Double(all)
    #expect(mean > 0.3 && mean < 0.5, "\(sizes) of \(all)")
    #expect(try objects("40%", seed: 7) == sizes[7])
    // What it prints selects the same objects again.
    let chosen = try summary("--sample", "40%")
    let seed = chosen["seed"] as? Int ?? -1
    #expect(try objects("40", seed: seed) == chosen["objects"] as? Int)
    #expect(chosen["percent"] as? Int == 40 && chosen["complete"] as? Bool == false)
    try flip("objects/" + anObject(workspace), at: -1, in: workspace)
    let found = try (0..<20).map {
      try summary("--sample", "40%", "--seed", "\($0)")["faults"] as? Int ?? -1
    }
    #expect(Set(found) == [0, 1], "\(found)")
    #expect(try summary("--sample", "100%")["faults"] as? Int == 1)
  }

  @Test func onlyWhatIsNewIsChecked() throws {
    let (workspace, folder) = try PlumbingTests.builtDemo()
    let object = Self.cache + "objects/" + (try anObject(workspace))
    func faults(_ age: String) throws -> Int {
      try summary(["--max-age", age], in: folder)["faults"] as? Int ?? -1
    }
    try flip("objects/" + anObject(workspace), at: -1, in: workspace)
    #expect(try faults("1d") == 1 && faults("never") == 1)
    _ = try Tools.run("touch", ["-d", "2 days ago", workspace.path(object)], in: folder)
    #expect(try faults("1d") == 0 && faults("3d") == 1)
    // An object in a pack is as old as the pack.
    #expect(try Mini.run(["verify", "--repair"], in: folder).status == 0)
    #expect(try Mini.run(["gc"], in: folder).status == 0)
    let packs = workspace.files(below: "project/.mini_cache").filter { $0.hasSuffix(".pack") }
    let pack = try #require(packs.first { $0.hasPrefix("objects/") })
    try flip(pack, at: 40, in: workspace)
    #expect(try faults("1d") > 0)
    _ = try Tools.run("touch", ["-d", "2 days ago", workspace.path(Self.cache + pack)], in: folder)
    #expect(try faults("1d") == 0)
  }

  @Test func progressIsForTerminalsAlone() throws {
    let (_, folder) = try PlumbingTests.builtDemo()
    func onTerminal(_ arguments: [String], _ environment: [String: String]) throws -> String {
      let command = ([Mini.executable] + arguments).joined(separator: " ")
      let run = try ChildProcess.run(
        "script", ["-qec", command, "/dev/null"], in: FilePath(folder.path),
        environment: environment.merging(["PATH": Tools.searchPath]) { $1 })
      #expect(run.status == 0, "\(run.outputText)")
      return run.outputText
    }
    let shown = try onTerminal(["verify"], ["TERM": "xterm"])
    #expect(shown.contains("\rverifying "), "\(shown.debugDescription)")
    #expect(shown.contains("\r\u{1B}[Kmini: verified "), "it is gone when the work is done")
    for (arguments, environment) in [
      (["verify"], ["TERM": "dumb"]), (["verify"], ["TERM": "xterm", "NO_COLOR": "1"]),
      (["verify", "--color", "never"], ["TERM": "xterm"]),
    ] {
      #expect(try !onTerminal(arguments, environment).contains("\u{1B}"))
    }
    let piped = try Mini.run(["verify", "--color", "always"], in: folder)
    #expect(!piped.errorText.contains("\u{1B}"))
  }

  // MARK: --recompute

  @Test func aDeterministicProjectIsComputedAlike() throws {
    let (workspace, folder) = try PlumbingTests.builtDemo()
    let before = workspace.files(below: "project")
    let all = try Mini.run(["verify", "--recompute=100%"], in: folder)
    #expect(all.status == 0, "\(all.text)\(all.errorText)")
    #expect(all.errorText.contains("compiled 3 files, 10 functions, 0 units"), "\(all.errorText)")
    let some = try Mini.run(["verify", "--recompute", "--seed", "7"], in: folder)
    #expect(some.errorText.contains("compiled 1 file, "), "\(some.errorText)")
    #expect(some.errorText.contains("10%, --seed 7"), "\(some.errorText)")
    let again = try Mini.run(["verify", "--recompute", "--seed", "7"], in: folder)
    #expect(again.errorText == some.errorText, "one seed takes one sample")
    #expect(workspace.files(below: "project") == before, "nothing is written")

    try workspace.write("project/math.mini", try workspace.text("project/math.mini") + "\n")
    let changed = try Mini.run(["verify", "--recompute=100%"], in: folder)
    #expect(changed.status == 0 && changed.errorText.contains("1 file changed since"))
  }

  /// The store is sound, and contains under a function's key the output of another function, like
  /// after a nondeterministic compiler.
  @Test func whatIsComputedOtherwiseIsAFault() throws {
    let (workspace, folder) = try PlumbingTests.builtDemo()
    let path = workspace.path(Self.cache + "air_index.bin")
    guard
      case .loaded(let index) = AirCache.load(FilePath(path), fileSystem: LocalFileSystem()),
      let wrong = index.all.first(where: { $0.function == "main" }),
      let other = index.all.first(where: { $0.function != "main" })
    else {
      Issue.record("no index")
      return
    }
    let planted = AirEntry(
      path: wrong.path, function: wrong.function, inputs: wrong.inputs, key: wrong.key,
      irID: other.irID, irSize: other.irSize, runtimeParts: other.runtimeParts,
      costNanoseconds: wrong.costNanoseconds, usedDay: wrong.usedDay)
    try workspace.write(
      Self.cache + "air_index.bin", AirCache.encode(index, adding: [planted]))
    let verify = try Mini.run(["verify"], in: folder)
    #expect(verify.status == 0, "all names and rows are right: \(verify.text)")
    let audit = try Mini.run(["verify", "--recompute=100%"], in: folder)
    #expect(audit.status == 1, "\(audit.text)\(audit.errorText)")
    let line =
      "\(wrong.path):main: compiled again, it is object \(wrong.irID), and the cache has \(other.irID)"
    #expect(audit.text.hasPrefix(line), "\(audit.text)")
    // The command that the line advises corrects it.
    #expect(audit.text.contains("--recheck"), "\(audit.text)")
    #expect(try Mini.run(["build", "--emit", "ir", "--recheck"], in: folder).status == 1)
    let again = try Mini.run(["verify", "--recompute=100%"], in: folder)
    #expect(again.status == 0, "\(again.text)\(again.errorText)")
  }

  @Test func theAuditNeedsAProject() throws {
    let (workspace, folder) = try PlumbingTests.builtDemo()
    try workspace.makeFolder("elsewhere")
    let run = try Mini.run(
      ["verify", "--recompute", "--cache-dir", folder.path + "/.mini_cache"],
      in: workspace.folder("elsewhere"))
    #expect(run.status == 0, "the cache lies in its project: \(run.errorText)")
    try Mini.build(
      ["--emit", "ir", "--cache-dir", workspace.path("shared")], in: folder)
    let lost = try Mini.run(
      ["verify", "--recompute", "--cache-dir", workspace.path("shared")],
      in: workspace.folder("elsewhere"))
    #expect(lost.status == 2 && lost.errorText.contains("project"), "\(lost.errorText)")
    let found = try Mini.run(
      ["verify", "--recompute", "--cache-dir", workspace.path("shared")], in: folder)
    #expect(found.status == 0, "\(found.errorText)")
  }

  @Test(arguments: [
    ["--recompute=0%"], ["--recompute=101"], ["--recompute=x"], ["--seed", "1"],
    ["--recompute", "abcd"], ["--max-duration", "soon"], ["--max-duration", "1s", "abcd"],
    ["--sample", "0%"], ["--sample", "5%", "abcd"], ["--sample", "5%", "--recompute"],
    ["--max-age", "soon"], ["--max-age", "1d", "--max-duration", "1s"],
  ])
  func wrongUsageIs64(_ options: [String]) throws {
    let workspace = Workspace()
    let run = try Mini.run(["verify"] + options, in: workspace.folder(""))
    #expect(run.status == 64 && run.errorText != "", "\(run.errorText)")
  }
}
