// Native code in the cache: it is read as it was written, and no damage passes.

import BuildCache
import FileIO
import ObjectStore
import SystemPackage
import TestSupport
import Testing

@Suite struct UnitCacheTests {
  private static func unit(_ number: UInt64, variant: UInt32 = 0) -> LinkedUnit {
    func digest(_ salt: UInt64) -> Digest { Digest(words: (number, salt, 3, number &* 7)) }
    return LinkedUnit(
      key: UnitKey(digest: digest(1)),
      fingerprint: .init(
        content: digest(2), own: digest(3), consulted: (0..<number).map { $0 * $0 },
        foreign: digest(4)),
      codeID: ObjectID(type: .blob, body: [UInt8(number)]), offset: number * 100, size: number,
      checksum: 5, variant: variant)
  }

  @Test func aListOfUnitsIsWhatWasWritten() throws {
    let units = (0..<9).map { Self.unit($0, variant: UInt32($0 % 3)) }
    #expect(ProjectUnits.load(ProjectUnits.encode(units)).loaded == units)
    #expect(ProjectUnits.load(ProjectUnits.encode([])).loaded == [])
  }

  @Test func entriesAreWhatWasWritten() throws {
    let entries = (0..<20).map { number in
      UnitEntry(
        inputs: UnitInputs(
          toolchain: "t\(number % 2)", options: "-O\(number % 4)", name: "unit \(number / 2)",
          content: Digest(hashing: [UInt8(number)])),
        codeID: ObjectID(type: .blob, body: [UInt8(number)]), codeSize: UInt64(number),
        costNanoseconds: 7, usedDay: 9, origin: [.here, .upstream, .remote][number % 3])
    }
    let index = try #require(UnitCache.load(UnitCache.encode(nil, adding: entries)).loaded)
    for entry in entries { #expect(index.lookup(entry.key) == entry) }
    let dropped = Set(entries.prefix(5).map(\.key))
    let rest = try #require(
      UnitCache.load(UnitCache.encode(index, adding: [], dropping: dropped, day: 1)).loaded)
    #expect(rest.count == 15 && rest.lookup(entries[0].key) == nil)
  }

  /// Stores pieces of code, like a build that has compiled them.
  private func save(_ numbers: Range<Int>, in fixture: MaintenanceFixture) throws -> [UnitKey] {
    let cache = try fixture.cache()
    cache.beginWriting()
    defer { #expect(cache.finish().isSaved) }
    return try numbers.map { number in
      let code = Array("code \(number)".utf8)
      let object = try #require(cache.prepareCode(code))
      let entry = UnitEntry(
        inputs: UnitInputs(
          toolchain: "t", options: "-O0", name: "u\(number)", content: Digest(hashing: [])),
        codeID: object.id, codeSize: UInt64(code.count), costNanoseconds: 7, usedDay: 20_000)
      cache.keep(object, entry)
      return entry.key
    }
  }

  /// The last save after a kill: reported, the rest used, repaired by the next save or by verify.
  @Test(arguments: [false, true])
  func aSmallSaveIsAppendedAndATornOneMended(byVerify: Bool) throws {
    let fixture = MaintenanceFixture()
    let many = try save(0..<40, in: fixture)
    let base = try fixture.contents("unit_index.bin")
    let few = try save(40..<42, in: fixture)
    let layered = try fixture.contents("unit_index.bin")
    #expect(layered.starts(with: base) && layered.count > base.count)
    for key in [many[3], few[1]] { #expect(try fixture.cache().unit(key) != nil) }
    #expect(try fixture.verify().summary.isSound)

    try fixture.write("unit_index.bin", layered.dropLast(9))
    let torn = try fixture.verify()
    let faults = torn.findings.filter { $0.severity == .fault }
    #expect(faults.map(\.path) == ["unit_index.bin"], "\(faults)")
    let cache = try fixture.cache()
    #expect(cache.unit(many[3]) != nil && cache.unit(few[1]) == nil)
    #expect(cache.events.count == 1, "\(cache.events)")
    if byVerify {
      #expect(try fixture.verify(.repair).summary.isSound)
    } else {
      #expect(cache.finish().isSaved)
    }
    #expect(try fixture.contents("unit_index.bin") == base)
    #expect(try fixture.verify().summary.isSound)
  }

  /// The list of units belongs to the build whose archive is stored.
  @Test(arguments: [false, true])
  func aListIsSavedBesideItsOwnArchive(isReplaced: Bool) throws {
    let fixture = MaintenanceFixture()
    let place = fixture.place(try fixture.directory())
    let archive = place.archive(variant: 0)
    let disk = LocalFileSystem()
    try disk.createDirectories(archive.removingLastComponent())
    try disk.replaceFile(archive, with: [1, 2, 3])
    let status = try #require(try disk.status(of: archive, followingLinks: false))
    let cache = try fixture.cache()
    cache.keep([Self.unit(1)], in: status)
    if isReplaced { try disk.replaceFile(archive, with: [4, 5, 6]) }
    #expect(cache.finish().isSaved)
    #expect(try fixture.cache().linkedUnits() == (isReplaced ? [] : [Self.unit(1)]))
  }

  @Test func noDamagePasses() {
    let list = ProjectUnits.encode((0..<5).map { Self.unit($0) })
    for place in list.indices {
      var flipped = list
      flipped[place] ^= 0x10
      #expect(ProjectUnits.load(flipped).loaded == nil)
      #expect(ProjectUnits.load(Array(list[..<place])).loaded == nil)
    }
  }
}
