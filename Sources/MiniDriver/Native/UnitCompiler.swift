// Compiles units with the toolchain's clang, in several parallel processes. Each compiles several
// units, because starting a process costs as much as compiling a small unit.

import BuildCache
import FileIO
import Glibc
import ObjectStore
import Synchronization
import SystemPackage

/// Compiles units.
struct UnitCompiler: Sendable {
  /// The compiler and its options; the files follow.
  let command: [[UInt8]]
  let program: NativeProgram
  let scratch: Scratch
  let context: BuildContext

  /// The maximum number of units per process. It keeps the cost of the start small, and all
  /// processes end at about the same time.
  private static let batchMax = 16

  /// The object code of units, by job.
  struct Codes {
    /// Compiled here; `nil` for the others.
    let made: [UnitCode?]
    /// Compiled by other builds at the same time.
    let found: [Int: UnitCode]
  }

  /// Compiles units. The first failure ends all processes. Each unit is stored as soon as it is
  /// finished. Units that other builds compile come last, and are waited for.
  ///
  /// - Parameter engine: compiles as many of them as it can.
  /// - Returns: the code of all but those that the engine has made.
  func compile(
    _ jobs: [PlannedUnit], beside engine: RemoteEngine? = nil
  ) throws(UnitFailure) -> Codes {
    let work = Work(
      jobs: jobs, flights: UnitFlights(jobs, context),
      finished: FinishedUnits(jobs, in: scratch, context),
      progress: ProgressCounter(
        "compiling", "unit", loads: jobs.map(\.load), context.options.onProgress))
    let jobServer = context.options.jobServer
    let lastWork = { @Sendable in
      work.finished.salvageAll()
      jobServer?.giveAllBack()
    }
    try Interruption.withLastWork(lastWork) { () throws(UnitFailure) in
      if let engine { try share(work, with: engine) }
      while case let rest = work.rest(engine), !rest.isEmpty {
        try compile(work, batches(of: rest.count)) { batch in batch.map { rest[$0] } }
        work.flights.wait(for: work.rest(engine), onFound: work.step)
      }
    }
    return Codes(made: work.finished.codes, found: work.flights.found)
  }

  /// Everything that the threads of one call share.
  private struct Work: Sendable {
    let jobs: [PlannedUnit]
    let running = Running()
    let flights: UnitFlights
    let finished: FinishedUnits
    let progress: ProgressCounter

    /// Counts a unit whose code is known.
    func step(_ job: Int) { progress.step(jobs[job].load) }

    /// The units whose code is not known yet.
    func rest(_ engine: RemoteEngine?) -> [Int] {
      let (here, there, found) = (finished.codes, engine?.codes ?? [:], flights.found)
      return jobs.indices.filter { here[$0] == nil && there[$0] == nil && found[$0] == nil }
    }
  }

  /// Four batches per thread, or more if a batch would exceed the maximum.
  private func batches(of count: Int) -> [Range<Int>] {
    let threads = context.options.threadsMax
    let size = min(max((count + 4 * threads - 1) / (4 * threads), 1), Self.batchMax)
    return (0..<count).pieces(of: size)
  }

  /// Compiles units here while the engine compiles others. The engine may leave some.
  private func share(_ work: Work, with engine: RemoteEngine) throws(UnitFailure) {
    let shares = UnitShares(count: work.jobs.count)
    try Parallel.both(threadsMax: 2) {
      engine.run(work.jobs, shares, onDone: work.step) { job in
        !work.flights.take([job], onFound: work.step).isEmpty
      }
    } and: { () throws(UnitFailure) in
      guard !engine.isAlone else { return }
      do throws(UnitFailure) {
        try compile(work, batches(of: work.jobs.count)) { Array(shares.takeFirst($0)) }
        shares.beIdle()
      } catch {
        shares.end()
        throw error
      }
    }
  }

  /// - Parameter chosen: the jobs of a batch that are compiled.
  private func compile(
    _ work: Work, _ batches: [Range<Int>], _ chosen: @Sendable (Range<Int>) -> [Int]
  ) throws(UnitFailure) {
    let results = Parallel.map(batches, threadsMax: context.options.threadsMax) { batch in
      Result { () throws(UnitFailure) in
        let batch = work.flights.take(chosen(batch), onFound: work.step)
        guard !batch.isEmpty else { return }
        try compile(work, batch)
        for job in batch { work.step(job) }
      }
    }
    // The first failure that was not caused by another one has the reason.
    for result in results {
      if case .failure(let failure) = result, !work.running.wasEnded(failure) { throw failure }
    }
    for result in results { try result.get() }
  }

  private func compile(_ work: Work, _ batch: [Int]) throws(UnitFailure) {
    let (jobs, running) = (work.jobs, work.running)
    var names: [[UInt8]] = []
    var sizes: [Int] = []
    for job in batch {
      guard !running.hasFailed else { throw running.ended }
      guard let text = jobs[job].text() else {
        running.fail()
        throw .textLost
      }
      let name = "\(job).ll"
      let path = scratch.folder.appending(name)
      try naming(path) { () throws(FileError) in
        try context.fileSystem.replaceFile(path, with: text)
      }
      names.append(Array(name.utf8))
      sizes.append(text.count)
    }
    let end = ToolProcess.run(
      command + names, in: scratch, messages: "\(batch[0]).err", context,
      onStart: running.add)
    let times = shares(
      of: (end.time.upperBound - end.time.lowerBound).nanoseconds, sizes)
    work.flights.add(times)
    defer { trace(batch.map { jobs[$0] }, sizes, times, end.time) }
    if let failure = end.failure {
      work.finished.salvage(batch, nanoseconds: times)
      if running.hasFailed { throw running.ended }
      running.fail()
      let error = BuildError.toolchain(reason: reason(end, jobs, batch))
      throw failure.isOfRun ? .refused(error) : .tool(error)
    }
    do throws(UnitFailure) {
      try work.finished.take(batch, nanoseconds: times)
    } catch {
      running.fail()
      throw error
    }
  }

  /// Describes why a process failed, and names the files of the unit that it was compiling.
  private func reason(_ end: ToolEnd, _ jobs: [PlannedUnit], _ batch: [Int]) -> String {
    // The process compiles one unit after another, and renames each object when it is complete.
    let job = batch.first { job in
      let path = scratch.folder.appending("\(job).o")
      return ((try? context.fileSystem.status(of: path, followingLinks: false)) ?? nil) == nil
    }
    let unit = jobs[job ?? batch[0]]
    let paths = unit.modules.prefix(Self.pathsMax).map { "'\(program.modules[$0].path)'" }
    let more = unit.modules.count - paths.count
    let files = paths.joined(separator: ", ") + (more > 0 ? " and \(more) more files" : "")
    let what = unit.modules.isEmpty ? unit.name : "\(unit.name) of \(files)"
    let failure = end.failure.map { " (\($0))" } ?? ""
    return "'\(FilePath(bytes: command[0]))' could not compile \(what)\(failure)\(end.firstLine)"
  }

  /// The maximum number of files in a message. Most units have fewer.
  private static let pathsMax = 16

  /// The time of each unit of a process, estimated by its share of the IR, because the process
  /// reports no times.
  private func shares(of nanoseconds: UInt64, _ sizes: [Int]) -> [UInt64] {
    let total = UInt64(max(sizes.reduce(0, +), 1))
    return sizes.map { size in
      total.dividingFullWidth(nanoseconds.multipliedFullWidth(by: UInt64(size))).quotient
    }
  }

  /// Records a span for a process, and one for each unit.
  private func trace(
    _ jobs: [PlannedUnit], _ sizes: [Int], _ times: [UInt64],
    _ time: ClosedRange<ContinuousClock.Instant>
  ) {
    let trace = context.options.trace
    var last = time.lowerBound
    for ((job, size), time) in zip(zip(jobs, sizes), times) {
      context.add(.unit, name: "\(job.name) \(job.inputs.options)", since: last, time)
      let next = last + .nanoseconds(time)
      trace.end(
        last, .unit, "compile \(job.name)", at: next,
        [("irBytes", .integer(Int64(size)))]
          + context.cache.missReason(job.inputs).traceDetails)
      last = next
    }
    trace.end(
      time.lowerBound, .unit, "clang of \(NumberText.count(jobs.count, "unit"))",
      at: time.upperBound)
  }

  private func naming<Value>(
    _ path: FilePath, _ body: () throws(FileError) -> Value
  ) throws(UnitFailure) -> Value {
    do throws(FileError) {
      return try body()
    } catch {
      throw .tool(.output(path: path.string, reason: "\(error.errno)"))
    }
  }

  /// The processes of one call, so that the first failure can end the others. A class, because its
  /// threads share it.
  private final class Running: Sendable {
    private let state = Mutex((children: [Int32](), hasFailed: false))

    var hasFailed: Bool { state.withLock { $0.hasFailed } }

    func add(_ child: Int32) {
      let isLate = state.withLock { state in
        state.children.append(child)
        return state.hasFailed
      }
      if isLate { Interruption.send(SIGKILL, to: child) }
    }

    func fail() {
      let children = state.withLock { state in
        state.hasFailed = true
        return state.children
      }
      for child in children { Interruption.send(SIGKILL, to: child) }
    }

    /// Thrown by a batch that another batch's failure has ended.
    let ended = UnitFailure.tool(.toolchain(reason: ""))

    func wasEnded(_ failure: UnitFailure) -> Bool {
      if case .tool(.toolchain(reason: "")) = failure { true } else { false }
    }
  }
}
