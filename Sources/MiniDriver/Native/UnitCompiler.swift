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
  /// What is to be kept of it, where it was made now.
  var object: PreparedObject?
  var costNanoseconds: UInt64 = 0
}

/// Why units could not be compiled.
enum UnitFailure: Error, Sendable {
  /// A unit's text cannot be had.
  case textLost
  case tool(BuildError)
}

struct UnitCompiler: Sendable {
  /// The compiler and its options; the files follow.
  let command: [[UInt8]]
  let folder: FilePath
  let context: BuildContext

  /// Units that one process compiles at most: then its start is little beside its work, and all
  /// processes end at about the same time.
  private static let batchMax = 16

  /// Compiles all, or none: the first failure ends all processes.
  func compile(_ jobs: [PlannedUnit]) throws(UnitFailure) -> [UnitCode] {
    let threads = context.options.threadsMax
    let size = min(max((jobs.count + 4 * threads - 1) / (4 * threads), 1), Self.batchMax)
    // As many batches as threads, where there are few jobs.
    let batches = stride(from: 0, to: jobs.count, by: size).map {
      $0..<min($0 + size, jobs.count)
    }
    let running = Running()
    let progress = ProgressCounter(
      "compiling", "unit", loads: jobs.map(\.load), context.options.onProgress)
    let results = Parallel.map(batches, threadsMax: threads) { batch in
      Result { () throws(UnitFailure) in
        let codes = try compile(jobs, batch, running)
        for job in batch { progress.step(jobs[job].load) }
        return codes
      }
    }
    // The first that failed by itself tells why: the others were ended by it.
    for result in results {
      if case .failure(let failure) = result, !running.wasEnded(failure) { throw failure }
    }
    var codes: [UnitCode] = []
    for result in results { codes += try result.get() }
    return codes
  }

  private func compile(
    _ jobs: [PlannedUnit], _ batch: Range<Int>, _ running: Running
  ) throws(UnitFailure) -> [UnitCode] {
    var names: [String] = []
    var sizes: [Int] = []
    for job in batch {
      guard !running.hasFailed else { throw running.ended }
      guard let text = jobs[job].text() else {
        running.fail()
        throw .textLost
      }
      let path = folder.appending("\(job).ll")
      try naming(path) { () throws(FileError) in
        try context.fileSystem.replaceFile(path, with: text)
      }
      names.append(path.string)
      sizes.append(text.count)
    }
    let start = ContinuousClock.now
    defer { trace(jobs[batch], sizes, since: start) }
    let end = ToolProcess.run(
      command.map { String(decoding: $0, as: UTF8.self) } + names,
      messages: folder.appending("\(batch.lowerBound).err"),
      fileSystem: context.fileSystem, onStart: running.add)
    guard end.failure == nil else {
      if running.hasFailed { throw running.ended }
      running.fail()
      let what =
        "'\(FilePath(bytes: command[0]))' could not compile \(jobs[batch.lowerBound].inputs.name)"
      throw .tool(.toolchain(reason: "\(what) (\(end.failure ?? "")):\n\(end.message)"))
    }
    let nanoseconds = (ContinuousClock.now - start).nanoseconds
    let total = max(sizes.reduce(0, +), 1)
    var codes: [UnitCode] = []
    for (job, size) in zip(batch, sizes) {
      let path = folder.appending("\(job).o")
      let bytes = try naming(path) { () throws(FileError) in
        guard let bytes = try context.fileSystem.contents(of: path, sizeMax: codeSizeMax) else {
          throw FileError(.open, path, .noSuchFileOrDirectory)
        }
        _ = try context.fileSystem.remove(path)
        return bytes
      }
      let object = context.cache.prepareCode(bytes)
      let share = nanoseconds.multipliedFullWidth(by: UInt64(size))
      codes.append(
        UnitCode(
          bytes: bytes, id: object?.id ?? ObjectID(type: .blob, body: bytes),
          checksum: Checksum.crc32(bytes), object: object,
          costNanoseconds: UInt64(total).dividingFullWidth(share).quotient))
    }
    return codes
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

/// Bytes of object code, or of an executable, at most: as of an object in the store.
let codeSizeMax = 1 << 30
