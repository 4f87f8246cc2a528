// One walk over a key's inputs feeds whatever wants them: the hasher that makes the key, or the
// recorder that says which of them changed. So the two cannot disagree.

import Crypto

/// Text among a key's inputs: a string, or where an index has it. So that to hash what ten thousand rows
/// say no string is made.
package protocol KeyText {
  var utf8Count: Int { get }
  /// Appends its UTF-8.
  func append(to bytes: inout [UInt8])
  /// As a person reads it.
  var string: String { get }
}

extension String: KeyText {
  package var utf8Count: Int { utf8.count }
  package func append(to bytes: inout [UInt8]) { bytes.append(utf8: self) }
  package var string: String { self }
}

/// Takes a key's inputs in order. Each is told by a word for its kind and, where there are several of the
/// kind, a name.
package protocol KeySink {
  /// An input that is text a person can read.
  mutating func field(_ kind: StaticString, text: some KeyText)
  /// One of several inputs that are.
  mutating func field(_ kind: StaticString, of name: some KeyText, text: some KeyText)
  /// An input that is known by its digest.
  mutating func field(_ kind: StaticString, digest: Digest)
  /// One of several inputs that are a name and the digest of what it names.
  mutating func field(
    _ kind: StaticString, of name: some KeyText, name value: some KeyText, digest: Digest)
  /// How many inputs of one kind follow.
  mutating func count(_ kind: StaticString, _ count: Int)
}

/// Hashes a key's inputs.
///
/// What is hashed, lengths and counts as eight little-endian bytes:
///
///     key   = "mini key 1" field("kind", text) field*
///     field = length(label) label kind:u8 value
///     value = length(text) text                       kind 1, text
///           | digest                                  kind 2, a digest
///           | length(name) name digest                kind 3, a name and a digest
///           | count                                   kind 4, a count
///
/// No two lists of fields give the same bytes: every part's length is known before it begins.
package struct KeyHasher: KeySink {
  private var hasher = SHA256()
  /// What has not been hashed yet: most keys are shorter than this becomes, and hashed at once.
  private var bytes: [UInt8] = []

  /// Hashing so much at a time costs no more a byte than hashing all.
  private static let pieceBytes = 4096

  /// - Parameter kind: what the key names ("file", "function", "project"), so that keys of two
  ///   kinds never meet.
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

  package mutating func field(
    _ kind: StaticString, of name: some KeyText, name value: some KeyText, digest: Digest
  ) {
    begin(kind, of: name, .namedDigest)
    append(counted: value)
    append(digest)
  }

  package mutating func count(_ kind: StaticString, _ count: Int) {
    begin(kind, .count)
    append(count)
  }

  /// The digest of all that was fed.
  package consuming func finalize() -> Digest {
    hash()
    return Digest(hasher.finalize())
  }

  /// What a field's value is; the raw values are hashed.
  private enum Kind: UInt8 {
    case text = 1
    case digest, namedDigest, count
  }

  private mutating func begin(_ kind: StaticString, _ value: Kind) {
    if bytes.count >= Self.pieceBytes { hash() }
    append(counted: kind)
    bytes.append(value.rawValue)
  }

  /// The label is the kind and, after a space, the name.
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
  /// Appends a string's UTF-8 as it lies in memory; twice as fast as `append(contentsOf: text.utf8)`
  /// where strings are short.
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

/// Keeps a key's inputs by label, in the short form that a person reads.
package struct InputRecorder: KeySink {
  /// One input: what it is called and what it was.
  package struct Input: Hashable, Sendable {
    package let label: String
    package let value: String
  }

  /// The inputs in the order they were fed.
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

  package mutating func field(
    _ kind: StaticString, of name: some KeyText, name value: some KeyText, digest: Digest
  ) {
    inputs.append(
      Input(
        label: "\(kind) \(name.string)", value: "\(value.string) \(digest.shortDescription)"))
  }

  /// Counts follow from the inputs they count: a person needs none of them.
  package mutating func count(_ kind: StaticString, _ count: Int) {}

  /// The inputs of `new` that are not as in `old`, in `new`'s order; then those it no longer has.
  ///
  /// - Returns: at least one change: where labels and values agree, their order is what changed.
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

  /// Values to be found by label, of two with one label the first. (Not a dictionary: the first use of one
  /// searches the executable for what its key conforms to.)
  private struct ValuesByLabel {
    private let sorted: [Input]

    init(_ inputs: [Input]) {
      sorted = inputs.sorted { $0.label < $1.label }  // which leaves equal ones in their order
    }

    /// Cost: a binary search.
    subscript(label: String) -> String? {
      var (low, high) = (0, sorted.count)
      while low < high {
        let middle = low + (high - low) / 2
        if sorted[middle].label < label { low = middle + 1 } else { high = middle }
      }
      return low < sorted.count && sorted[low].label == label ? sorted[low].value : nil
    }
  }
}
