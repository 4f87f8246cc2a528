// What a function's IR depends on, and the key made of it. (The key table stands in FileInputs.)

/// A callee as a function's key knows it, wherever its text lies.
protocol CalleeKeyInput {
  associatedtype Text: KeyText
  var symbol: Text { get }
  var signature: Text { get }
}

/// A callee as a function's key knows it.
package struct CalleeInput: CalleeKeyInput, Hashable, Sendable {
  /// The callee's symbol, `lib/math.add`.
  package let symbol: String
  /// Its signature as text, `(i32, i32) i32`.
  package let signature: String

  package init(symbol: String, signature: String) {
    self.symbol = symbol
    self.signature = signature
  }
}

/// Everything that a function's IR depends on.
package struct FunctionInputs: KeyInputs, Hashable, Sendable {
  /// The compiler's epoch: a hash over its sources, made by the build.
  package let epoch: String
  /// The options that show in IR, as text.
  package let options: String
  /// The function's own symbol, `main.main`.
  package let symbol: String
  /// The digest of the function's ZIR without positions and local names; with `-g`, with both.
  package let body: Digest
  /// What it calls, in the order of its table of callees.
  package let callees: [CalleeInput]

  package init(
    epoch: String, options: String, symbol: String, body: Digest, callees: [CalleeInput]
  ) {
    self.epoch = epoch
    self.options = options
    self.symbol = symbol
    self.body = body
    self.callees = callees
  }

  /// The function's key. Cost: one SHA-256 over some hundred bytes.
  package var key: FunctionKey {
    var hasher = KeyHasher(kind: Self.kind)
    feed(into: &hasher)
    return FunctionKey(digest: hasher.finalize())
  }

  /// What its keys name.
  static let kind: StaticString = "function"

  package func feed(into sink: inout some KeySink) {
    BuildCache.feed(epoch: epoch, options: options, into: &sink)
    Self.feed(symbol, body, callees, count: callees.count, into: &sink)
  }

  /// The one walk over the inputs that follow the compiler and the options.
  static func feed(
    _ symbol: some KeyText, _ body: Digest, _ callees: some Sequence<some CalleeKeyInput>,
    count: Int, into sink: inout some KeySink
  ) {
    sink.field("symbol", text: symbol)
    sink.field("body", digest: body)
    sink.count("callees", count)
    for callee in callees {
      sink.field("callee", of: callee.symbol, text: callee.signature)
    }
  }
}
