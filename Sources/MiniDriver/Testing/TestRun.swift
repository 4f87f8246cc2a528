// Runs the tests of a built program, each in a process of its own.

import BuildCache
package import FileIO
import Glibc
import SystemPackage

/// The result of one test.
package struct TestResult: Sendable {
  package enum Outcome: Hashable, Sendable {
    case passed
    /// It called `exit`, and wrote the status to standard error.
    case left
    /// It panicked.
    case panicked
    case timedOut
    case killed(signal: Int32)
    /// The system could not start it.
    case notStarted(String)
  }

  package let test: BuiltTest
  package let outcome: Outcome
  /// Standard output and standard error, interleaved.
  package let output: [UInt8]
  package let nanoseconds: UInt64
}

/// Runs tests in parallel, each under the same conditions: no input, no environment, no arguments of
/// its own, an empty working directory, a limit of time.
package struct TestRun: Sendable {
  private let program: BuiltProgram?
  private let tests: [BuiltTest]
  private let keepVerdicts: (@Sendable ([TestVerdict]) -> Void)?
  private let keepPassedFiles: (@Sendable (Set<String>) -> Void)?
  private let keepRecord: (@Sendable (TestCounts) -> Void)?
  private let threadsMax: Int
  private let secondsMax: Int

  /// - Parameters:
  ///   - report: of a build with the goal ``BuildOptions/Goal/tests``.
  ///   - secondsMax: how long a test may take.
  package init(of report: BuildReport, threadsMax: Int?, secondsMax: Int) {
    program = report.program
    tests = report.tests
    keepVerdicts = report.keepVerdicts
    keepPassedFiles = report.keepPassedFiles
    keepRecord = report.keepRecord
    self.threadsMax = threadsMax ?? AvailableProcessors.count
    self.secondsMax = secondsMax
  }

  /// Runs the tests that are not known to pass, keeps the verdicts of those that pass now, and records
  /// how many did.
  ///
  /// - Parameter take: receives the results in the order of the tests, each as soon as it and all
  ///   before it are there.
  /// - Throws: the folder of the program cannot be opened.
  package func run(_ take: (TestResult) -> Void) throws(FileError) {
    var processes: TestProcesses?
    if let program, let path = program.privateFolder {
      let folder = try DirectoryHandle(path, fileSystem: LocalFileSystem())
      processes = folder.map { TestProcesses(program.path, in: $0, secondsMax: secondsMax) }
    }
    var verdicts: [TestVerdict] = []
    var failed: Set<String> = []
    var counts = TestCounts()
    Parallel.map(tests, threadsMax: threadsMax) { [processes] in
      result(of: $0, processes)
    } inOrder: { _, result in
      if case .runs(_, let inputs, _) = result.test.work {
        verdicts.append(
          TestVerdict(
            inputs: inputs, symbol: result.test.symbol, isPassed: result.outcome == .passed,
            nanoseconds: result.nanoseconds))
      }
      if result.outcome != .passed { failed.insert(result.test.symbol) }
      counts.add(result)
      if verdicts.count == Self.verdictsAtOnce {
        keepVerdicts?(verdicts)
        verdicts = []
      }
      take(result)
    }
    if !verdicts.isEmpty { keepVerdicts?(verdicts) }
    keepPassedFiles?(failed)
    keepRecord?(counts)
  }

  private func result(of test: BuiltTest, _ processes: TestProcesses?) -> TestResult {
    guard let number = test.work.number, let processes, let folder = program?.privateFolder else {
      return TestResult(test: test, outcome: .passed, output: [], nanoseconds: 0)
    }
    let start = ContinuousClock.now
    var outcome: TestResult.Outcome
    do throws(Errno) {
      outcome = Self.outcome(try processes.run(number))
    } catch {
      outcome = .notStarted("\(error)")
    }
    let end = ContinuousClock.now
    let disk = LocalFileSystem()
    var output: [UInt8] = []
    do throws(FileError) {
      let path = folder.appending("\(number).out")
      output = try disk.contents(of: path, sizeMax: Self.outputBytesMax) ?? []
      try disk.remove(path)
      try disk.removeTree(folder.appending("\(number)"))
    } catch {
      // The end of a test that failed says enough. The files go with the folder.
      if outcome == .passed { outcome = .notStarted("\(error)") }
    }
    return TestResult(
      test: test, outcome: outcome, output: output, nanoseconds: (end - start).nanoseconds)
  }

  /// - Parameter status: as ``TestProcess/run(_:)`` returns it.
  private static func outcome(_ status: Int32?) -> TestResult.Outcome {
    guard let status else { return .notStarted("its process was lost") }
    let signal = status & 0x7f
    guard signal == 0 else { return signal == SIGALRM ? .timedOut : .killed(signal: signal) }
    switch status >> 8 & 0xff {
    case 0: return .passed
    case leftStatus: return .left
    case noFilesStatus: return .notStarted("its files cannot be created")
    default: return .panicked
    }
  }

  /// With which `exit` ends the process of a test, whatever its argument.
  private static let leftStatus: Int32 = 102
  /// With which a test's process ends that has no folder or file for its output.
  private static let noFilesStatus: Int32 = 103
  /// As many verdicts are lost at most if a signal ends this process.
  private static let verdictsAtOnce = 1000
  /// More than anybody reads.
  private static let outputBytesMax = 64 << 20
}
