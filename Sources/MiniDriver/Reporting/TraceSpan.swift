// One span of work in a trace.

struct TraceSpan: Sendable {
  let category: TraceCategory
  let name: String
  /// Equal for spans of one thread. Two threads that did not live at the same time can share a
  /// value.
  let thread: UInt
  let start: ContinuousClock.Instant
  let end: ContinuousClock.Instant
  let details: [(String, JSON)]
}

/// The kind of work of a span; a viewer filters by it.
package enum TraceCategory: String, Sendable {
  case build, phase, file, functions, unit, link
}
