// Where the stages of the compiler put their diagnostics.

/// Diagnostics of one file (in the back end, of one function), in the order they were found, as many
/// as a person can use.
package struct DiagnosticList {
  private var items: [RawDiagnostic] = []
  private var warningCount = 0
  /// All errors reported, also those that were not kept.
  package private(set) var errorCount = 0

  /// After this many errors a file gets one more, that says there are more.
  package static let errorsMax = 100

  /// So many warnings a file are kept; the rest is dropped. They are cached, so they are bounded.
  static let warningsMax = 1000

  /// An empty list.
  package init() {}

  /// Whether no more errors are kept.
  package var isFull: Bool { errorCount >= Self.errorsMax }

  /// Takes an error in, or notes that there are more than are kept.
  package mutating func error(_ diagnostic: RawDiagnostic) {
    errorCount += 1
    if errorCount <= Self.errorsMax {
      items.append(diagnostic)
    } else if errorCount == Self.errorsMax + 1 {
      items.append(
        RawDiagnostic(
          .tooManyErrors, "more than \(Self.errorsMax) errors in this file; the rest is not shown",
          at: diagnostic.range))
    }
  }

  mutating func warning(_ diagnostic: RawDiagnostic) {
    warningCount += 1
    if warningCount <= Self.warningsMax { items.append(diagnostic) }
  }

  /// All of them, in the order of their places; the one about too many last.
  package consuming func sorted() -> [RawDiagnostic] {
    if items.count < 2 { return items }
    return items.enumerated().sorted {
      ($0.element.code == .tooManyErrors ? 1 : 0, $0.element.range.start, $0.offset)
        < ($1.element.code == .tooManyErrors ? 1 : 0, $1.element.range.start, $1.offset)
    }.map(\.element)
  }
}
