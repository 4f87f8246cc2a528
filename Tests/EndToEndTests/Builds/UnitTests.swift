// Units of native code: the units that are compiled, the same program whatever was reused, and
// damage to units.

import TestSupport
import Testing

@Suite struct UnitTests {
  @Test func anEditCompilesTheUnitsItTouchesAndNoOthers() throws {
    let project = try WideProject()
    Workspace.age()
    let cold = try project.check()
    let total = try #require(cold.unitsTotal)
    #expect(total > 3, "the header's, and several")
    #expect(cold.unitsCompiled == total)
    let null = try project.check()
    #expect(null.isNull && null.unitsTotal == total && null.unitsCompiled == 0)

    try project.write(5, summand: 2)
    let edit = try project.check(summands: [5: 2])
    #expect(edit.unitsCompiled == 1 && edit.unitsTotal == total)

    try project.write(5, summand: 1)
    #expect(try project.check().unitsCompiled == 0, "it was compiled before")

    let executable = try project.workspace.modified("project/main")
    try project.workspace.write(
      "project/m@@7.mini",
      try project.workspace.text("project/m@@7.mini") + "// A comment.\n")
    let comment = try project.check()
    #expect(comment.unitsCompiled == 0)
    #expect(try project.workspace.modified("project/main") == executable, "nothing to link")
  }

  /// Each process that reads a pack pays for opening it.
  @Test func aFirstBuildWritesOnePackOfManyObjectsAndLooseUnits() throws {
    let project = try WideProject()
    let build = try Mini.statistics(["-O2"], in: project.folder)
    #expect(build.unitsCompiled ?? 0 > 5, "\(build.output.errorText)")
    let files = project.workspace.files(below: "project/.mini_cache/objects")
    #expect(files.count { $0.hasSuffix(".pack") } == 1, "\(files)")
    let loose = files.count { !$0.hasPrefix("pack/") && $0 != "info/alternates" }
    #expect(loose == build.unitsCompiled, "\(files)")
  }

  /// An executable that stays as it is needs no unit, also where the cache has lost them.
  @Test func noUnitIsCompiledForAnExecutableThatStays() throws {
    let project = try WideProject()
    _ = try project.check(["-O1"])
    let files = project.workspace.files(below: "project/.mini_cache")
    let lost = files.filter { $0.hasSuffix(".a") || ["unit_index.bin", "units.bin"].contains($0) }
    #expect(lost.count == 3, "\(files)")
    for name in lost { try project.workspace.delete("project/.mini_cache/\(name)") }
    let source = "project/\(project.file(3))"
    try project.workspace.write(source, "// A comment.\n" + project.workspace.text(source))
    Workspace.age()
    let build = try project.check(["-O1"])
    #expect(build.filesCompiled == 1 && build.unitsCompiled == 0)
  }

  @Test func anOptimisedUnitIsCompiledWhenWhatItImportsIs() throws {
    let project = try WideProject()
    let cold = try project.check(["-O2"])
    let total = try #require(cold.unitsTotal)
    #expect(total > 5, "smaller units than without optimisation")
    #expect(cold.unitsCompiled == total)

    try project.write(5, summand: 2)
    #expect(try project.check(["-O2"], summands: [5: 2]).unitsCompiled == 1)

    // Only module 4 calls it: two units contain it, unless they are one.
    try project.write(5, summand: 2, factor: 4)
    let small = try project.check(["-O2"], summands: [5: 2], factors: [5: 4])
    #expect((1...2).contains(small.unitsCompiled ?? 0))

    // The other level has its own units, and keeps them.
    #expect(try project.check([], summands: [5: 2], factors: [5: 4]).unitsCompiled ?? 0 > 0)
    #expect(try project.check(["-O2"], summands: [5: 2], factors: [5: 4]).unitsCompiled == 0)
  }

  @Test func aDebuggableProgramIsCompiledByUnitsToo() throws {
    let project = try WideProject()
    let cold = try project.check(["-g"])
    let total = try #require(cold.unitsTotal)
    #expect(total > 3 && cold.unitsCompiled == total)
    // A longer body moves other sections' numbers, but changes no other unit.
    try project.write(5, summand: 2, lines: 44)
    #expect(try project.check(["-g"], summands: [5: 2]).unitsCompiled == 1)
    try project.write(5, summand: 2)
    #expect(try project.check(["-g"], summands: [5: 2]).unitsCompiled == 1)

    // Neither kind invalidates a unit of the other.
    let plain = try #require(try project.check([], summands: [5: 2]).unitsTotal)
    for _ in 1...2 {
      #expect(try project.check(["-g"], summands: [5: 2]).unitsCompiled == 0)
      #expect(try project.check([], summands: [5: 2]).unitsCompiled == 0)
    }
    #expect(plain < total, "there is more to say of a debuggable one")
    #expect(try project.check(["-g", "-O2"], summands: [5: 2]).unitsCompiled ?? 0 > 5)
    try project.write(5, summand: 3)
    #expect(try project.check(["-g", "-O2"], summands: [5: 3]).unitsCompiled == 1)
  }

  /// Optimised, the cold part of a function can be a function of its own, and the caller is named
  /// after it.
  @Test(arguments: [["-g"], ["-g", "-O1"], ["-g", "-O2"]])
  func aPanicNamesItsPlaceAndCallersInOtherUnits(options: [String]) throws {
    let project = try WideProject(stem: "m")
    let text = try project.workspace.text("project/m5.mini")
    // Too long to be inlined.
    try project.workspace.write(
      "project/m5.mini", text.replacing("next.small(s) + 1;", with: "next.small(s) / (n - 5);"))
    let run = try Mini.run(["run"] + options, in: project.folder)
    #expect(run.status == 101)
    let lines = run.errorText.split(separator: "\n")
    #expect(lines.first == "panic: division by zero in m5.large #1 at m5.mini:45:12")
    #expect(lines.last == "  called by main.main", "\(run.errorText)")
  }

  @Test(arguments: [["-O0"], ["-O1"], ["-O2"], ["-O3"], ["-g"], ["-g", "-O2"]])
  func patchedExecutablesEqualCleanOnes(options: [String]) throws {
    let project = try WideProject()
    try project.check(options)
    try project.write(9, summand: 7, factor: 5, lines: 70)
    try project.check(options + ["-j", "1"], summands: [9: 7], factors: [9: 5])

    let clean = try WideProject(project.workspace, "clean")
    try clean.write(9, summand: 7, factor: 5, lines: 70)
    try clean.check(options + ["-j", "4"], summands: [9: 7], factors: [9: 5])
    #expect(
      try project.workspace.bytes("project/main") == project.workspace.bytes("clean/main"))
    let uncached = try Mini.run(
      ["build", "--no-cache", "-o", "alone"] + options, in: clean.folder)
    #expect(uncached.status == 0, "\(uncached.errorText)")
    #expect(try project.workspace.bytes("clean/alone") == project.workspace.bytes("clean/main"))
    #expect(clean.strays == [])
  }

  @Test func checkoutsThatShareACacheShareUnits() throws {
    let project = try WideProject()
    let cache = ["--cache-dir", project.workspace.path("cache")]
    let total = try #require(try project.check(cache).unitsTotal)
    let other = try WideProject(project.workspace, "other")
    let second = try other.check(cache)
    #expect(second.unitsCompiled == 0 && second.unitsTotal == total)
  }

  /// The kinds of damage.
  enum Damage: String, CaseIterable { case flipped, cut, emptied, deleted }

  @Test(arguments: [
    "combined/main.mini.O0.a", "units.bin", "unit_index.bin", "objects",
  ])
  func damageIsHealed(file: String) throws {
    let project = try WideProject()
    try project.check()
    var summand = 1
    for damage in Damage.allCases {
      for name in try files(file, project) { try make(damage, name, project.workspace) }
      summand += 1
      try project.write(3, summand: summand)
      try project.check([], summands: [3: summand], "\(file) \(damage)")
      let verify = try Mini.run(["verify"], in: project.folder)
      #expect(verify.status == 0 || file == "objects", "\(file) \(damage): \(verify.text)")
    }
  }

  /// For a user without a home, the record is in the cache.
  @Test func aDamagedRecordOfTheToolchainIsMadeAgain() throws {
    let project = try WideProject()
    let build = { (summand: Int) in
      try project.write(3, summand: summand)
      let built = try Mini.statistics([], in: project.folder, environment: Mini.homeless)
      #expect(built.output.status == 0, "\(built.output.errorText)")
      #expect(try Mini.run(["verify"], in: project.folder).status == 0)
      return built
    }
    _ = try build(1)
    for (number, damage) in Damage.allCases.enumerated() {
      try make(damage, "project/.mini_cache/toolchain.bin", project.workspace)
      #expect(try build(number + 2).unitsCompiled == 1, "\(damage)")
      #expect(project.workspace.exists("project/.mini_cache/toolchain.bin"))
    }
  }

  /// The executable itself: reported, and linked again without compiling anything.
  @Test(arguments: Damage.allCases)
  func aDamagedExecutableIsLinkedAgain(damage: Damage) throws {
    let project = try WideProject()
    let cold = try project.check()
    let right = try project.workspace.bytes("project/main")
    try make(damage, "project/main", project.workspace)
    let build = try project.check()
    #expect(build.unitsTotal == cold.unitsTotal && build.unitsCompiled == 0)
    #expect(try project.workspace.bytes("project/main") == right)
    let isTold = build.output.errorText.contains("'main' was changed after the last build")
    #expect(isTold || damage == .deleted, "\(build.output.errorText)")
    #expect(try project.check().isNull)
  }

  private func files(_ file: String, _ project: WideProject) throws -> [String] {
    let cache = "project/.mini_cache/"
    guard file == "objects" else { return [cache + file] }
    // Then only the store contains the code.
    try project.workspace.delete(cache + "combined/main.mini.O0.a")
    return project.workspace.files(below: cache + "objects").filter { !$0.hasPrefix("info") }
      .map { cache + "objects/" + $0 }
  }

  private func make(_ damage: Damage, _ name: String, _ workspace: Workspace) throws {
    let bytes = try workspace.bytes(name)
    if damage != .deleted { try workspace.permissions(name, 0o644) }
    switch damage {
    case .flipped:
      var flipped = bytes
      for place in stride(from: bytes.count / 3, to: bytes.count, by: max(bytes.count / 9, 1)) {
        flipped[place] ^= 0x41
      }
      try workspace.write(name, flipped)
    case .cut: try workspace.write(name, Array(bytes.prefix(bytes.count / 2)))
    case .emptied: try workspace.write(name, [])
    case .deleted: try workspace.delete(name)
    }
  }

  @Test func gcKeepsWhatTheLastExecutablesWereLinkedOf() throws {
    let project = try WideProject()
    let total = try #require(try project.check().unitsTotal)
    try project.check(["-O2"])
    let collection = try Mini.run(["gc", "--prune", "now"], in: project.folder)
    #expect(collection.status == 0, "\(collection.errorText)")
    for file in ["combined/main.mini.O0.a", "combined/main.mini.O2.a"] {
      try project.workspace.delete("project/.mini_cache/" + file)
    }
    try project.workspace.delete("project/main")
    let plain = try project.check()
    #expect(plain.unitsCompiled == 0 && plain.unitsTotal == total)
    #expect(try project.check(["-O2"]).unitsCompiled == 0)
  }
}
