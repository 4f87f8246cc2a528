// verify in parts: each call continues where the last one stopped, whatever has happened to the
// cache and to the record of the stop in between.

import BuildCache
import FileIO
import ObjectStore
import SystemPackage
import TestSupport
import Testing

@Suite struct VerificationStateTests {
  private static let state = "verify_state.bin"

  /// A call that only has time for one place.
  private func step(
    _ fixture: MaintenanceFixture, _ mode: Verification.Mode = .inspect, nanoseconds: Int64 = 0
  ) throws -> (summary: VerificationSummary, findings: [VerificationFinding]) {
    var findings: [VerificationFinding] = []
    var verification = Verification(
      directory: try fixture.directory(), mode: mode, fileSystem: LocalFileSystem(),
      clock: fixture.clock, durationMaxNanoseconds: nanoseconds,
      report: { findings.append($0) })
    return (try verification.run(), findings)
  }

  private func fixture() throws -> MaintenanceFixture {
    let fixture = MaintenanceFixture()
    try fixture.build(MaintenanceFixture.project())
    try fixture.pack(.zir)
    return fixture
  }

  /// Calls until all is checked; returns their counts and findings together.
  private func finish(
    _ fixture: MaintenanceFixture, _ mode: Verification.Mode = .inspect
  ) throws -> (calls: Int, summary: VerificationSummary, faults: [String]) {
    var total = VerificationSummary()
    var faults: [String] = []
    for calls in 1...2000 {
      let (summary, findings) = try step(fixture, mode)
      total.objects += summary.objects
      total.sections += summary.sections
      faults += findings.filter { $0.severity == .fault }.map(\.path)
      if summary.isComplete { return (calls, total, faults) }
    }
    throw FixtureError(["it does not end"])
  }

  @Test func theCallsTogetherCheckAll() throws {
    let fixture = try fixture()
    let whole = try fixture.verify().summary
    let parts = try finish(fixture)
    #expect(parts.summary.objects == whole.objects && parts.summary.sections == whole.sections)
    #expect(parts.faults == [] && parts.calls > 512)
    #expect(try !fixture.exists(Self.state))
  }

  @Test func eachFaultIsFoundByOneCall() throws {
    let fixture = try fixture()
    try DamageKind.flipped.apply(to: .functionObject, in: fixture)
    try DamageKind.flipped.apply(to: .combined, in: fixture)
    let expected: Set = [
      DamageTarget.functionObject.name(in: fixture), DamageTarget.combined.name(in: fixture),
    ]
    let parts = try finish(fixture)
    #expect(parts.faults.count == 2 && Set(parts.faults) == expected, "\(parts.faults)")
    #expect(Set(try finish(fixture, .repair).faults) == expected)
    #expect(try fixture.verify().summary.faults == 0)
  }

  @Test func aCallWithTimeEnoughChecksAll() throws {
    let fixture = try fixture()
    let (summary, _) = try step(fixture, nanoseconds: 1_000_000_000)
    #expect(summary.isComplete && !summary.isContinued)
    #expect(try !fixture.exists(Self.state))
    #expect(summary.objects == 6)
  }

  /// Without a time limit, everything is checked, and the work left for other calls stays.
  @Test func aWholeVerificationBeginsAtTheFront() throws {
    let fixture = try fixture()
    for _ in 0..<300 { _ = try step(fixture) }
    #expect(try fixture.exists(Self.state))
    #expect(try fixture.verify().summary.objects == 6)
    #expect(try fixture.exists(Self.state))
  }

  @Test func aStateThatIsDamagedIsAsGoodAsAbsent() throws {
    let fixture = try fixture()
    for _ in 0..<400 { _ = try step(fixture) }
    let sound = try fixture.contents(Self.state)
    try fixture.write(Self.state, sound)
    #expect(try step(fixture, nanoseconds: 1_000_000_000).summary.isContinued)
    var wrong: [[UInt8]] = [[], Array(sound.dropLast()), sound + [0], [1, 2, 3]]
    for place in sound.indices {
      wrong.append(sound)
      wrong[wrong.count - 1][place] ^= 1
    }
    for bytes in wrong {
      try fixture.write(Self.state, bytes)
      let (summary, _) = try step(fixture, nanoseconds: 1_000_000_000)
      #expect(summary.objects == 6 && !summary.isContinued)
    }
    try LocalFileSystem().createDirectories(fixture.file(Self.state))
    let (summary, findings) = try step(fixture)
    #expect(summary.faults == 0 && !summary.isContinued, "\(findings)")
  }

  @Test func theStateGoesWithTheCache() throws {
    let fixture = try fixture()
    _ = try step(fixture)
    #expect(try fixture.exists(Self.state))
    #expect(try fixture.directory().removeAll().isFolderRemoved)
  }

  /// Small packs are checked together. Each is reported once, by its own name, whichever call
  /// reaches it;
  /// packs after a stop are left to the next call.
  @Test func packsThatAreCheckedTogetherAreToldOfOnce() throws {
    let fixture = try fixture()
    let folder = try fixture.database().packs(.objects)
    var names: [PackChecksum] = []
    for number in 0..<8 {
      var writer = try fixture.database().beginPack(in: .objects)
      for object in 0..<5 { try writer.add(.blob, Array("object \(object) of \(number)".utf8)) }
      names.append(try #require(try writer.commit().first).name)
    }
    names.sort()
    func path(_ number: Int, _ suffix: String) -> FilePath {
      folder.path.appending("\(names[number].fileStem).\(suffix)")
    }
    let disk = LocalFileSystem()
    func flip(_ file: FilePath, _ place: Int) throws {
      var bytes = try #require(try disk.contents(of: file, sizeMax: 1 << 20))
      bytes[place < 0 ? bytes.count + place : place] ^= 0x55
      try disk.replaceFile(file, with: bytes)
    }
    try flip(path(1, "pack"), 40)
    try flip(path(4, "idx"), -70)
    try disk.remove(path(5, "pack"))
    try flip(path(6, "pack"), -1)
    let expected = [(1, "pack"), (4, "idx"), (5, "idx"), (6, "pack")].map {
      "objects/pack/\(names[$0].fileStem).\($1)"
    }

    let whole = try fixture.verify()
    let told = whole.findings.filter { $0.severity == .fault }.map(\.path)
    #expect(told.filter { !expected.contains($0) } == [] && told == expected)
    let parts = try finish(fixture)
    #expect(parts.faults == expected)
    #expect(parts.summary.objects == whole.summary.objects)
    #expect(whole.summary.objects == 6 + 7 * 5)
    // The same with more threads.
    var findings: [VerificationFinding] = []
    var verification = Verification(
      directory: try fixture.directory(), mode: .inspect, fileSystem: disk, clock: fixture.clock,
      threadsMax: 4, report: { findings.append($0) })
    #expect(try verification.run().objects == whole.summary.objects)
    #expect(findings == whole.findings)
  }
}
