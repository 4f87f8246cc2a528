// The part of a file that its importers can see.
//
//   interface   = varint count, { declaration }   sorted by the names' bytes, each name once
//   declaration = byte kind, string name, form                                 (see ByteReader)
//   form        = signature                                                    kind 0, a function

/// The declared forms of a file: for each declaration its name and what its text says to importers.
/// An importer depends on the forms of the names that it uses, not on the others.
///
/// Functions are the only declarations so far; their form is their signature.
///
/// A class, because it is passed on for each import, and a copy would retain all its tables.
package final class Interface: Equatable, Sendable {
  package struct Entry: Hashable, Sendable {
    package let name: String
    package let signature: Signature

    package init(name: String, signature: Signature) {
      self.name = name
      self.signature = signature
    }
  }

  /// Sorted by the bytes of their names; each name once.
  package let functions: [Entry]

  /// All names in `functions`, sorted: candidates for "did you mean". Stored, so that a great many
  /// misspelt calls share one list.
  package let names: [String]

  /// Functions that the file declares in error (reported there), sorted. A call of one is not
  /// reported as undefined. Not part of the encoded bytes: a file with errors is not cached.
  package let unusable: [String]

  /// Whether the parser found all declarations of the file. Not part of the encoded bytes either.
  package let isComplete: Bool

  /// - Parameter functions: in any order; of several with the same name, the first counts.
  package init(functions: [Entry], unusable: [String] = [], isComplete: Bool = true) {
    let sorted = functions.enumerated().sorted {
      ($0.element.name, $0.offset) < ($1.element.name, $1.offset)
    }
    var entries: [Entry] = []
    entries.reserveCapacity(sorted.count)
    for (_, entry) in sorted where entries.last?.name != entry.name { entries.append(entry) }
    self.functions = entries
    names = entries.map(\.name)
    self.unusable = unusable.sorted()
    self.isComplete = isComplete
  }

  package static func == (left: Interface, right: Interface) -> Bool {
    left.functions == right.functions && left.unusable == right.unusable
      && left.isComplete == right.isComplete
  }

  /// The signature of the function called `name`, or `nil` if the file offers none.
  package func lookup(_ name: String) -> Signature? {
    let index = lowerBound(name, count: functions.count) { functions[$0].name }
    guard index < functions.count, functions[index].name == name else { return nil }
    return functions[index].signature
  }

  /// Whether a name that ``lookup(_:)`` does not find is in error: the file declares it, or may
  /// declare it, in a way that has been reported.
  package func isInError(_ name: String) -> Bool {
    guard isComplete else { return lookup(name) == nil }
    let index = lowerBound(name, count: unusable.count) { unusable[$0] }
    return index < unusable.count && unusable[index] == name
  }

  /// The index of the first of `count` sorted names that is not less than `name`.
  private func lowerBound(_ name: String, count: Int, _ nameAt: (Int) -> String) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if nameAt(middle) < name { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The kind of a declaration in the encoded bytes.
  private static let functionKind: UInt8 = 0

  /// The canonical bytes of `functions`: equal if and only if the functions are equal.
  package func encoded() -> [UInt8] {
    var writer = ByteWriter()
    writer.append(count: functions.count)
    for function in functions {
      writer.append(byte: Self.functionKind)
      writer.append(function.name)
      writer.append(function.signature)
    }
    return writer.bytes
  }

  /// Decodes the result of `encoded()`.
  ///
  /// - Returns: `nil` unless the bytes are exactly an interface's canonical encoding.
  package init?(decoding bytes: [UInt8]) {
    var reader = ByteReader(bytes)
    var last: String?
    let decoded = reader.list(sizeMin: 5) { reader -> Entry? in
      guard reader.byte() == Self.functionKind, let name = reader.string(),
        CharacterClass.isIdentifier(name.utf8), last.map({ $0 < name }) ?? true,
        let signature = reader.signature()
      else { return nil }
      last = name
      return Entry(name: name, signature: signature)
    }
    guard let decoded, reader.isAtEnd else { return nil }
    functions = decoded
    names = decoded.map(\.name)
    unusable = []
    isComplete = true
  }
}
