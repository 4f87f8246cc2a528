// What becomes of a program whose standard output is slow, full or gone.

import Foundation
import MiniBackend
import Testing

#if canImport(Glibc)
  import Glibc
#endif

@Suite struct OutputFailureTests {
  @Test(.enabled(if: Tools.clang != nil), arguments: ["> /dev/full", ">&-", "> /dev/null"])
  func aProgramWhoseOutputIsLostEndsAsItWould(_ redirection: String) throws {
    let scratch = try Scratch()
    let program = try compileWriter(lines: 50_000, in: scratch)
    let outcome = try Tools.run(
      "/bin/sh", ["-c", "\"$0\" \(redirection)", program], in: scratch)
    #expect(outcome.status == 42)
    #expect(outcome.errorText == "")
  }

  @Test(.enabled(if: Tools.clang != nil))
  func aPanicIsToldEvenIfTheOutputIsLost() throws {
    let scratch = try Scratch()
    let source = "fn main() i32 { print(1); return zero() / zero(); } fn zero() i32 { return 0; }"
    let program = try Tools.compile(
      try #require(Modules(main: source).program()), options: ["-O2"], in: scratch)
    let outcome = try Tools.run("/bin/sh", ["-c", "\"$0\" > /dev/full", program], in: scratch)
    #expect(outcome.status == 101)
    #expect(outcome.errorText == "panic: division by zero in main.main\n")
  }

  /// A reader that takes its time at a pipe that does not block: everything arrives.
  @Test(.enabled(if: Tools.clang != nil))
  func outputToAPipeThatDoesNotBlockIsComplete() throws {
    let scratch = try Scratch()
    let program = try compileWriter(lines: 50_000, in: scratch)
    let pipe = Pipe()
    let descriptor = pipe.fileHandleForWriting.fileDescriptor
    #expect(fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK) == 0)
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.standardOutput = pipe
    try process.run()
    try pipe.fileHandleForWriting.close()
    usleep(50_000)
    let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    #expect(process.terminationStatus == 42)
    #expect(Array(output) == Array((0..<50_000).map { "\($0)\n" }.joined().utf8))
  }

  /// Writes the numbers from 0, a line each, and ends with 42.
  private func compileWriter(lines: Int, in scratch: Scratch) throws -> String {
    let source = """
      fn main() i32 {
        var n = 0;
        while n < \(lines) { print(n); n = n + 1; }
        return 42;
      }
      """
    return try Tools.compile(
      try #require(Modules(main: source).program()), options: ["-O2"], in: scratch)
  }
}
