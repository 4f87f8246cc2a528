// The units that clang has finished. They are examined and stored at once, so that they survive
// whatever ends the build.

import BuildCache
import FileIO
import ObjectStore
import Synchronization
import SystemPackage

/// The units that one call of ``UnitCompiler`` has finished.
///
/// A class, because the call's threads share it, and so does the thread that handles a signal.
final class FinishedUnits: Sendable {
  private let jobs: [PlannedUnit]
  private let scratch: Scratch
  private let context: BuildContext
  private let state: Mutex<State>

  private struct State {
    /// Indexed by job.
    var codes: [UnitCode?]
    /// The number of jobs without code.
    var missingCount: Int
    /// clang's time for the units that are not saved yet.
    var unsavedNanoseconds: UInt64 = 0
  }

  /// - Parameter scratch: the folder in which clang writes the object code of job 0 as `0.o`.
  init(_ jobs: [PlannedUnit], in scratch: Scratch, _ context: BuildContext) {
    self.jobs = jobs
    self.scratch = scratch
    self.context = context
    state = Mutex(State(codes: jobs.map { _ in nil }, missingCount: jobs.count))
  }

  /// The object code of the units that have been taken, by job.
  var codes: [UnitCode?] { state.withLock { $0.codes } }

  /// Accepts the units that a process has finished. Saves them once they are worth it, except the
  /// last ones, which the caller saves.
  ///
  /// - Parameter nanoseconds: the time of each unit.
  /// - Throws: if an object is damaged or absent. The others are kept.
  func take(_ batch: [Int], nanoseconds: [UInt64]) throws(UnitFailure) {
    var failure: UnitFailure?
    for (job, nanoseconds) in zip(batch, nanoseconds) {
      do throws(UnitFailure) { try take(job, nanoseconds) } catch { failure = failure ?? error }
    }
    if let failure { throw failure }
    let isDue = state.withLock { state in
      guard state.missingCount > 0, state.unsavedNanoseconds >= Self.unsavedNanosecondsMax else {
        return false
      }
      state.unsavedNanoseconds = 0
      return true
    }
    if isDue { context.cache.save() }
  }

  /// A save takes a millisecond, so this much work is worth one. SIGKILL and a loss of power lose
  /// no more.
  private static let unsavedNanosecondsMax: UInt64 = 250_000_000

  /// Accepts the units that a process finished before it failed. clang renames each object when it
  /// is complete.
  func salvage(_ batch: [Int], nanoseconds: [UInt64]) {
    for (job, nanoseconds) in zip(batch, nanoseconds) {
      // An absent or damaged object was not finished.
      try? take(job, nanoseconds)
    }
  }

  /// Salvages the units of all processes, and saves everything that is unsaved.
  func salvageAll() {
    let missing = state.withLock { state in state.codes.indices.filter { state.codes[$0] == nil } }
    for job in missing { salvage([job], nanoseconds: [0]) }
    context.cache.save()
  }

  private func take(_ job: Int, _ nanoseconds: UInt64) throws(UnitFailure) {
    let bytes = try read(job)
    let object = context.cache.prepareCode(bytes, isSavedWithFew: true)
    let code = UnitCode(
      bytes: bytes, id: object?.id ?? ObjectID(type: .blob, body: bytes),
      checksum: Checksum.crc32(bytes))
    context.cache.keep(
      object,
      UnitEntry(
        inputs: jobs[job].inputs, codeID: code.id, codeSize: UInt64(bytes.count),
        costNanoseconds: nanoseconds, usedDay: context.cache.today))
    scratch.finished.add(code, of: jobs[job].inputs.key)
    state.withLock { state in
      if state.codes[job] == nil { state.missingCount -= 1 }
      state.codes[job] = code
      state.unsavedNanoseconds += nanoseconds
    }
  }

  /// The object code of a unit, examined. It is not removed from the folder, because several
  /// threads may read it.
  private func read(_ job: Int) throws(UnitFailure) -> [UInt8] {
    let name = "\(job).o"
    let flaw: String
    do throws(FileError) {
      switch try MadeFile(name, in: scratch, context.fileSystem, flaw: ObjectCode.flaw(in:)) {
      case .sound(let bytes): return bytes
      case .flawed(let found): flaw = found
      }
    } catch {
      throw .tool(
        .output(path: scratch.folder.appending(name).string, reason: "\(error.errno)"))
    }
    throw .tool(
      .toolchain(
        reason: "clang reported no error, but its object code of \(jobs[job].name) cannot be"
          + " used: \(flaw); it was not kept. Build again, or check the compiler"))
  }
}
