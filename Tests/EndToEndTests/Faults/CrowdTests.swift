// A crowd: sixteen simultaneous processes on one cache. All succeed, outputs are right, no work is
// lost, and a sound cache is never reported as damaged.

import FileIO
import Glibc
import Synchronization
import TestSupport
import Testing

@Suite struct CrowdTests {
  /// The action of a member of a crowd.
  enum Member: Equatable, Sendable {
    /// Builds a checkout.
    case build(Int)
    /// Some other command on the cache.
    case upkeep([String])
  }

  private static let upkeep: [[String]] = [
    ["gc", "--prune", "now"], ["gc", "--max-size", "1G"], ["gc", "--max-size", "16K"], ["gc"],
    ["verify"], ["verify", "--repair"], ["cat-object", "--batch", "--batch-all-objects"],
    ["cat-object", "--batch-check", "--batch-all-objects"], ["count-objects", "-v"],
  ]

  /// Checkouts that share a cache, and the processes that run on it at once.
  private struct Crowd {
    let checkouts: [VersionedProject]
    let cache: String

    init(checkouts count: Int) throws {
      let workspace = Workspace()
      cache = workspace.path("cache")
      checkouts = (0..<count).map { number in
        VersionedProject(
          workspace, "checkout\(number)", moduleCount: 4,
          goal: number.isMultiple(of: 2) ? .executable : .ir)
      }
    }

    func run(_ member: Member) throws -> Finished {
      switch member {
      case .build(let number):
        try Mini.run(
          checkouts[number].build + ["--cache-dir", cache], in: checkouts[number].folder)
      case .upkeep(let arguments):
        try Mini.run(arguments + ["--cache-dir", cache], in: checkouts[0].folder)
      }
    }

    /// Runs all at once. Each must succeed, and none may report that it could not keep its work.
    func run(_ members: [Member], _ context: String) {
      let problems = Mutex<[String]>([])
      Parallel.forEach(count: members.count, threadsMax: members.count) { number in
        do {
          let finished = try run(members[number])
          let isKept = !finished.errorText.contains("not cached")
          guard finished.status != 0 || !isKept else { return }
          problems.withLock {
            $0.append("\(members[number]): \(finished.outputText)\(finished.errorText)")
          }
        } catch {
          problems.withLock { $0.append("\(members[number]): \(error)") }
        }
      }
      #expect(problems.withLock { $0 } == [], "\(context)")
    }

    func statistics(_ number: Int) throws -> Mini.Statistics {
      try Mini.statistics(
        checkouts[number].build.dropFirst() + ["--cache-dir", cache],
        in: checkouts[number].folder)
    }
  }

  @Test(arguments: 0..<UInt64(3 * fuzzScale))
  func nobodyInACrowdIsHarmed(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let crowd = try Crowd(checkouts: 4)
    for round in 0..<3 {
      for checkout in crowd.checkouts {
        // Sometimes the same state in several checkouts.
        try checkout.write(version: Int.random(in: 0..<6, using: &random))
      }
      let members = (0..<16).map { number in
        number % 3 == 2
          ? Member.upkeep(Self.upkeep.randomElement(using: &random) ?? ["verify"])
          : Member.build(number % 4)
      }
      crowd.run(members.shuffled(using: &random), "seed \(seed), round \(round)")
      for (number, checkout) in crowd.checkouts.enumerated() {
        let context: Comment = "seed \(seed), round \(round), checkout \(number)"
        #expect(try checkout.outputs() == checkout.cleanOutputs(), context)
        // A size limit below the size in use drops some objects in use.
        if !members.contains(.upkeep(["gc", "--max-size", "16K"])) {
          try checkHits(crowd.statistics(number), context)
        }
      }
      Workspace.age()
      crowd.run((0..<4).map { .build($0) }, "seed \(seed), round \(round), later")
      for number in 0..<4 { #expect(try crowd.statistics(number).isNull, "seed \(seed)") }
      crowd.run([.upkeep(["verify"])], "seed \(seed), round \(round), in the end")
    }
  }

  private func checkHits(_ build: Mini.Statistics, _ context: Comment) throws {
    #expect(build.output.status == 0, context)
    #expect(build.filesCompiled == 0, "\(context): \(build.summary)")
    #expect(build.functionsCompiled == 0, "\(context): \(build.summary)")
    #expect((build.unitsCompiled ?? 0) == 0, "\(context): \(build.output.errorText)")
  }

  /// Each build has compiled different functions at the same moment; afterwards all of them are
  /// hits for every build.
  @Test func whatOneCompilesIsAHitForAll() throws {
    for round in 0..<(2 * fuzzScale) {
      let crowd = try Crowd(checkouts: 8)
      for (version, checkout) in crowd.checkouts.enumerated() {
        try checkout.write(version: version)
      }
      crowd.run((0..<8).map { .build($0) }, "round \(round)")
      for (version, checkout) in crowd.checkouts.enumerated() {
        // (An even checkout builds executables, and so does the one whose state it takes.)
        try checkout.write(version: (version + 2) % 8)
        let context: Comment = "round \(round), checkout \(version)"
        try checkHits(crowd.statistics(version), context)
        #expect(try checkout.outputs() == checkout.cleanOutputs(), context)
      }
    }
  }

  /// Executables, with their units in one cache, beside gc and verify; each program is its own
  /// checkout's.
  @Test func nobodysExecutableIsHarmed() throws {
    let workspace = Workspace()
    let cache = ["--cache-dir", workspace.path("cache")]
    let checkouts = try (0..<3).map { try WideProject(workspace, "checkout\($0)") }
    for round in 0..<(2 * fuzzScale) {
      for (number, checkout) in checkouts.enumerated() {
        try checkout.write(number, summand: 10 * round + number)
        try checkout.write(20, summand: round)  // the same in all checkouts
      }
      let problems = Mutex<[String]>([])
      Parallel.forEach(count: 9, threadsMax: 9) { member in
        let arguments =
          switch member % 3 {
          case 0: ["build", "-j", "1"]
          case 1: ["build", "-O1", "-o", "optimised", "-j", "1"]
          default: [["gc", "--prune", "now"], ["verify"], ["gc"]][member / 3]
          }
        do {
          let run = try Mini.run(arguments + cache, in: checkouts[member / 3].folder)
          guard run.status != 0 || run.errorText.contains("not cached") else { return }
          problems.withLock { $0.append("\(arguments): \(run.text)\(run.errorText)") }
        } catch {
          problems.withLock { $0.append("\(arguments): \(error)") }
        }
      }
      #expect(problems.withLock { $0 } == [], "round \(round)")
      for (number, checkout) in checkouts.enumerated() {
        // The edits of other rounds have stayed.
        let summands = [20: round, number: 10 * round + number]
        for program in ["main", "optimised"] {
          try checkout.checkProgram(
            program, summands: summands, "round \(round), checkout \(number), \(program)")
        }
        #expect(checkout.strays == [])
      }
      let strays = workspace.files(below: "cache").filter { $0.hasPrefix(".tmp_mini_") }
      #expect(strays == [], "round \(round)")
    }
  }
}
