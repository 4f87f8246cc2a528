// A corpus as it is stored in Fixtures/Fuzz: many small inputs in one file.

import FileIO
import ObjectStore
package import SystemPackage
import TestSupport

//   corpus = zlib({ input })
//   input  = length:u16 (big-endian) bytes

/// The inputs that a fuzzer found interesting.
package struct FuzzCorpus: Sendable {
  package var inputs: [[UInt8]]

  package init(inputs: [[UInt8]]) {
    self.inputs = inputs
  }

  /// Decodes the result of ``encoded``; nil for other bytes.
  package init?(decoding bytes: [UInt8]) {
    var inputs: [[UInt8]] = []
    guard let plain = inflated(bytes) else { return nil }
    var rest = plain[...]
    while let high = rest.popFirst() {
      guard let low = rest.popFirst() else { return nil }
      let count = Int(high) << 8 | Int(low)
      guard count <= rest.count else { return nil }
      inputs.append(Array(rest.prefix(count)))
      rest = rest.dropFirst(count)
    }
    self.inputs = inputs
  }

  /// The inputs sorted by length and bytes, each once. Inputs of more than 65,535 bytes are left
  /// out.
  package var encoded: [UInt8] {
    let sorted = Set(inputs).filter { $0.count <= Int(UInt16.max) }.sorted {
      $0.count != $1.count ? $0.count < $1.count : $0.lexicographicallyPrecedes($1)
    }
    let plain = sorted.flatMap { [UInt8($0.count >> 8), UInt8($0.count & 0xFF)] + $0 }
    let nothing: [UInt8] = []
    var deflater = Deflater(level: 9)
    var stream: [UInt8] = []
    deflater.deflate(nothing.span.bytes, plain.span.bytes, appendingTo: &stream)
    return stream
  }
}

extension FuzzTarget {
  /// Fixtures/Fuzz/<name>.corpus.
  package var corpusPath: FilePath { Repository.fixture("Fuzz/\(rawValue).corpus") }

  /// Fixtures/Fuzz/crashes/<name>: one file per input that once broke something.
  package var crashesPath: FilePath { Repository.fixture("Fuzz/crashes/\(rawValue)") }

  /// The inputs of earlier fuzzing; nil if the file is not a corpus.
  package func corpus() throws -> FuzzCorpus? {
    FuzzCorpus(decoding: try LocalFileSystem().contents(of: corpusPath, sizeMax: 1 << 24) ?? [])
  }

  /// Inputs that once broke something, with names that describe it, sorted.
  package func crashes() throws -> [(name: String, input: [UInt8])] {
    let disk = LocalFileSystem()
    return try (disk.entries(of: crashesPath) ?? []).map { entry in
      let path = crashesPath.appending(FilePath.Component(bytes: entry.nameBytes))
      return (entry.name, try disk.contents(of: path, sizeMax: 1 << 24) ?? [])
    }
  }
}
