// Seeds to inputs. The same seed, mode and fixtures make the same bytes on every machine.

import TestSupport

struct Inputs {
  enum Mode: String {
    /// Fixtures, changed.
    case mutations
    /// No text at all, or the language's characters in no order.
    case bytes
    /// Each fixture, cut off after each of its bytes: the seed is the number of the prefix.
    case prefixes
  }

  let mode: Mode
  let corpus: Corpus

  /// How many inputs the mode has; as many as one run should take where there is no end of them.
  var count: UInt64 {
    mode == .prefixes ? corpus.sources.reduce(0) { $0 + UInt64($1.count) + 1 } : 1000
  }

  func input(_ seed: UInt64) -> [UInt8] {
    var random = SplitMix64(seed: seed)
    switch mode {
    case .mutations: return mutant(of: corpus.sources, &random)
    case .bytes: return noise(&random)
    case .prefixes: return prefix(number: seed % count)
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

  /// What the lexer knows, and what comes close to it.
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
