// One walk over a key's inputs feeds a sink: the hasher that makes the key, or the recorder that
// reports which inputs changed. So the two cannot disagree.

import Crypto
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

/// Hashes a key's inputs.
///
/// The hash covers these bytes, with lengths and counts as eight little-endian bytes:
///
///     key   = "mini key 1" field("kind", text) field*
///     field = length(label) label kind:u8 value
///     value = length(text) text                       kind 1, text
///           | digest                                  kind 2, a digest
///           | ""                                      kind 3, an absent declaration
///           | count                                   kind 4, a count
///
/// No two lists of fields produce the same bytes, because each part's length is known before the
/// part.
package struct KeyHasher: KeySink {
  private var hasher = SHA256()
  /// Bytes not hashed yet. Most keys fit into one piece and are hashed in one call.
  private var bytes: [UInt8] = []

  /// Pieces of this size cost no more per byte than larger ones.
  private static let pieceBytes = 4096

  /// - Parameter kind: the thing that the key names ("file", "function", "project"), so that keys
  ///   of different kinds never collide.
  package init(kind: StaticString) {
    bytes.reserveCapacity(512)
    bytes.append(kind: "mini key 1")
    begin("kind", .text)
    append(counted: kind)
  }

  package mutating func field(_ kind: StaticString, text: some KeyText) {
    begin(kind, .text)
    append(counted: text)
  }

  package mutating func field(_ kind: StaticString, of name: some KeyText, text: some KeyText) {
    begin(kind, of: name, .text)
    append(counted: text)
  }

  package mutating func field(_ kind: StaticString, digest: Digest) {
    begin(kind, .digest)
    append(digest)
  }

  package mutating func use(
    of name: some KeyText, in module: some KeyText, form: (some KeyText)?
  ) {
    guard let form else { return begin("use", of: name, .absent) }
    field("use", of: name, text: form)
  }

  package mutating func count(_ kind: StaticString, _ count: Int) {
    begin(kind, .count)
    append(count)
  }

  package consuming func finalize() -> Digest {
    hash()
    return Digest(hasher.finalize())
  }

  /// The type of a field's value. The raw values are hashed.
  private enum Kind: UInt8 {
    case text = 1
    case digest, absent, count
  }

  private mutating func begin(_ kind: StaticString, _ value: Kind) {
    if bytes.count >= Self.pieceBytes { hash() }
    append(counted: kind)
    bytes.append(value.rawValue)
  }

  /// Begins a field whose label is the kind, a space and the name.
  private mutating func begin(_ kind: StaticString, of name: some KeyText, _ value: Kind) {
    if bytes.count >= Self.pieceBytes { hash() }
    append(kind.utf8CodeUnitCount + 1 + name.utf8Count)
    bytes.append(kind: kind)
    bytes.append(UInt8(ascii: " "))
    name.append(to: &bytes)
    bytes.append(value.rawValue)
  }

  private mutating func hash() {
    unsafe bytes.withUnsafeBytes { unsafe hasher.update(bufferPointer: $0) }
    bytes.removeAll(keepingCapacity: true)
  }

  private mutating func append(counted text: StaticString) {
    append(text.utf8CodeUnitCount)
    bytes.append(kind: text)
  }

  private mutating func append(counted text: some KeyText) {
    append(text.utf8Count)
    text.append(to: &bytes)
  }

  private mutating func append(_ count: Int) {
    unsafe withUnsafeBytes(of: UInt64(count).littleEndian) { unsafe bytes.append(contentsOf: $0) }
  }

  private mutating func append(_ digest: Digest) {
    digest.appendBytes(to: &bytes)
  }
}

extension [UInt8] {
  /// Appends a string's UTF-8. Twice as fast as `append(contentsOf: text.utf8)` for short strings.
  mutating func append(utf8 text: String) {
    let isDone: Void? = unsafe text.utf8.withContiguousStorageIfAvailable {
      unsafe append(contentsOf: $0)
    }
    if isDone == nil { append(contentsOf: text.utf8) }
  }

  fileprivate mutating func append(kind text: StaticString) {
    unsafe append(
      contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }
}

/// Records a key's inputs by label, in a short readable form.
package struct InputRecorder: KeySink {
  /// The label and the value of one input.
  package struct Input: Hashable, Sendable {
    package let label: String
    package let value: String
  }

  /// The inputs in the order in which they were fed.
  package private(set) var inputs: [Input] = []

  package init() {}

  package mutating func field(_ kind: StaticString, text: some KeyText) {
    inputs.append(Input(label: "\(kind)", value: text.string))
  }

  package mutating func field(_ kind: StaticString, of name: some KeyText, text: some KeyText) {
    inputs.append(Input(label: "\(kind) \(name.string)", value: text.string))
  }

  package mutating func field(_ kind: StaticString, digest: Digest) {
    inputs.append(Input(label: "\(kind)", value: digest.shortDescription))
  }

  package mutating func use(
    of name: some KeyText, in module: some KeyText, form: (some KeyText)?
  ) {
    inputs.append(
      Input(label: "\(module.string).\(name.string)", value: form?.string ?? "absent"))
  }

  /// Records nothing, because counts follow from the inputs that they count.
  package mutating func count(_ kind: StaticString, _ count: Int) {}

  /// The inputs of `new` that differ from `old`, in the order of `new`, then the inputs only in
  /// `old`.
  ///
  /// - Returns: at least one change. If labels and values are equal, the change is their order.
  package static func changes(from old: InputRecorder, to new: InputRecorder) -> [InputChange] {
    let absent = "none"
    let before = old.valuesByLabel
    let after = new.valuesByLabel
    var changes: [InputChange] = []
    for input in new.inputs where before[input.label] != input.value {
      let oldValue = before[input.label] ?? absent
      changes.append(InputChange(label: input.label, old: oldValue, new: input.value))
    }
    for input in old.inputs where after[input.label] == nil {
      changes.append(InputChange(label: input.label, old: input.value, new: absent))
    }
    guard changes.isEmpty else { return changes }
    let order = { (inputs: [Input]) in inputs.map(\.label).joined(separator: ", ") }
    return [InputChange(label: "order", old: order(old.inputs), new: order(new.inputs))]
  }

  private var valuesByLabel: ValuesByLabel { ValuesByLabel(inputs) }

  /// Finds values by label; of two with the same label, the first. Not a dictionary:
  /// runtime note 1.
  private struct ValuesByLabel {
    private let sorted: [Input]

    init(_ inputs: [Input]) {
      sorted = inputs.sorted { $0.label < $1.label }  // a stable sort
    }

    /// Cost: a binary search.
    subscript(label: String) -> String? {
      let first = sorted.indices.partitionPoint { sorted[$0].label < label }
      return first < sorted.count && sorted[first].label == label ? sorted[first].value : nil
    }
  }
}
