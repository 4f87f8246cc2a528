// The part of a file that its importers can see.
//
//   interface   = varint count, { declaration }   sorted by the names' bytes, each name once
//   declaration = string name, form                                            (see Interface.Form)

/// The declared forms of a file: for each declaration its name and what its text says to importers.
/// An importer depends on the forms of the names that it uses, not on the others.
///
/// A class, because it is passed on for each import, and a copy would retain all its tables.
package final class Interface: Equatable, Sendable {
  package struct Entry: Hashable, Sendable {
    package let name: String
    package let form: Form

    package init(name: String, form: Form) {
      self.name = name
      self.form = form
    }
  }

  /// Sorted by the bytes of their names; each name once.
  package let declarations: [Entry]

  /// All names in `declarations`, sorted: candidates for "did you mean". Stored, so that a great many
  /// misspelt calls share one list.
  package let names: [String]

  /// Names that the file declares in error (reported there), sorted. A use of one is not reported as
  /// undefined. Not part of the encoded bytes: a file with errors is not cached.
  package let unusable: [String]

  /// Whether the form of each declaration says all that its users depend on: functions, and no named
  /// types. Users of other declarations depend on what these name.
  package let isSelfContained: Bool

  /// Whether the parser found all declarations of the file. Not part of the encoded bytes either.
  package let isComplete: Bool

  /// - Parameter declarations: in any order; of several with the same name, the first counts.
  package init(declarations: [Entry], unusable: [String] = [], isComplete: Bool = true) {
    let sorted = declarations.enumerated().sorted {
      ($0.element.name, $0.offset) < ($1.element.name, $1.offset)
    }
    var entries: [Entry] = []
    entries.reserveCapacity(sorted.count)
    for (_, entry) in sorted where entries.last?.name != entry.name { entries.append(entry) }
    self.declarations = entries
    names = entries.map(\.name)
    isSelfContained = entries.allSatisfy { $0.form.isSelfContained }
    self.unusable = unusable.sorted()
    self.isComplete = isComplete
  }

  package static func == (left: Interface, right: Interface) -> Bool {
    left.declarations == right.declarations && left.unusable == right.unusable
      && left.isComplete == right.isComplete
  }

  /// Whether `declarations` say all that importers see: no name is in error.
  package var isSound: Bool { isComplete && unusable.isEmpty }

  /// The form of the declaration called `name`, or `nil` if the file offers none.
  package func lookup(_ name: String) -> Form? {
    index(of: name).map { declarations[$0].form }
  }

  /// The place among `declarations` of the one called `name`, or `nil` if the file offers none.
  package func index(of name: String) -> Int? {
    let index = lowerBound(name, count: declarations.count) { declarations[$0].name }
    return index < declarations.count && declarations[index].name == name ? index : nil
  }

  /// The signature of the function called `name`, or `nil` if the file offers none.
  package func signature(of name: String) -> Signature? {
    if case .function(let signature) = lookup(name) { signature } else { nil }
  }

  /// Whether a name that ``lookup(_:)`` does not find is in error: the file declares it, or may
  /// declare it, in a way that has been reported.
  package func isInError(_ name: String) -> Bool {
    guard isComplete else { return lookup(name) == nil }
    let index = lowerBound(name, count: unusable.count) { unusable[$0] }
    return index < unusable.count && unusable[index] == name
  }

  /// The index of the first of `count` sorted names that is not less than `name`. (`partitionPoint`
  /// is in the other column of targets.)
  private func lowerBound(_ name: String, count: Int, _ nameAt: (Int) -> String) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if nameAt(middle) < name { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The canonical bytes of `declarations`: equal if and only if the declarations are equal.
  package func encoded() -> [UInt8] {
    var writer = ByteWriter()
    writer.append(count: declarations.count)
    for declaration in declarations {
      writer.append(declaration.name)
      writer.append(declaration.form)
    }
    return writer.bytes
  }

  /// Decodes the result of `encoded()`.
  ///
  /// - Returns: `nil` unless the bytes are exactly an interface's canonical encoding.
  package init?(decoding bytes: [UInt8]) {
    var reader = ByteReader(bytes)
    var last: String?
    let decoded = reader.list(sizeMin: 4) { reader -> Entry? in
      guard let name = reader.identifier(), last.map({ $0 < name }) ?? true,
        let form = reader.form()
      else { return nil }
      last = name
      return Entry(name: name, form: form)
    }
    guard let decoded, reader.isAtEnd else { return nil }
    declarations = decoded
    names = decoded.map(\.name)
    isSelfContained = decoded.allSatisfy { $0.form.isSelfContained }
    unusable = []
    isComplete = true
  }
}
