// The entry points of `--trace`: records when work began and ended, on which thread, with which
// result.

import Glibc

/// The destination of finished spans of work: a log, or none. If it is off, `begin` and `end` cost
/// one comparison each, and no name or detail is made.
package struct Trace: Sendable {

  /// The start of a span; `nil` if the trace is off.
  package typealias Beginning = ContinuousClock.Instant

  private let log: TraceLog?

  /// Records nothing.
  package static let off = Trace(nil)

  package init(_ log: TraceLog?) { self.log = log }

  /// Begins a span. A span that is never ended leaves no record.
  package func begin() -> Beginning? { log == nil ? nil : .now }

  /// Ends a span of the calling thread. A thread's spans nest if the one begun last ends first.
  ///
  /// - Parameters:
  ///   - name: the subject of the work: a path, a unit, a phase's name.
  ///   - end: the end of the span, if it is not now.
  ///   - details: the result: hit or miss, and why.
  package func end(
    _ beginning: Beginning?, _ category: TraceCategory, _ name: @autoclosure () -> String,
    at end: Beginning? = nil, _ details: @autoclosure () -> [(String, JSON)] = []
  ) {
    guard let log, let beginning else { return }
    log.add(
      TraceSpan(
        category: category, name: name(), thread: UInt(pthread_self()), start: beginning,
        end: end ?? .now, details: details()))
  }
}
