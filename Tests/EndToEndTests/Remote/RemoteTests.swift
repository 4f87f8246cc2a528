// A remote cache, with a program in the place of mini-remote: what a build takes from it and what it
// refuses, whatever that program says.

import BuildCache
import TestSupport
import Testing

@Suite(.mostlyWaits) struct RemoteTests {
  @Test func aCloneElsewhereCompilesNothing() throws {
    let (scene, mode) = try RemoteDouble.scene()
    let stored = try scene.build(scene.writer, ["-O2"], mode("honest"))
    #expect(stored.output.errorText == "")
    let units = try #require(stored.unitsCompiled)
    #expect(units > 1)
    let build = try scene.build(scene.reader, ["-O2"], mode("honest"))
    #expect(build.output.status == 0 && build.output.errorText == "", "\(build.output.errorText)")
    #expect(build.unitsCompiled == 0)
    #expect(build.number("remote", "asked") == units && build.number("remote", "found") == units)
    try scene.expectSameProgram()
    #expect(try scene.workspace.text("store/log") == "store \(units)\nfind \(units)\n")
    // What was found is in the cache now.
    try scene.workspace.delete("elsewhere/reader/main")
    let again = try scene.build(scene.reader, ["-O2"], mode("dead"))
    #expect(again.unitsCompiled == 0 && again.output.errorText == "")
    #expect(again.number("remote", "asked") == nil)
    #expect(try Mini.run(["verify"], in: scene.reader.folder).status == 0)
  }

  @Test func whatWasFetchedIsNeverStored() throws {
    let (scene, mode) = try RemoteDouble.scene()
    try scene.build(scene.writer, ["-O2"], mode("honest")).expectSilence()
    try scene.set("mini.remoteMode", "readwrite", in: scene.reader)
    try scene.set("mini.remoteUpload", "wait", in: scene.reader)
    try scene.set("mini.trust.signingKey", scene.workspace.path("key"), in: scene.reader)
    let build = try scene.build(scene.reader, ["-O2"], mode("honest"))
    build.expectSilence()
    #expect(build.unitsCompiled == 0)
    #expect(try scene.workspace.text("store/log").split(separator: "\n").count == 2)
    // One unit is new, and is stored.
    try scene.reader.write(5, summand: 7)
    let edit = try scene.build(scene.reader, ["-O2"], mode("honest"))
    edit.expectSilence()
    let compiled = try #require(edit.unitsCompiled)
    #expect(compiled > 0)
    #expect(try scene.workspace.text("store/log").hasSuffix("store \(compiled)\n"))
  }

  @Test func entriesSayWhereAUnitWasMade() throws {
    let (scene, mode) = try RemoteDouble.scene()
    try scene.build(scene.writer, ["-O2"], mode("honest")).expectSilence()
    try scene.build(scene.reader, ["-O2"], mode("honest")).expectSilence()
    // The clone's cache is an upstream of a third one.
    let third = try WideProject(scene.workspace, "third", moduleCount: scene.reader.modules.count)
    let copied = try Mini.statistics(
      ["-O2"], in: third.folder,
      environment: ["MINI_UPSTREAM": scene.workspace.path("elsewhere/reader/.mini_cache")])
    #expect(copied.unitsCompiled == 0)
    for (project, origin) in [
      (scene.writer, "here"), (scene.reader, "remote"), (third, "upstream"),
    ] {
      let units = try scene.workspace.bytes("\(project.name)/.mini_cache/unit_index.bin")
      guard case .loaded(let index) = UnitCache.load(units) else {
        Issue.record("the index of \(project.name) is damaged")
        continue
      }
      let all = index.all.filter { $0.inputs.options == "-O2" }
      #expect(all.allSatisfy { "\($0.origin)" == origin })
      let key = try #require(all.first).key
      let entry = try Mini.run(["show-entry", "\(key.digest)", "--json"], in: project.folder)
      #expect(entry.text.contains("\"origin\": \"\(origin)\""), "\(entry.text) \(entry.errorText)")
    }
  }

  // MARK: Faults

  /// Results that are offered and must not be used.
  @Test(
    arguments: Turns.due(
      [
        ("flipped", "its bytes do not have the digest that it names"),
        ("truncated", "its bytes do not have the digest that it names"),
        ("renamed", "its signature is for another result"),
        ("other", "its signature is for another result"),
        ("forged", "its signature is for another result"),
        ("unsigned", "it is not signed"),
        ("failed", "the compiler failed (1)"),
        ("missing", "it does not contain the unit's object code"),
        ("doubled", "it does not contain the unit's object code"),
        ("executable", "it does not contain the unit's object code"),
      ], of: 2))
  func aWrongResultIsRefusedAndCompiledHere(_ fault: String, _ reason: String) throws {
    let (scene, mode) = try RemoteDouble.scene()
    let units = try #require(try scene.build(scene.writer, ["-O2"], mode("honest")).unitsCompiled)
    let build = try scene.build(scene.reader, ["-O2"], mode(fault))
    #expect(build.output.status == 0)
    #expect(build.unitsCompiled == units && build.number("remote", "refused") == units)
    #expect(
      RemoteScene.lines(build) == [
        "mini: warning: \(units) results of the remote cache '\(scene.url)' were refused and compiled"
          + " here: \(reason)"
      ])
    try scene.expectSameProgram("\(fault)")
  }

  /// A program that does not do what it should. No build fails, and each prints one line.
  @Test(
    arguments: Turns.due(
      [
        ("dead", "has ended without an answer"), ("silent", "it does not answer"),
        ("garbage", "sent something malformed"), ("huge", "sent something malformed"),
        ("refusing", "UNAUTHENTICATED: no"),
      ], of: 2))
  func aUselessProgramCostsOneLine(_ fault: String, _ reason: String) throws {
    let (scene, mode) = try RemoteDouble.scene()
    try scene.build(scene.writer, ["-O2"], mode("honest")).expectSilence()
    if fault == "silent" { try scene.set("mini.remoteTimeout", "1s", in: scene.reader) }
    let build = try scene.build(scene.reader, ["-O2"], mode(fault))
    #expect(build.output.status == 0 && build.number("remote", "failed") == 1)
    #expect(build.number("units", "cached") == 0)
    let lines = RemoteScene.lines(build)
    #expect(lines.count == 1 && lines[0].contains(reason), "\(lines)")
    #expect(!build.output.errors.contains(0x1b), "no escape sequence of a server is printed")
    try scene.expectSameProgram("\(fault)")
  }

  /// What has arrived before a fault is used.
  @Test(arguments: ["cut", "stuck"])
  func whatHasArrivedIsUsed(_ fault: String) throws {
    let (scene, mode) = try RemoteDouble.scene()
    let units = try #require(try scene.build(scene.writer, ["-O2"], mode("honest")).unitsCompiled)
    if fault == "stuck" { try scene.set("mini.remoteTimeout", "3s", in: scene.reader) }
    let build = try scene.build(scene.reader, ["-O2"], mode(fault))
    #expect(build.output.status == 0 && RemoteScene.lines(build).count == 1)
    #expect(build.unitsCompiled == units - (units / 2 + 1), "\(build.output.errorText)")
    try scene.expectSameProgram("\(fault)")
  }

  /// A build does not wait for a program that says nothing until the time for answers is over, if that
  /// for compiling is over before.
  @Test func aSilentProgramCostsOneLineAlsoAtTheEndOfTheTimeForCompiling() throws {
    let (scene, mode) = try RemoteDouble.scene()
    try scene.build(scene.writer, ["-O2"], mode("honest")).expectSilence()
    try scene.set("mini.remoteTimeout", "1m", in: scene.reader)
    try scene.set("mini.remoteWait", "400ms", in: scene.reader)
    let build = try scene.build(scene.reader, ["-O2"], mode("silent"))
    let lines = RemoteScene.lines(build)
    #expect(lines.count == 1 && lines[0].contains("it does not answer"), "\(lines)")
    #expect(build.output.status == 0 && build.number("remote", "failed") == 1)
    try scene.expectSameProgram()
  }

  /// A program that goes on for ever, and one that is slow: a build waits no longer than compiling
  /// takes, and nothing is wrong with a network that is slower.
  @Test(arguments: ["endless", "slow"])
  func aBuildWaitsNoLongerThanCompilingTakes(_ fault: String) throws {
    let (scene, mode) = try RemoteDouble.scene()
    try scene.build(scene.writer, ["-O2"], mode("honest")).expectSilence()
    let unset = try Mini.run(["config", "--unset", "mini.remoteWait"], in: scene.reader.folder)
    #expect(unset.status == 0)
    let build = try scene.build(scene.reader, ["-O2"], mode(fault))
    build.expectSilence()
    #expect(build.number("remote", "asked") != nil)
    try scene.expectSameProgram("\(fault)")
  }

  /// Each answer is in time, but compiling is faster. The build stops asking when it has lost as much as by
  /// a server that does not answer, after dozens of units.
  @Test func answersThatTakeLongerThanCompilingCostOneLine() throws {
    let (scene, mode) = try RemoteDouble.scene(moduleCount: 48)
    for project in [scene.writer, scene.reader] {
      for module in project.modules { try project.write(module, summand: 1, lines: 400) }
    }
    let units = try #require(try scene.build(scene.writer, ["-O2"], mode("honest")).unitsCompiled)
    let unset = try Mini.run(["config", "--unset", "mini.remoteWait"], in: scene.reader.folder)
    #expect(unset.status == 0)
    try scene.set("mini.remoteTimeout", "400ms", in: scene.reader)
    let build = try scene.build(scene.reader, ["-O2"], mode("trickling"))
    let lines = RemoteScene.lines(build)
    let found = try #require(build.number("remote", "found"))
    // On a busy machine, the server can be too late with all of them, and even with its first word.
    let reasons =
      ["its answers take longer than compiling"] + (found == 0 ? ["it does not answer"] : [])
    #expect(lines.count == 1 && reasons.contains { lines[0].hasSuffix($0) }, "\(lines)")
    #expect(found < units && build.unitsCompiled == units - found)
    try scene.expectSameProgram()
  }

  @Test func aServerThatIsFullCostsOneLine() throws {
    let (scene, mode) = try RemoteDouble.scene()
    let build = try scene.build(scene.writer, ["-O2"], mode("full"))
    #expect(build.output.status == 0)
    #expect(
      RemoteScene.lines(build) == [
        "mini: warning: not stored in the remote cache '\(scene.url)': RESOURCE_EXHAUSTED: the disk is"
          + " full"
      ])
  }

  @Test func withoutTheProgramABuildIsLocal() throws {
    let (scene, mode) = try RemoteDouble.scene()
    try scene.set("mini.remoteProgram", scene.workspace.path("absent"), in: scene.reader)
    let build = try scene.build(scene.reader, ["-O2"], mode("honest"))
    let lines = RemoteScene.lines(build)
    #expect(build.output.status == 0 && lines.count == 1 && lines[0].contains("cannot run '"))
  }

  // MARK: Trust

  @Test func aForeignKeyIsRefused() throws {
    let (scene, mode) = try RemoteDouble.scene()
    try scene.build(scene.writer, ["-O2"], mode("honest")).expectSilence()
    try scene.set(
      "mini.trust.key", try RemoteScene.newKey("other", in: scene.workspace), in: scene.reader)
    let build = try scene.build(scene.reader, ["-O2"], mode("honest"))
    let lines = RemoteScene.lines(build)
    #expect(build.output.status == 0 && build.number("units", "cached") == 0)
    #expect(
      lines.count == 1 && lines[0].hasSuffix("a key that is not in mini.trust.key signed it"),
      "\(lines)")
    try scene.expectSameProgram()
  }

  @Test func unsignedResultsNeedTheNameOfTheRemoteCache() throws {
    let (scene, mode) = try RemoteDouble.scene(signs: false)
    let refused = try scene.build(scene.writer, ["-O2"], mode("honest"))
    #expect(refused.output.status == 0)
    #expect(RemoteScene.lines(refused).first?.contains("it needs a key that signs") == true)
    #expect(!scene.workspace.exists("store/log"))
    for project in [scene.writer, scene.reader] {
      try scene.set("mini.trust.unsigned", scene.url, in: project)
    }
    try scene.workspace.delete("writer/.mini_cache")
    try scene.workspace.delete("writer/main")
    try scene.build(scene.writer, ["-O2"], mode("honest")).expectSilence()
    try scene.build(scene.reader, ["-O2"], mode("honest")).expectSilence()
    try scene.expectSameProgram()
    // For another name they need a signature.
    try scene.workspace.delete("elsewhere/reader/.mini_cache")
    try scene.workspace.delete("elsewhere/reader/main")
    let other = try scene.build(
      scene.reader, ["-O2"],
      mode("honest").merging(["MINI_REMOTE": "grpc://localhost:1"]) { $1 })
    #expect(other.number("remote", "found") == 0 && RemoteScene.lines(other).count == 1)
  }

  @Test func aKeyWithAPassphraseDoesNotSign() throws {
    let (scene, mode) = try RemoteDouble.scene()
    let made = try Tools.run(
      "ssh-keygen", ["-q", "-t", "ed25519", "-N", "secret", "-f", "locked"],
      in: scene.workspace.folder(""))
    #expect(made.status == 0)
    try scene.set("mini.trust.signingKey", scene.workspace.path("locked"), in: scene.writer)
    let build = try scene.build(scene.writer, ["-O2"], mode("honest"))
    #expect(build.output.status == 0)
    #expect(RemoteScene.lines(build).first?.contains("without a passphrase") == true)
    #expect(!scene.workspace.exists("store/log"))
  }

  @Test func aCacheCannotNameARemote() throws {
    let (scene, mode) = try RemoteDouble.scene()
    let unset = try Mini.run(["config", "--unset", "mini.remote"], in: scene.reader.folder)
    #expect(unset.status == 0)
    try Mini.build([], in: scene.reader.folder)
    let config = try scene.workspace.text("elsewhere/reader/.mini_cache/config")
    try scene.workspace.write(
      "elsewhere/reader/.mini_cache/config", config + "[mini]\n\tremote = \(scene.url)\n")
    let build = try scene.build(scene.reader, ["-O2"], mode("honest"))
    #expect(build.output.status == 0 && build.number("remote", "asked") == nil)
    #expect(build.output.errorText.contains("mini.remote"), "\(build.output.errorText)")
    #expect(!scene.workspace.exists("store/log"))
  }

  /// Neither a null build, nor one that compiles no unit, nor one without a cache, starts the program.
  @Test func onlyMissesAreAskedFor() throws {
    let (scene, mode) = try RemoteDouble.scene()
    try scene.build(scene.writer, ["-O2"], mode("honest")).expectSilence()
    let log = try scene.workspace.text("store/log")
    #expect(try scene.build(scene.writer, ["-O2"], mode("honest")).isNull)
    try scene.workspace.delete("writer/main")
    #expect(try scene.build(scene.writer, ["-O2"], mode("honest")).unitsCompiled == 0)
    for more in [["--no-cache"], ["--recheck"]] {
      try scene.build(scene.reader, ["-O2"] + more, mode("honest")).expectSilence()
      try scene.build(scene.writer, ["-O2"] + more, mode("honest")).expectSilence()
    }
    try scene.build(
      scene.reader, ["-O1"], mode("honest").merging(["MINI_REMOTE_MODE": "off"]) { $1 }
    )
    .expectSilence()
    #expect(try scene.workspace.text("store/log") == log)
  }
}

extension Mini.Statistics {
  /// Records an issue unless the build has succeeded without a line.
  func expectSilence(sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(output.status == 0, "\(output.errorText)", sourceLocation: sourceLocation)
    #expect(output.errorText == "", sourceLocation: sourceLocation)
  }
}
