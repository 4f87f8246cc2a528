// The entry point of queries about names: from a file's text to its symbols and occurrences.

/// The symbols of one file, and all places that mention a name. Also of a file with errors, because
/// editors ask while it is being written.
///
/// A class, because it is passed on often and never changes.
package final class FileSymbols: Sendable {
  /// Namespaces, then the declarations of the file, then members of types, then local names.
  package let symbols: [SourceSymbol]
  /// In source order; none overlaps another.
  package let occurrences: [NameOccurrence]

  /// - Complexity: linear in `source.count`, but for sorting.
  package init(_ source: [UInt8]) {
    guard source.count <= SourceBytes.sizeMaxBytes, SourceBytes.wideEncoding(source) == nil else {
      symbols = []
      occurrences = []
      return
    }
    var parser = Parser(source)
    parser.parseFile()
    var collector = SymbolCollector(parser)
    collector.run()
    symbols = collector.symbols
    var sorted: [NameOccurrence] = []
    for occurrence in collector.occurrences.sorted(by: { $0.range.start < $1.range.start })
    where occurrence.range.start >= sorted.last?.range.end ?? 0 {
      sorted.append(occurrence)
    }
    occurrences = sorted
  }

  /// The occurrence at an offset, or the one that ends there.
  package func occurrence(at offset: UInt32) -> NameOccurrence? {
    let next = firstIndex(endingAfter: offset)
    if next < occurrences.count, occurrences[next].range.start <= offset {
      return occurrences[next]
    }
    return next > 0 && occurrences[next - 1].range.end == offset ? occurrences[next - 1] : nil
  }

  /// The occurrence that starts at an offset.
  package func occurrence(startingAt offset: UInt32) -> NameOccurrence? {
    let next = firstIndex(endingAfter: offset)
    return next < occurrences.count && occurrences[next].range.start == offset
      ? occurrences[next] : nil
  }

  /// The symbol of the file with this name: a function, a type, a constant, a test or a namespace.
  package func declaration(named name: String) -> Int? {
    symbols.firstIndex { $0.owner == nil && !$0.isLocal && $0.name == name }
  }

  /// The members of a type.
  package func members(of type: Int) -> [Int] {
    symbols.indices.filter { symbols[$0].owner == type && symbols[$0].isMember }
  }

  /// The namespaces, parameters and local names that are visible at an offset, inner ones first, and
  /// the declarations of the file.
  package func visible(at offset: UInt32) -> [Int] {
    symbols.indices.reversed().filter { index in
      let symbol = symbols[index]
      return !symbol.isMember && symbol.kind != .test && symbol.scope.start <= offset
        && offset <= symbol.scope.end
    }
  }

  /// The function, test, type or constant whose text contains an offset.
  package func declaration(around offset: UInt32) -> Int? {
    symbols.indices.last { index in
      let symbol = symbols[index]
      return symbol.owner == nil && !symbol.isLocal && symbol.range.start <= offset
        && offset <= symbol.range.end
    }
  }

  private func firstIndex(endingAfter offset: UInt32) -> Int {
    var low = 0
    var high = occurrences.count
    while low < high {
      let middle = (low + high) / 2
      if occurrences[middle].range.end <= offset { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
