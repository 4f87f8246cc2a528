// The decoders for fuzzing, each with properties that hold for any bytes.

import MiniFrontend

/// A decoder of bytes from outside. The raw value names its corpus in Fixtures/Fuzz.
package enum FuzzTarget: String, CaseIterable, Sendable {
  case loose
  case pack
  case packIndex = "pack-index"
  case delta
  case fileHashes = "file-hashes"
  case zirIndex = "zir-index"
  case airIndex = "air-index"
  case unitIndex = "unit-index"
  case units
  case snapshotRow = "snapshot-row"
  case interface
  case diagnostics
  case combined
  case config
  case remoteReply = "remote-reply"
  case compiler

  /// Longer inputs find nothing new, and take longer.
  package var inputSizeMax: Int {
    switch self {
    case .packIndex, .fileHashes, .zirIndex, .airIndex, .unitIndex, .units, .snapshotRow: 2048
    case .loose, .pack, .combined, .compiler: 1024
    case .delta, .interface, .diagnostics, .config, .remoteReply: 512
    }
  }

  /// Runs the decoder. Besides the properties checked here, no input may trap, hang, or take more
  /// memory than its size and the format's own limits allow.
  ///
  /// - Returns: the property that is violated, in words; nil: none.
  package func brokenPromise(of input: [UInt8]) -> String? {
    switch self {
    case .loose: LooseFuzz.brokenPromise(of: input)
    case .pack: PackFuzz.brokenPromise(of: input)
    case .packIndex: PackIndexFuzz.brokenPromise(of: input)
    case .delta: DeltaFuzz.brokenPromise(of: input)
    case .fileHashes: IndexFuzz.brokenPromise(ofFileHashes: input)
    case .zirIndex: IndexFuzz.brokenPromise(ofZirIndex: input)
    case .airIndex: IndexFuzz.brokenPromise(ofAirIndex: input)
    case .unitIndex: IndexFuzz.brokenPromise(ofUnitIndex: input)
    case .units: IndexFuzz.brokenPromise(ofUnits: input)
    case .snapshotRow: SnapshotFuzz.brokenPromise(of: input)
    case .interface: EncodingFuzz.brokenPromise(ofInterface: input)
    case .diagnostics: EncodingFuzz.brokenPromise(ofDiagnostics: input)
    case .combined: CombinedFuzz.brokenPromise(of: input)
    case .config: ConfigFuzz.brokenPromise(of: input)
    case .remoteReply: ReplyFuzz.brokenPromise(of: input)
    case .compiler:
      firstBrokenPromise(of: input, interfaces: interfaces, seed: UInt64(input.count))
    }
  }
}

/// The interfaces to which imports of a fuzzed program can be resolved.
private let interfaces = [
  "fn add(a: i32, b: i32) i32 { return a + b; } fn main() i32 { return 0; } fn f() { }",
  "fn f(x: f64, flag: bool) i64 { return 1; } fn g() bool { return true; }",
].map { FileAnalysis(analyzing: Array($0.utf8)).interface }
