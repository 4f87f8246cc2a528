// The objects that a build adds together: few become loose files, many become one pack.

import FileIO
import ObjectStore
import Synchronization
import SystemPackage
import TestSupport
import Testing

@Suite struct ObjectTransactionTests {
  let folder = TemporaryDirectory()

  private func database(_ name: String) throws -> ObjectDatabase {
    try TwoTrees(at: folder.appending(name)).database()
  }

  private func bodies(_ count: Int) -> [[UInt8]] {
    (0..<count).map { Array("define i32 @f\($0)() { ret i32 \($0 % 7) }\n".utf8) }
  }

  /// Prepares on several threads, every second object deflated, and adds in order.
  private func add(
    _ bodies: [[UInt8]], to database: ObjectDatabase, threads: Int
  ) throws -> UInt64 {
    let prepared = PreparedSlots(count: bodies.count)
    Parallel.forEach(count: bodies.count, threadsMax: threads) { number in
      let few = bodies.count < ObjectDatabase.packedObjectsMin
      let object = try? database.prepare(
        .blob, bodies[number], in: .objects,
        form: few || number % threads == 0 ? .asIs : .deflated)
      if let object { prepared.set(object, at: number) }
    }
    var transaction = database.beginTransaction(in: .objects)
    for object in prepared.all { try transaction.add(object) }
    return try transaction.commit()
  }

  private func counts(_ database: ObjectDatabase) throws -> (loose: Int, packs: Int) {
    (try database.objects.count().objectCount, try database.packs(.objects).packs().count)
  }

  @Test func fewBecomeLooseAndManyOnePack() throws {
    let min = ObjectDatabase.packedObjectsMin
    for count in [0, 1, min - 1, min, min + 1, 5 * min] {
      let database = try database("cache \(count)")
      let bodies = bodies(count)
      let written = try add(bodies, to: database, threads: 1)
      #expect((written == 0) == (count == 0))
      let expected = count < min ? (count, 0) : (0, 1)
      #expect(try counts(database) == expected, "\(count)")
      for body in bodies {
        #expect(try database.read(ObjectID(type: .blob, body: body))?.body == body)
      }
      #expect(try add(bodies, to: database, threads: 1) == 0, "all there: nothing is written")
      #expect(try counts(database) == expected, "\(count)")
    }
  }

  @Test func oneThatComesTwiceIsWrittenOnce() throws {
    for count in [3, 5 * ObjectDatabase.packedObjectsMin] {
      let database = try database("cache \(count)")
      let bodies = bodies(count)
      _ = try add(bodies + bodies, to: database, threads: 1)
      let ids = try (UInt8.min...UInt8.max).flatMap { try database.ids(firstByte: $0) }
      #expect(ids == bodies.map { ObjectID(type: .blob, body: $0) }.sorted())
      #expect(try database.objects.count().objectCount == (count == 3 ? 3 : 0))
    }
  }

  @Test func noScheduleShowsInAPack() throws {
    let bodies = bodies(200)
    let names = try [1, 2, 4].map { threads in
      let database = try database("cache \(threads)")
      _ = try add(bodies, to: database, threads: threads)
      return try database.packs(.objects).packs().map(\.name)
    }
    #expect(names[0] == names[1] && names[1] == names[2] && names[0].count == 1)
  }

  @Test func whatIsDroppedLeavesNothing() throws {
    let database = try database("cache")
    do {
      var transaction = database.beginTransaction(in: .zir)
      for body in bodies(60) {
        try transaction.add(database.prepare(.blob, body, in: .zir, form: .deflated))
      }
    }
    #expect(try LocalFileSystem().entries(of: folder.appending("cache/zir/pack")) == [])
    #expect(try database.zir.count().objectCount == 0)
  }
}

/// The prepared objects of all threads.
private final class PreparedSlots: Sendable {
  private let slots: Mutex<[PreparedObject?]>

  init(count: Int) { slots = Mutex(Array(repeating: nil, count: count)) }

  func set(_ object: PreparedObject, at number: Int) { slots.withLock { $0[number] = object } }

  var all: [PreparedObject] { slots.withLock { $0.compactMap(\.self) } }
}
