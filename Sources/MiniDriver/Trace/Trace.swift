// What `--trace` is told: which work began and ended when, on which thread, and what came of it.

import Glibc

/// Where finished spans of work go: into a log, or nowhere. Where it is off, beginning and ending a
/// span cost a comparison each, and no name or detail is made.
package struct Trace: Sendable {
  /// What kind of work a span is; a viewer filters by it.
  package enum Category: String, Sendable {
    case build, phase, file, functions, unit, link
  }

  /// When a span began; `nil` where the trace is off.
  package typealias Beginning = ContinuousClock.Instant

  private let log: TraceLog?

  /// Tells nobody.
  package static let off = Trace(nil)

  package init(_ log: TraceLog?) { self.log = log }

  /// Begins a span. One that is never ended leaves nothing.
  package func begin() -> Beginning? { log == nil ? nil : .now }

  /// Ends a span of the calling thread. A thread's spans nest if the last begun ends first.
  ///
  /// - Parameters:
  ///   - name: what the work was on: a path, a unit, a phase's name.
  ///   - end: when it ended, if that is not now.
  ///   - details: what came of it: hit or miss, and why.
  package func end(
    _ beginning: Beginning?, _ category: Category, _ name: @autoclosure () -> String,
    at end: Beginning? = nil, _ details: @autoclosure () -> [(String, JSON)] = []
  ) {
    guard let log, let beginning else { return }
    log.add(
      TraceSpan(
        category: category, name: name(), thread: UInt(pthread_self()), start: beginning,
        end: end ?? .now, details: details()))
  }
}
