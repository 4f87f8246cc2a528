// One walk over a key's inputs feeds a sink: the hasher that makes the key (KeyHasher), or the
// recorder that reports which inputs changed (InputRecorder). So the two cannot disagree.

import ObjectStore

/// Text among a key's inputs: a string, or a range of an index. Hashing the rows of an index
/// creates no strings.
package protocol KeyText {
  var utf8Count: Int { get }
  /// Appends the text's UTF-8.
  func append(to bytes: inout [UInt8])
  /// The text as a string; invalid UTF-8 is replaced.
  var string: String { get }
}

extension String: KeyText {
  package var utf8Count: Int { utf8.count }
  package func append(to bytes: inout [UInt8]) { bytes.append(utf8: self) }
  package var string: String { self }
}

/// Receives a key's inputs in order. Each has a word for its kind and, if there are several of the
/// kind, a name.
package protocol KeySink {
  /// An input that is readable text.
  mutating func field(_ kind: StaticString, text: some KeyText)
  /// One of several inputs of a kind that are readable text.
  mutating func field(_ kind: StaticString, of name: some KeyText, text: some KeyText)
  /// An input that is represented by its digest.
  mutating func field(_ kind: StaticString, digest: Digest)
  /// A name that is used of the module that was fed last, and the form of the declaration that it
  /// refers to; `nil` if there is none.
  mutating func use(of name: some KeyText, in module: some KeyText, form: (some KeyText)?)
  /// The number of inputs of one kind that follow.
  mutating func count(_ kind: StaticString, _ count: Int)
}

extension [UInt8] {
  /// Appends a string's UTF-8. Twice as fast as `append(contentsOf: text.utf8)` for short strings.
  mutating func append(utf8 text: String) {
    let isDone: Void? = unsafe text.utf8.withContiguousStorageIfAvailable {
      unsafe append(contentsOf: $0)
    }
    if isDone == nil { append(contentsOf: text.utf8) }
  }
}
