// Whichever disk call fails, a build, gc, verify and repair succeed or report what is wrong, and
// the next build is right.

import BuildCache
import FileIO
import Glibc
import MiniDriver
import MiniFrontend
import ObjectStore
import SystemPackage
import TestSupport
import Testing

@Suite struct FaultTests {
  static let errors: [Errno] = [
    .ioError, .noSpace, .permissionDenied, .readOnlyFileSystem, Errno(rawValue: EDQUOT),
    .tooManyOpenFiles,
  ]

  /// Fails the 1st call, the 2nd, … of all calls: each with one of the errors, in long runs with
  /// each error. A bounded run takes a sample of the thousands of calls.
  @Test(arguments: Scene.Work.allCases)
  func noSingleFaultHarms(work: Scene.Work) throws {
    let scene = try Scene(work)
    let calls = try Self.calls(of: scene).reduce(0) { $0 + $1.value }
    let stride = fuzzScale > 1 ? 1 : max(1, calls / Self.pointsMax)
    var count = 0
    for number in Swift.stride(from: 1, through: calls, by: stride) {
      for (turn, errno) in Self.errors.enumerated()
      where fuzzScale > 1 || turn == number / stride % Self.errors.count {
        try check(scene, .init(number: number, errno: errno), &count)
      }
    }
    print("fault sweep: \(work): \(count) single faults in \(calls) calls")
  }

  /// From some call on, all calls of one kind or of all kinds fail, as on a disk that is full or
  /// gone.
  @Test(arguments: Scene.Work.allCases)
  func noLastingFaultHarms(work: Scene.Work) throws {
    let scene = try Scene(work)
    let counts = try Self.calls(of: scene).sorted { $0.key.rawValue < $1.key.rawValue }
    var random = SplitMix64(seed: 1)
    var count = 0
    for (turn, (call, calls)) in counts.enumerated() {
      // The first call and the last, and one between them.
      let sample = (0..<fuzzScale).map { _ in Int.random(in: 1...calls, using: &random) }
      for number in Set(sample + [1, calls]).sorted() {
        let errno = Self.errors[(turn + number) % Self.errors.count]
        try check(
          scene, .init([call], number: number, errno: errno, persistence: .forever), &count)
      }
    }
    let all = counts.reduce(0) { $0 + $1.value }
    for _ in 0..<(6 * fuzzScale) {
      let number = Int.random(in: 1...all, using: &random)
      let errno = Self.errors.randomElement(using: &random)!
      try check(scene, .init(number: number, errno: errno, persistence: .forever), &count)
    }
    print("fault sweep: \(work): \(count) lasting faults")
  }

  /// Single faults per work in a bounded run.
  static let pointsMax = 150

  /// The number of calls of each kind that the work makes.
  private static func calls(of scene: Scene) throws -> [FaultyFileSystem.Call: Int] {
    let counting = FaultyFileSystem(scene.sound())
    _ = try scene.run(on: counting)
    return counting.counts
  }

  private func check(
    _ scene: Scene, _ fault: FaultyFileSystem.Fault, _ count: inout Int
  ) throws {
    let context = "\(scene.work), \(fault)"
    let disk = scene.sound()
    let faulty = FaultyFileSystem(disk, fault: fault)
    do {
      for event in try scene.run(on: faulty) {
        #expect(
          event.contains(Scene.folder.string) || event.contains("object "), "\(context): \(event)")
      }
    } catch let error as any Error & CustomStringConvertible
      where error is BuildError || error is MaintenanceError || error is CacheDirectoryError
      || error is SnapshotError
    {
      #expect(error.description.contains(Scene.folder.string), "\(context): \(error)")
    }
    #expect(faulty.didFail, "\(context)")
    #expect(disk.openCount == 0, "\(context)")
    scene.expectOutputIsWhole(disk, context)
    // Files that could not be removed are left to the cleaners. A name in a cache is removed
    // through its open folder.
    let strays = disk.disk.files(below: Scene.folder.string).keys.filter { name in
      [".tmp_", "tmp_obj_", "tmp_pack_", "tmp_idx_"].contains {
        name.split(separator: "/").last?.hasPrefix($0) ?? false
      }
    }
    if faulty.failedCalls.isDisjoint(with: [.unlink, .open]) {
      #expect(strays == [], "\(context)")
    }
    try scene.check(disk.disk, judgedByGit: count % 100 == 0, context)
    count += faulty.failureCount
  }
}
