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

  /// Compiles all units. The first failure ends all processes. Each unit is stored as soon as it is
  /// finished.
  func compile(_ jobs: [PlannedUnit]) throws(UnitFailure) -> [UnitCode] {
    let threads = context.options.threadsMax
    let size = min(max((jobs.count + 4 * threads - 1) / (4 * threads), 1), Self.batchMax)
    // Four batches per thread, or more if a batch would exceed the maximum.
    let batches = stride(from: 0, to: jobs.count, by: size).map {
      $0..<min($0 + size, jobs.count)
    }
    let running = Running()
    let finished = FinishedUnits(jobs, in: scratch, context)
    let progress = ProgressCounter(
      "compiling", "unit", loads: jobs.map(\.load), context.options.onProgress)
    let jobServer = context.options.jobServer
    let lastWork = { @Sendable in
      finished.salvageAll()
      jobServer?.giveAllBack()
    }
    let results = Interruption.withLastWork(lastWork) {
      Parallel.map(batches, threadsMax: threads) { batch in
        Result { () throws(UnitFailure) in
          try compile(jobs, batch, running, finished)
          for job in batch { progress.step(jobs[job].load) }
        }
      }
    }
    // The first failure that was not caused by another one has the reason.
    for result in results {
      if case .failure(let failure) = result, !running.wasEnded(failure) { throw failure }
    }
    for result in results { try result.get() }
    return finished.codes
  }

  private func compile(
    _ jobs: [PlannedUnit], _ batch: Range<Int>, _ running: Running, _ finished: FinishedUnits
  ) throws(UnitFailure) {
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
    let start = ContinuousClock.now
    let end = ToolProcess.run(
      command + names, in: scratch, messages: "\(batch.lowerBound).err", context,
      onStart: running.add)
    let times = shares(of: (ContinuousClock.now - start).nanoseconds, sizes)
    defer { record(jobs[batch], sizes, times, since: start) }
    if let failure = end.failure {
      finished.salvage(batch, nanoseconds: times)
      if running.hasFailed { throw running.ended }
      running.fail()
      let error = BuildError.toolchain(reason: reason(end, jobs, batch))
      throw failure.isOfRun ? .refused(error) : .tool(error)
    }
    do throws(UnitFailure) {
      try finished.take(batch, nanoseconds: times)
    } catch {
      running.fail()
      throw error
    }
  }

  /// Describes why a process failed, and names the files of the unit that it was compiling.
  private func reason(_ end: ToolEnd, _ jobs: [PlannedUnit], _ batch: Range<Int>) -> String {
    // The process compiles one unit after another, and renames each object when it is complete.
    let job = batch.first { job in
      let path = scratch.folder.appending("\(job).o")
      return ((try? context.fileSystem.status(of: path, followingLinks: false)) ?? nil) == nil
    }
    let unit = jobs[job ?? batch.lowerBound]
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

  /// Records a span for a process, and the time of each unit.
  private func record(
    _ jobs: ArraySlice<PlannedUnit>, _ sizes: [Int], _ times: [UInt64],
    since start: ContinuousClock.Instant
  ) {
    let trace = context.options.trace
    let end = ContinuousClock.now
    var last = start
    for ((job, size), time) in zip(zip(jobs, sizes), times) {
      context.add(.unit, name: "\(job.name) \(job.inputs.options)", since: last, time)
      let next = last + .nanoseconds(time)
      trace.end(
        last, .unit, "compile \(job.name)", at: next,
        [("irBytes", .integer(Int64(size)))]
          + context.cache.missReason(job.inputs).traceDetails)
      last = next
    }
    trace.end(start, .unit, "clang of \(NumberText.count(jobs.count, "unit"))", at: end)
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
