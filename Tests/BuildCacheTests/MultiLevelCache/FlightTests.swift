// Flights of units, as two builds on one cache take them.

import BuildCache
import FileIO
import Glibc
import ObjectStore
import SystemPackage
import TestSupport
import Testing

@Suite struct FlightTests {
  private let fixture = MaintenanceFixture()

  private func inputs(_ number: Int) -> UnitInputs {
    UnitInputs(
      toolchain: "t", options: "-O2", name: "unit \(number)",
      content: Digest(hashing: [UInt8(number)]))
  }

  private func key(_ number: Int) -> UnitKey { inputs(number).key }

  private func open(_ disk: any FileSystem = LocalFileSystem()) throws -> MultiLevelCache {
    let directory = try fixture.directory(disk)
    let cache = MultiLevelCache(
      directory: directory, paths: fixture.place(directory), fileSystem: disk, clock: fixture.clock)
    cache.beginWriting()
    return cache
  }

  /// Saves a unit, like a build that has compiled it.
  private func save(_ number: Int, _ cache: MultiLevelCache) throws {
    let code = Array("code \(number)".utf8)
    let object = try #require(cache.prepareCode(code))
    cache.keep(
      object,
      UnitEntry(
        inputs: inputs(number), codeID: object.id, codeSize: UInt64(code.count),
        costNanoseconds: 7, usedDay: cache.today))
    #expect(cache.save().isSaved)
  }

  /// A child process that another test is just starting keeps a released lock until its exec.
  private func becomesFree(_ number: Int, _ cache: MultiLevelCache) -> Bool {
    for _ in 0..<2000 {
      if cache.takeFlight(of: key(number)) == .taken { return true }
      usleep(1000)
    }
    return false
  }

  @Test func aUnitHasOneFlight() throws {
    let (first, second) = (try open(), try open())
    #expect(first.takeFlight(of: key(1)) == .taken)
    #expect(first.takeFlight(of: key(1)) == .taken, "it is this build's own")
    #expect(second.takeFlight(of: key(1)) == .held)
    #expect(second.takeFlight(of: key(2)) == .taken)
    first.releaseFlights()
    #expect(becomesFree(1, second))
    #expect(first.takeFlight(of: key(2)) == .held)
    second.endWriting()
    #expect(becomesFree(2, first))
    #expect(first.events == [] && second.events == [])
  }

  /// The build has missed the unit before the other one saved it.
  @Test func whatAnotherBuildHasSavedIsFound() throws {
    let (first, second) = (try open(), try open())
    for number in 1...2 { #expect(second.unitCode(key(number)) == nil) }
    #expect(second.unitsSavedSince([key(1), key(2)]).allSatisfy { $0 == nil })
    try save(1, first)
    #expect(second.unit(key(1)) == nil, "the index that was loaded stays")
    let found = second.unitsSavedSince([key(1), key(2)])
    #expect(found[0]?.code == Array("code 1".utf8) && found[0]?.entry.codeSize == 6)
    #expect(found[1] == nil)
    #expect(second.hits.units == 1)
    try save(2, first)  // appended to the same file
    #expect(second.unitsSavedSince([key(2)])[0]?.code == Array("code 2".utf8))
    // Saved by the build itself: no other unit appears.
    try save(3, second)
    #expect(second.unitsSavedSince([key(4)])[0] == nil)
  }

  @Test func anUnchangedIndexCostsOneCall() throws {
    try save(1, open())
    let counting = FaultyFileSystem()
    let cache = try open(counting)
    #expect(cache.unitCode(key(2)) == nil)
    let before = counting.callCount
    #expect(cache.unitsSavedSince([key(2), key(3), key(4)]).allSatisfy { $0 == nil })
    #expect(counting.callCount == before + 1)
  }

  /// Damaged rows are no hits, and lost code is none.
  @Test func whatIsNotSoundIsNotFound() throws {
    let (first, second) = (try open(), try open())
    #expect(second.unitCode(key(1)) == nil)
    try save(1, first)
    let entry = try #require(first.unitsSavedSince([key(1)])[0]).entry
    let hex = "\(entry.codeID)"
    let object = fixture.path.appending("objects/\(hex.prefix(2))/\(hex.dropFirst(2))")
    #expect(unlink(object.string) == 0)
    #expect(second.unitsSavedSince([key(1)])[0] == nil)

    let index = fixture.path.appending("unit_index.bin")
    let disk = LocalFileSystem()
    let bytes = try #require(try disk.contents(of: index, sizeMax: 1 << 20))
    try disk.replaceFile(index, with: Array(bytes.prefix(bytes.count / 2)))
    #expect(second.unitsSavedSince([key(1)])[0] == nil)
    try disk.replaceFile(index, with: bytes.map { $0 ^ 1 })
    #expect(second.unitsSavedSince([key(1)])[0] == nil)
    #expect(second.events == [])
  }

  /// A build whose disk has no locks, or fails, takes no flights and says nothing.
  @Test(arguments: [
    Errno.noLocks, .noFunction, .notSupported, .invalidArgument, .ioError, .permissionDenied,
    .tooManyOpenFiles,
  ])
  func withoutLocksNoFlightIsTaken(errno: Errno) throws {
    for number in [1, 2] {
      let disk = FaultyFileSystem(
        fault: .init([.lockByte], number: number, errno: errno, persistence: .forever))
      let cache = try open(disk)
      for unit in 1..<number { #expect(cache.takeFlight(of: key(unit)) == .taken) }
      #expect(cache.takeFlight(of: key(number)) == .unavailable)
      let failures = disk.failureCount
      #expect(failures == 1)
      #expect(cache.takeFlight(of: key(9)) == .unavailable)
      #expect(disk.failureCount == failures, "it is not tried again")
      #expect(becomesFree(1, try open()), "what it held is free")
      #expect(cache.events == [])
      try save(number, cache)
    }
  }

  @Test func whereNothingIsWrittenNoFlightIsTaken() throws {
    try save(1, open())
    let counting = FaultyFileSystem()
    let cache = try open(counting)
    cache.stopWriting()
    let before = counting.callCount
    #expect(cache.takeFlight(of: key(2)) == .unavailable)
    #expect(counting.callCount == before)
    #expect(MultiLevelCache.disabled(clock: fixture.clock).takeFlight(of: key(2)) == .unavailable)
    #expect(access(fixture.path.appending("flights.lock").string, F_OK) != 0)
  }

  /// A build that can no longer save its units does not keep others from compiling them.
  @Test func aBuildThatStopsWritingReleasesItsFlights() throws {
    let (first, second) = (try open(), try open())
    #expect(first.takeFlight(of: key(1)) == .taken)
    #expect(second.takeFlight(of: key(1)) == .held)
    first.stopWriting("the disk is full")
    #expect(becomesFree(1, second))
  }

  @Test func whateverHasTheNameOfTheFileIsMovedAside() throws {
    let path = fixture.path.appending("flights.lock").string
    for make in [
      { mkfifo(path, 0o644) }, { mkdir(path, 0o755) }, { symlink("flights.lock", path) },
      { symlink("/nonexistent/file", path) },
    ] {
      _ = try fixture.directory()
      unlink(path)
      #expect(make() == 0)
      let cache = try open()
      #expect(cache.takeFlight(of: key(1)) == .taken)
      #expect(try open().takeFlight(of: key(1)) == .held)
    }
  }

  /// The file is one of the cache's: nothing reports it, and a removal takes it along.
  @Test func theFileBelongsToTheCache() throws {
    do {
      let cache = try open()
      #expect(cache.takeFlight(of: key(1)) == .taken)
      try save(1, cache)
      cache.endWriting()
    }
    #expect(access(fixture.path.appending("flights.lock").string, F_OK) == 0)
    let directory = try fixture.directory()
    #expect(try directory.flaws().isEmpty)
    let removal = try directory.removeAll()
    #expect(removal.isFolderRemoved && removal.left == [])
  }
}
