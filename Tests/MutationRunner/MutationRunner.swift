// Compiles generated programs, thousands per second, in one process. A crash ends the process, a
// hang shows, and its peak memory is what the worst input needed. A test runs it as a child; a
// person runs it to replay what the test found.
//
//   MutationRunner --fixtures DIR [--mode mutations|bytes|prefixes] [--seed S] [--count N]
//   [--trace]
//   MutationRunner --fixtures DIR [--mode …] --replay S        also writes the input to stdout

import FuzzProperties
import Glibc
import TestSupport

@main
struct MutationRunner {
  static func main() {
    guard let options = Options(CommandLine.arguments.dropFirst()) else {
      complain(Options.usage)
      exit(64)
    }
    let corpus = Corpus(folder: options.fixtures)
    guard !corpus.sources.isEmpty else {
      complain("no fixtures in '\(options.fixtures)'")
      exit(2)
    }
    var run = Run(options: options, corpus: corpus)
    exit(run.all() ? 0 : 1)
  }
}

/// One run over the inputs of consecutive seeds.
struct Run {
  let options: Options
  let corpus: Corpus
  let inputs: Inputs
  private var slowest = (seconds: 0.0, seed: UInt64(0), sizeBytes: 0)

  /// Number of inputs between two lines of progress.
  private static let stride: UInt64 = 1000

  init(options: Options, corpus: Corpus) {
    self.options = options
    self.corpus = corpus
    inputs = Inputs(mode: options.mode, corpus: corpus)
  }

  /// Compiles the inputs of all seeds; prints its progress, and the memory that the worst input
  /// needed.
  ///
  /// - Returns: false if a promise was broken; a crash does not return.
  mutating func all() -> Bool {
    let count = options.count ?? inputs.count
    var fallen = 0
    for seed in options.seed..<options.seed &+ count {
      if options.traces || (seed - options.seed) % Self.stride == 0 { say("seed \(seed)") }
      fallen += one(seed) ? 0 : 1
    }
    say("inputs \(count)")
    say("slowest_ms \(Int(slowest.seconds * 1000)) seed \(slowest.seed) bytes \(slowest.sizeBytes)")
    say("peak_kib \(peakResidentKiB() ?? -1)")
    return fallen == 0
  }

  private mutating func one(_ seed: UInt64) -> Bool {
    let input = inputs.input(seed)
    if options.writesInput { write(input) }
    let start = secondsNow()
    let broken = firstBrokenPromise(of: input, interfaces: corpus.interfaces, seed: seed)
    let seconds = secondsNow() - start
    if seconds > slowest.seconds { slowest = (seconds, seed, input.count) }
    if let broken { say("BROKEN seed \(seed): \(broken)") }
    return broken == nil
  }
}

// MARK: - The process

/// Writes a line without buffering, so that a crash loses nothing.
private func say(_ line: String) {
  write(Array((line + "\n").utf8))
}

private func complain(_ line: String) {
  let bytes = Array((line + "\n").utf8)
  _ = bytes.withUnsafeBytes { Glibc.write(2, $0.baseAddress, $0.count) }
}

private func write(_ bytes: [UInt8]) {
  var rest = bytes[...]
  while !rest.isEmpty {
    let count = rest.withUnsafeBytes { Glibc.write(1, $0.baseAddress, $0.count) }
    guard count > 0 else { exit(2) }
    rest = rest.dropFirst(count)
  }
}

private func secondsNow() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// The peak memory of this process, as the kernel counts it.
private func peakResidentKiB() -> Int? {
  let status = String(decoding: fileBytes("/proc/self/status") ?? [], as: UTF8.self)
  let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
  return line?.split { $0 == " " || $0 == "\t" }.dropFirst().first.flatMap { Int($0) }
}
