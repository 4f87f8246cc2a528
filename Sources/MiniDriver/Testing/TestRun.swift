// Runs the tests of a built program, each in a process of its own.

import FileIO
import Glibc
import SystemPackage

/// The result of one test.
package struct TestResult: Sendable {
  package enum Outcome: Hashable, Sendable {
    case passed
    /// It ended with this status: 101 is a panic.
    case exited(Int32)
    case killed(signal: Int32)
    /// The system could not start it.
    case notStarted(String)
  }

  package let test: BuiltTest
  package let outcome: Outcome
  /// Standard output and standard error, interleaved.
  package let output: [UInt8]
}

/// Runs tests in parallel.
package struct TestRun: Sendable {
  private let program: BuiltProgram
  private let tests: [(number: Int, test: BuiltTest)]
  private let threadsMax: Int

  /// - Parameters:
  ///   - report: of a build with the goal ``BuildOptions/Goal/tests``.
  ///   - isWanted: which of its tests to run.
  /// - Returns: `nil` if the build made no program, because there are no tests.
  package init?(
    of report: BuildReport, threadsMax: Int?, where isWanted: (BuiltTest) -> Bool
  ) {
    guard let program = report.program else { return nil }
    self.program = program
    tests = report.tests.enumerated().filter { isWanted($0.element) }
      .map { (number: $0.offset, test: $0.element) }
    self.threadsMax = threadsMax ?? AvailableProcessors.count
  }

  /// Runs the tests.
  ///
  /// - Parameter take: receives the results in the order of the tests, each as soon as it and all
  ///   before it are there.
  package func run(_ take: (TestResult) -> Void) {
    Parallel.map(tests, threadsMax: threadsMax) {
      run($0.test, number: $0.number)
    } inOrder: {
      take($1)
    }
  }

  private func run(_ test: BuiltTest, number: Int) -> TestResult {
    let disk = LocalFileSystem()
    let path = FilePath("\(program.path).\(number)")
    do throws(FileError) {
      let flags = O_RDWR | O_CREAT | O_TRUNC | O_APPEND
      guard let file = try disk.openIfPresent(path, flags: flags, mode: 0o600) else {
        throw FileError(.open, path, .noSuchFileOrDirectory)
      }
      defer { try? disk.close(file) }  // it has been read by then
      var launch = ProcessLaunch(.tool, program.path, words: ["tests", "\(number)"])
      launch.input = .empty
      launch.output = .file(file)
      launch.errors = .file(file)
      let result = Result { [launch] () throws(Errno) in try launch.run() }
      let output = try disk.contents(of: path, sizeMax: Self.outputBytesMax) ?? []
      return TestResult(test: test, outcome: Self.outcome(of: result), output: output)
    } catch {
      let outcome: TestResult.Outcome = .notStarted("\(error)")
      return TestResult(test: test, outcome: outcome, output: [])
    }
  }

  private static func outcome(of result: Result<Int32, Errno>) -> TestResult.Outcome {
    switch result {
    case .success(0): .passed
    case .success(let status) where status & 0x7f == 0: .exited(status >> 8 & 0xff)
    case .success(let status): .killed(signal: status & 0x7f)
    case .failure(let problem): .notStarted("\(problem)")
    }
  }

  /// More than anybody reads.
  private static let outputBytesMax = 64 << 20
}
