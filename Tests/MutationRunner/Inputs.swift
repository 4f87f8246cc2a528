// From seeds to inputs. The same seed, mode and fixtures make the same bytes on every machine.

import TestSupport

struct Inputs {
  enum Mode: String {
    /// Fixtures with changes.
    case mutations
    /// Bytes that are not text, or the language's characters in random order.
    case bytes
    /// Each fixture, cut after each of its bytes. Consecutive seeds are far apart.
    case prefixes
  }

  let mode: Mode
  let corpus: Corpus

  /// Number of inputs of the mode; for modes without an end, the number for one run.
  var count: UInt64 {
    mode == .prefixes ? corpus.sources.reduce(0) { $0 + UInt64($1.count) + 1 } : 1000
  }

  func input(_ seed: UInt64) -> [UInt8] {
    var random = SplitMix64(seed: seed)
    switch mode {
    case .mutations: return mutant(of: corpus.sources, &random)
    case .bytes: return noise(&random)
    case .prefixes:
      // A prime that does not divide the count reaches each number once.
      let step: UInt64 = [9973, 10_007].first { !count.isMultiple(of: $0) } ?? 1
      return prefix(number: seed % count * step % count)
    }
  }

  private func prefix(number: UInt64) -> [UInt8] {
    var rest = Int(number)
    for source in corpus.sources {
      if rest <= source.count { return Array(source.prefix(rest)) }
      rest -= source.count + 1
    }
    return []
  }

  /// Characters that the lexer knows, and similar ones.
  private static let alphabet = Array(
    "fn()i32{}var const=;x+-*/%<>!.,:\"\\ \n\r\t01_eE\u{0}\u{7F}é\u{FEFF}".utf8)

  private func noise(_ random: inout SplitMix64) -> [UInt8] {
    let length = Int.random(in: 0..<400, using: &random)
    if Bool.random(using: &random) { return random.bytes(length) }
    return (0..<length).map { _ in
      Self.alphabet[Int.random(in: Self.alphabet.indices, using: &random)]
    }
  }
}
