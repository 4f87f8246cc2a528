// Where the stages of the front end put their diagnostics.

/// Diagnostics of one file, in the order they were found, as many as a person can use.
struct DiagnosticList {
  private var items: [RawDiagnostic] = []
  private var warningCount = 0
  /// All errors reported, also those that were not kept.
  private(set) var errorCount = 0

  /// After this many errors a file gets one more, that says there are more.
  static let errorsMax = 100

  /// So many warnings a file are kept; the rest is dropped. They are cached, so they are bounded.
  static let warningsMax = 1000

  /// Whether no more errors are kept.
  var isFull: Bool { errorCount >= Self.errorsMax }

  mutating func error(_ diagnostic: RawDiagnostic) {
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
  consuming func sorted() -> [RawDiagnostic] {
    items.enumerated().sorted {
      ($0.element.code == .tooManyErrors ? 1 : 0, $0.element.range.start, $0.offset)
        < ($1.element.code == .tooManyErrors ? 1 : 0, $1.element.range.start, $1.offset)
    }.map(\.element)
  }
}
