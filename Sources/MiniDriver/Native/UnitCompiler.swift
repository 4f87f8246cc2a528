// Compiles units by the toolchain's clang: several processes at once, each with several units, for
// to start one costs as much as compiling a small unit.

import BuildCache
import FileIO
import Glibc
import ObjectStore
import Synchronization
import SystemPackage

/// A unit's object code.
struct UnitCode: Sendable {
  let bytes: [UInt8]
  let id: ObjectID
  /// CRC-32 of the bytes.
  let checksum: UInt32
}

/// Why units could not be compiled.
enum UnitFailure: Error, Sendable {
  /// A unit's text cannot be had.
  case textLost
  /// The compiler ended with an error.
  case refused(BuildError)
  case tool(BuildError)
}

struct UnitCompiler: Sendable {
  /// The compiler and its options; the files follow.
  let command: [[UInt8]]
  let program: NativeProgram
  let scratch: Scratch
  let context: BuildContext

  /// Units that one process compiles at most: then its start is little beside its work, and all
  /// processes end at about the same time.
  private static let batchMax = 16

  /// Compiles all; the first failure ends all processes. Each unit is kept as soon as it is finished.
  func compile(_ jobs: [PlannedUnit]) throws(UnitFailure) -> [UnitCode] {
    let threads = context.options.threadsMax
    let size = min(max((jobs.count + 4 * threads - 1) / (4 * threads), 1), Self.batchMax)
    // As many batches as threads, where there are few jobs.
    let batches = stride(from: 0, to: jobs.count, by: size).map {
      $0..<min($0 + size, jobs.count)
    }
    let running = Running()
    let finished = FinishedUnits(jobs, in: scratch, context)
    let progress = ProgressCounter(
      "compiling", "unit", loads: jobs.map(\.load), context.options.onProgress)
    let results = Interruption.withLastWork(finished.salvageAll) {
      Parallel.map(batches, threadsMax: threads) { batch in
        Result { () throws(UnitFailure) in
          try compile(jobs, batch, running, finished)
          for job in batch { progress.step(jobs[job].load) }
        }
      }
    }
    // The first that failed by itself tells why: the others were ended by it.
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
    defer { trace(jobs[batch], sizes, since: start) }
    let end = ToolProcess.run(
      command + names, in: scratch, messages: "\(batch.lowerBound).err", context,
      onStart: running.add)
    let times = shares(of: (ContinuousClock.now - start).nanoseconds, sizes)
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

  /// Why a process failed, in words, with the files of the unit that it was at.
  private func reason(_ end: ToolEnd, _ jobs: [PlannedUnit], _ batch: Range<Int>) -> String {
    // It compiles one after another, and gives each its name when it is whole.
    let job = batch.first { job in
      let path = scratch.folder.appending("\(job).o")
      return ((try? context.fileSystem.status(of: path, followingLinks: false)) ?? nil) == nil
    }
    let unit = jobs[job ?? batch.lowerBound]
    let paths = unit.modules.prefix(Self.pathsMax).map { "'\(program.modules[$0].path)'" }
    let more = unit.modules.count - paths.count
    let files = paths.joined(separator: ", ") + (more > 0 ? " and \(more) more files" : "")
    let what = unit.modules.isEmpty ? unit.inputs.name : "\(unit.inputs.name) of \(files)"
    let failure = end.failure.map { " (\($0))" } ?? ""
    return "'\(FilePath(bytes: command[0]))' could not compile \(what)\(failure)\(end.firstLine)"
  }

  /// Files that a message names: those of most units.
  private static let pathsMax = 16

  /// The time of each unit of a process: its share of the IR, as the process does not say more.
  private func shares(of nanoseconds: UInt64, _ sizes: [Int]) -> [UInt64] {
    let total = UInt64(max(sizes.reduce(0, +), 1))
    return sizes.map { size in
      total.dividingFullWidth(nanoseconds.multipliedFullWidth(by: UInt64(size))).quotient
    }
  }

  /// Tells of a process, and in it of each unit: its share of the time by its share of the IR, as the
  /// process does not say more.
  private func trace(
    _ jobs: ArraySlice<PlannedUnit>, _ sizes: [Int], since start: ContinuousClock.Instant
  ) {
    let trace = context.options.trace
    guard trace.begin() != nil else { return }
    let end = ContinuousClock.now
    let total = Double(max(sizes.reduce(0, +), 1))
    var done = 0
    var last = start
    for (job, size) in zip(jobs, sizes) {
      done += size
      let next = min(start + (end - start) * (Double(done) / total), end)
      trace.end(
        last, .unit, "compile \(job.inputs.name)", at: next,
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

  /// The processes of one call, so that the first failure can end the others. A class: its threads
  /// share it.
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

    /// What a batch throws that another one's failure has ended.
    let ended = UnitFailure.tool(.toolchain(reason: ""))

    func wasEnded(_ failure: UnitFailure) -> Bool {
      if case .tool(.toolchain(reason: "")) = failure { true } else { false }
    }
  }
}
