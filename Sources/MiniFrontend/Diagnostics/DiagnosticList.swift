// The list in which a stage of the compiler collects its diagnostics.

/// The diagnostics of one file (in the back end, of one function), in the order they were found.
/// Their number is bounded.
package struct DiagnosticList {
  private var items: [RawDiagnostic] = []
  private var warningCount = 0
  /// Number of errors reported, including those that were not kept.
  package private(set) var errorCount = 0

  /// After this many errors, a file gets one more, which says that there are more.
  package static let errorsMax = 100

  /// Warnings kept per file; the rest is dropped. The bound exists because warnings are cached.
  static let warningsMax = 1000

  package init() {}

  /// Whether further errors are dropped.
  package var isFull: Bool { errorCount >= Self.errorsMax }

  /// Whether further warnings are kept.
  package var keepsWarnings: Bool { warningCount < Self.warningsMax }

  /// Adds an error. The first one above the limit becomes a `tooManyErrors`; the rest is only
  /// counted.
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

  /// Adds an error or a warning.
  package mutating func add(_ diagnostic: RawDiagnostic) {
    switch diagnostic.code.severity {
    case .error: error(diagnostic)
    case .warning: warning(diagnostic)
    }
  }

  package mutating func warning(_ diagnostic: RawDiagnostic) {
    warningCount += 1
    if warningCount <= Self.warningsMax { items.append(diagnostic) }
  }

  /// All of them, sorted by location; `tooManyErrors` is last.
  package consuming func sorted() -> [RawDiagnostic] {
    if items.count < 2 { return items }
    return items.enumerated().sorted {
      ($0.element.code == .tooManyErrors ? 1 : 0, $0.element.range.start, $0.offset)
        < ($1.element.code == .tooManyErrors ? 1 : 0, $1.element.range.start, $1.offset)
    }.map(\.element)
  }
}
