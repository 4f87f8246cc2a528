// The limits above which a cache needs a collection.

import BuildCache
import FileIO
import ObjectStore
import SystemPackage
import TestSupport
import Testing

@Suite struct AutoGCTests {
  @Test(arguments: [
    ("", 6700, 50, 5 << 30),
    ("gcAuto = 0", 0, 50, 5 << 30),
    ("GCAUTO=100\n\tgcautopacklimit = 3\n\tmaxSize = 200m", 100, 3, 200 << 20),
    ("maxSize = 2G", 6700, 50, 2 << 30),
    ("maxSize = 99999999999g", 6700, 50, 5 << 30),
    ("gcAuto = many\n\tmaxSize = 5x\n\tgcAutoPackLimit = -1", 6700, 50, 5 << 30),
  ])
  func theConfigSetsTheLimits(
    text: String, loose: UInt64, packs: UInt64, size: UInt64
  ) throws {
    let config = Array((CacheConfig.text + "\t" + text + "\n").utf8)
    let limits = Configuration().adding(cacheConfig: config, of: "config").configuration
    #expect(limits.gcAuto == loose)
    #expect(limits.gcAutoPackLimit == packs)
    #expect(limits.maxSizeBytes == size)
  }

  private func need(
    _ fixture: MaintenanceFixture, _ setting: String
  ) throws -> AutoGC? {
    let directory = try fixture.directory()
    try fixture.write("config", Array((CacheConfig.text + "\t" + setting + "\n").utf8))
    let (limits, problems) = Configuration().adding(directory)
    #expect(problems == [])
    return try AutoGC.assess(directory, ObjectDatabase(directory), limits: limits)
  }

  /// Each object in the shard that is counted represents one in every shard.
  private func fill(_ fixture: MaintenanceFixture, count: Int) throws {
    let database = try fixture.database()
    var found = 0
    var number = 0
    while found < count {
      number += 1
      let body = Array("object \(number)".utf8)
      guard ObjectID(type: .blob, body: body).description.hasPrefix("17") else { continue }
      _ = try database.write(body, in: number % 2 == 0 ? .zir : .objects)
      found += 1
    }
  }

  @Test func looseObjectsAreCountedByASample() throws {
    let fixture = MaintenanceFixture()
    try fill(fixture, count: 4)
    #expect(try need(fixture, "gcAuto = 1024") == nil)
    let need = try #require(try need(fixture, "gcAuto = 1023"))
    #expect(need.reason == "about 1024 loose objects, limit 1023")
    #expect(need.policy == GarbagePolicy())
  }

  @Test func packsAreCountedByTree() throws {
    let fixture = MaintenanceFixture()
    for version in 1...3 {
      try fixture.build(MaintenanceFixture.project(version: version))
      try fixture.packAll()
    }
    #expect(try need(fixture, "gcAutoPackLimit = 3") == nil)
    #expect(try need(fixture, "gcAutoPackLimit = 0") == nil)
    #expect(
      try need(fixture, "gcAutoPackLimit = 2")?.reason == "3 packs of a tree, limit 2")
  }

  @Test func whatIsTooLargeIsBroughtBelowItsLimit() throws {
    let fixture = MaintenanceFixture()
    try fill(fixture, count: 8)
    #expect(try need(fixture, "maxSize = 8m") == nil)
    #expect(try need(fixture, "maxSize = 0") == nil)
    let need = try #require(try need(fixture, "maxSize = 7m"))
    #expect(need.reason == "about 8.00 MiB, limit 7.00 MiB")
    // (Compared as an optional, Swift 6.3 reads a byte too many on the stack.)
    let sizeMaxBytes = try #require(need.policy.sizeMaxBytes)
    #expect(sizeMaxBytes == (7 << 20) / 100 * 80)
  }
}
