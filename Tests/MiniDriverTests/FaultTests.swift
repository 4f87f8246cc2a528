// Whichever disk call fails, a build is right or says what is wrong, and the next one is right.

import FileIO
import MiniDriver
import MiniFrontend
import SystemPackage
import TestSupport
import Testing

@Suite struct FaultTests {
  /// What the build is that meets the fault.
  enum Work: String, CaseIterable, Sendable {
    case cold, null, edit

    /// A project before that build.
    func project() throws -> Project {
      let project = try Project(threeFiles)
      guard self != .cold else { return project }
      try project.build()
      if self == .edit {
        try project.replace("math.mini", "a + b", "b + a")
        project.age()
      }
      return project
    }
  }

  static let errors: [Errno] = [.ioError, .noSpace, .permissionDenied]

  /// Fails the 1st call, the 2nd, … that is made at all.
  @Test(arguments: Work.allCases, errors)
  func noSingleFaultHarms(work: Work, errno: Errno) throws {
    let template = try work.project()
    let count = FaultyFileSystem(template.disk)
    try template.build(template.options(), disk: count)
    // Each call fails with one of the errors; in long runs with each.
    let turn = Self.errors.firstIndex(of: errno) ?? 0
    for number in 1...count.callCount
    where fuzzScale > 1 || number % Self.errors.count == turn {
      try check(work, .init(number: number, errno: errno))
    }
  }

  /// From some call on, all calls of one kind fail, as on a disk that is full or has gone.
  @Test(arguments: Work.allCases, errors)
  func noLastingFaultHarms(work: Work, errno: Errno) throws {
    let template = try work.project()
    let count = FaultyFileSystem(template.disk)
    try template.build(template.options(), disk: count)
    var random = SplitMix64(seed: UInt64(errno.rawValue))
    for (call, calls) in count.counts.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      // The first and the last call, and some between.
      let sample = (0..<min(calls, 2 * fuzzScale)).map { _ in
        Int.random(in: 1...calls, using: &random)
      }
      for number in Set(sample + [1, calls]).sorted() {
        try check(work, .init([call], number: number, errno: errno, persistence: .forever))
      }
    }
    let all = (0..<(8 * fuzzScale)).map { _ in Int.random(in: 1...count.callCount, using: &random) }
    for number in all {
      try check(work, .init(number: number, errno: errno, persistence: .forever))
    }
  }

  private func check(_ work: Work, _ fault: FaultyFileSystem.Fault) throws {
    let context = "\(work), \(fault)"
    let project = try work.project()
    let before = try project.output()
    let right = try project.cleanBuild().combinedIR
    let faulty = FaultyFileSystem(project.disk, fault: fault)
    do {
      let report = try project.build(project.options(), disk: faulty)
      if report.hasErrors {
        // A source that could not be read is an error of its importers.
        #expect(
          report.diagnostics.allSatisfy { $0.diagnostic.code == .unreadableImport }, "\(context)")
        let isKept = try project.output() == before
        #expect(isKept, "\(context)")
      } else {
        let isRight = try project.output() == right
        #expect(isRight, "\(context)")
      }
    } catch let error as BuildError {
      #expect("\(error)".contains(project.folder.path.string), "\(context): \(error)")
      let output = try project.output()
      #expect(output == before || output == right, "\(context)")
    }
    // With a sound disk all is right again, and the cache with it.
    try checkBuild(project, context: context)
    let again = try project.build()
    #expect(again.isNull, "\(context): \(again)")
    let strays = try Project.files(below: project.folder.path).filter {
      $0.lastComponent?.string.hasPrefix(".tmp_") ?? false
        || $0.lastComponent?.string.hasPrefix("tmp_obj_") ?? false
    }
    // What could not be removed is left to the cleaners.
    if !fault.calls.contains(.unlink) { #expect(strays == [], "\(context)") }
  }
}
