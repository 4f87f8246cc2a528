// Programs whose standard output is slow, full or closed.

import Foundation
import MiniBackend
import Testing

#if canImport(Glibc)
  import Glibc
#endif

@Suite struct OutputFailureTests {
  @Test(
    .enabled(if: Tools.clang != nil),
    arguments: [
      ("> /dev/full", 101, "panic: standard output cannot be written: No space left on device\n"),
      (">&-", 101, "panic: standard output cannot be written: Bad file descriptor\n"),
      ("> /dev/full 2>&-", 101, ""), ("> /dev/null", 42, ""),
    ])
  func aProgramWhoseOutputCannotBeWrittenPanics(
    _ redirection: String, status: Int32, errors: String
  ) throws {
    let scratch = try Scratch()
    for lines in [1, 50_000] {
      let program = try compileWriter(lines: lines, in: scratch)
      let outcome = try shell("\"$0\" \(redirection)", program, in: scratch)
      #expect(outcome.status == status, "\(lines) lines")
      #expect(outcome.errorText == errors, "\(lines) lines")
    }
  }

  @Test(.enabled(if: Tools.clang != nil))
  func aProgramThatWritesNothingNeedsNoOutput() throws {
    let scratch = try Scratch()
    let program = try compileWriter(lines: 0, in: scratch)
    #expect(try shell("\"$0\" >&-", program, in: scratch).status == 42)
    #expect(try shell("\"$0\" > /dev/full", program, in: scratch).status == 42)
  }

  /// With and without SIGPIPE ignored, as some programs start others.
  @Test(.enabled(if: Tools.clang != nil), arguments: ["", "trap '' PIPE; "])
  func aProgramWhoseReaderHasGoneEndsQuietlyAsBySignal(_ trap: String) throws {
    let scratch = try Scratch()
    let program = try compileWriter(lines: 50_000, in: scratch)
    let outcome = try shell(
      "\(trap){ \"$0\"; echo $? >&2; } | head -n 1", program, in: scratch)
    #expect(outcome.errorText.split(separator: "\n").last == "141")
    #expect(!outcome.errorText.contains("panic"))
    #expect(outcome.outputText == "0\n")
  }

  @Test(.enabled(if: Tools.clang != nil))
  func aPanicIsToldEvenIfTheOutputIsLost() throws {
    let scratch = try Scratch()
    let source = "fn main() i32 { print(1); return zero() / zero(); } fn zero() i32 { return 0; }"
    let program = try Tools.compile(
      try #require(Modules(main: source).program()), options: ["-O2"], in: scratch)
    let outcome = try shell("\"$0\" > /dev/full", program, in: scratch)
    #expect(outcome.status == 101)
    #expect(outcome.errorText == "panic: division by zero in main.main #1\n")
  }

  private func shell(_ command: String, _ program: String, in scratch: Scratch) throws -> Outcome {
    try Tools.run("/bin/sh", ["-c", command, program], in: scratch)
  }

  /// On a terminal, each `write` is visible at once, before the program ends.
  @Test(.enabled(if: Tools.clang != nil))
  func aTerminalShowsEachWriteAtOnce() throws {
    let scratch = try Scratch()
    let source = "fn main() { write(\"one \", 2); while true { forever(); } } fn forever() { }"
    let program = try Tools.compile(
      try #require(Modules(main: source).program()), options: ["-O0"], in: scratch)
    // The program does not end, so the output read here was visible at once.
    let script = """
      import os, pty, signal, sys
      child, terminal = pty.fork()
      if child == 0: os.execv(sys.argv[1], sys.argv[1:])
      text = b''
      while len(text) < 5: text += os.read(terminal, 64)
      os.kill(child, signal.SIGKILL)
      sys.stdout.buffer.write(text)
      """
    let outcome = try Tools.run("/usr/bin/env", ["python3", "-c", script, program], in: scratch)
    #expect(outcome.outputText == "one 2", "\(outcome.errorText)")
  }

  /// A slow reader at a non-blocking pipe: everything arrives.
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

  /// Writes the numbers from 0, one per line, and ends with 42.
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
