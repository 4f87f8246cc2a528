// The inputs of a function's IR, and the key that is made of them. (FileInputs has a table of all
// keys.)

/// A callee as an input of a function's key, with its text as a string or in an index.
protocol CalleeKeyInput {
  associatedtype Text: KeyText
  var symbol: Text { get }
  var signature: Text { get }
}

/// A callee as an input of a function's key.
package struct CalleeInput: CalleeKeyInput, Hashable, Sendable {
  /// The callee's symbol, such as `lib/math.add`.
  package let symbol: String
  /// The callee's signature as text, such as `(i32, i32) i32`.
  package let signature: String

  package init(symbol: String, signature: String) {
    self.symbol = symbol
    self.signature = signature
  }
}

/// All inputs of a function's IR.
package struct FunctionInputs: KeyInputs, Hashable, Sendable {
  /// The compiler's epoch: a hash of its sources, computed when it is built.
  package let epoch: String
  /// The options that affect IR, as text.
  package let options: String
  /// The function's own symbol, such as `main.main`.
  package let symbol: String
  /// The digest of the function's ZIR. Covers positions and local names only with `-g`.
  package let body: Digest
  /// The functions that it calls, in the order of its callee table.
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

  /// The function's key. Cost: one SHA-256 of a few hundred bytes.
  package var key: FunctionKey {
    var hasher = KeyHasher(kind: Self.kind)
    feed(into: &hasher)
    return FunctionKey(digest: hasher.finalize())
  }

  /// The kind that its keys are hashed with.
  static let kind: StaticString = "function"

  package func feed(into sink: inout some KeySink) {
    BuildCache.feed(epoch: epoch, options: options, into: &sink)
    Self.feed(symbol, body, callees, count: callees.count, into: &sink)
  }

  /// Feeds the inputs after the compiler and the options.
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
