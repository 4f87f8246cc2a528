// A file's functions in a trace: neighbours with the same outcome share one span.

import BuildCache

/// Groups a file's functions, in their order, into spans.
struct FunctionGroups {
  private enum Outcome: Hashable {
    case done(BuildReport.Work)
    case error
  }

  private let trace: Trace
  /// The end of the last function.
  private var reached: Trace.Beginning?
  private var beginning: Trace.Beginning?
  private var outcome: Outcome?
  private var names: [String] = []

  init(_ trace: Trace) {
    self.trace = trace
    reached = trace.begin()
  }

  /// Adds a function that has just been finished.
  mutating func add(_ name: String, _ report: BuildReport.Function?) {
    guard let last = reached else { return }
    let outcome = report.map { Outcome.done($0.work) } ?? .error
    if outcome != self.outcome {
      finish()
      self.outcome = outcome
      beginning = last
    }
    names.append(name)
    reached = trace.begin()
  }

  /// Ends the last group.
  mutating func finish() {
    guard let outcome else { return }
    trace.end(
      beginning, .functions, NumberText.count(names.count, "function"), at: reached,
      Self.details(of: outcome) + [("functions", .array(names.map(JSON.string)))])
    self.outcome = nil
    names = []
  }

  private static func details(of outcome: Outcome) -> [(String, JSON)] {
    switch outcome {
    case .done(.hit): [("outcome", .string("hit"))]
    case .done(.rechecked): [("outcome", .string("rechecked"))]
    case .done(.compiled(let reason)): reason.traceDetails
    case .error: [("outcome", .string("error"))]
    }
  }
}
