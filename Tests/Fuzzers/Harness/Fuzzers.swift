// Coverage-guided fuzzing: libFuzzer makes inputs, FuzzProperties checks them.
// Tests/Scripts/fuzz.sh builds and runs it.
//
//   Fuzzers list                        the names of all decoders, one per line
//   Fuzzers size DECODER                the largest size of its inputs
//   Fuzzers seeds DECODER FOLDER        the output of its encoder, one file per sample
//   Fuzzers unpack DECODER FOLDER       its corpus and crashes from Fixtures/Fuzz, one file per
//   input
//   Fuzzers pack DECODER FOLDER         writes its corpus in Fixtures/Fuzz from a folder's files
//   MINI_FUZZ_TARGET=DECODER Fuzzers …  libFuzzer's own arguments: it runs itself again with them

import FileIO
import FuzzProperties
import Glibc
import SystemPackage

@main
struct Fuzzers {
  static func main() throws {
    if target != nil { exit(fuzz()) }
    let arguments = CommandLine.arguments.dropFirst()
    let names = FuzzTarget.allCases.map(\.rawValue)
    switch (arguments.first, arguments.dropFirst().first.flatMap { FuzzTarget(rawValue: $0) }) {
    case ("list", nil): print(names.joined(separator: "\n"))
    case ("size", let target?): print(target.inputSizeMax)
    case ("seeds", let target?):
      try write(Seeds.inputs(for: target), "seed", into: FilePath(CommandLine.arguments[3]))
    case ("unpack", let target?): try unpack(target, into: FilePath(CommandLine.arguments[3]))
    case ("pack", let target?): try pack(target, from: FilePath(CommandLine.arguments[3]))
    default:
      print("usage: Fuzzers list | size DECODER | (seeds | unpack | pack) DECODER FOLDER")
      exit(64)
    }
  }

  private static func unpack(_ target: FuzzTarget, into folder: FilePath) throws {
    try write(target.corpus()?.inputs ?? [], "corpus", into: folder)
    try write(target.crashes().map(\.input), "crash", into: folder)
  }

  private static func write(
    _ inputs: [[UInt8]], _ name: String, into folder: FilePath
  ) throws {
    let disk = LocalFileSystem()
    try disk.createDirectories(folder)
    for (number, input) in inputs.enumerated() {
      try disk.replaceFile(folder.appending("\(name)-\(number)"), with: input)
    }
  }

  private static func pack(_ target: FuzzTarget, from folder: FilePath) throws {
    let disk = LocalFileSystem()
    var inputs: [[UInt8]] = []
    for entry in try disk.entries(of: folder) ?? [] {
      let path = folder.appending(FilePath.Component(bytes: entry.nameBytes))
      inputs.append(try disk.contents(of: path, sizeMax: 1 << 20) ?? [])
    }
    try disk.createDirectories(target.corpusPath.parentFolder)
    try disk.replaceFile(target.corpusPath, with: FuzzCorpus(inputs: inputs).encoded)
  }

  private static func fuzz() -> Int32 {
    var count = CommandLine.argc
    var arguments = CommandLine.unsafeArgv
    return runDriver(&count, &arguments) { start, size in
      let input = Array(UnsafeBufferPointer(start: start, count: size))
      if let target, let broken = target.brokenPromise(of: input) {
        complain("\(target.rawValue): \(broken)")
        abort()
      }
      return 0
    }
  }
}

/// The decoder to fuzz, from the environment.
private let target = getenv("MINI_FUZZ_TARGET").flatMap {
  FuzzTarget(rawValue: String(cString: $0))
}

private func complain(_ line: String) {
  let bytes = Array("BROKEN \(line)\n".utf8)
  _ = bytes.withUnsafeBytes { write(2, $0.baseAddress, $0.count) }
}

/// libFuzzer's entry point for programs with their own `main`. Its types are words and pointers,
/// for which Swift's calling convention equals C's.
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
  _ count: UnsafeMutablePointer<Int32>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
  _ input: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
) -> Int32
