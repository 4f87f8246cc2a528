// The spans of one run, and their text as Chrome's trace events.

import Synchronization

/// Collects the spans of one run. A class, because all threads share it.
package final class TraceLog: Sendable {
  let start: ContinuousClock.Instant
  private let spans = Mutex<[TraceSpan]>([])

  /// - Parameter start: the zero of the times in the file; no span may begin earlier.
  package init(start: ContinuousClock.Instant = .now) { self.start = start }

  func add(_ span: TraceSpan) { spans.withLock { $0.append(span) } }

  /// The spans so far by start, outer ones before inner ones.
  var ordered: [TraceSpan] {
    spans.withLock { $0 }.sorted { ($0.start, $1.end) < ($1.start, $0.end) }
  }

  /// A JSON object with one event per line, which Perfetto (ui.perfetto.dev) and chrome://tracing
  /// open. The threads' names come first, then the spans by start, outer ones before inner ones.
  ///
  /// - SeeAlso: "Trace Event Format", complete events (X) and metadata (M)
  package var json: String {
    let spans = ordered
    var lanes: [UInt: Int64] = [:]
    for span in spans where lanes[span.thread] == nil { lanes[span.thread] = Int64(lanes.count) }
    var events = (0..<Int64(lanes.count)).map { lane in
      let name: JSON = .string(lane == 0 ? "main thread" : "thread \(lane)")
      return JSON.object([
        ("name", .string("thread_name")), ("ph", .string("M")), ("pid", .integer(1)),
        ("tid", .integer(lane)), ("args", .object([("name", name)])),
      ])
    }
    events += spans.map { event(of: $0, lane: lanes[$0.thread] ?? 0) }
    return "{\"displayTimeUnit\": \"ms\", \"traceEvents\": [\n"
      + events.map(\.text).joined(separator: ",\n") + "\n]}\n"
  }

  private func event(of span: TraceSpan, lane: Int64) -> JSON {
    let begins = (span.start - start).nanoseconds
    let ends = (span.end - start).nanoseconds
    return .object([
      ("name", .string(span.name)), ("cat", .string(span.category.rawValue)),
      ("ph", .string("X")), ("ts", microseconds(begins)), ("dur", microseconds(ends - begins)),
      ("pid", .integer(1)), ("tid", .integer(lane)), ("args", .object(span.details)),
    ])
  }

  /// Exact to the nanosecond: with rounding, an inner span could end after its outer one.
  private func microseconds(_ nanoseconds: UInt64) -> JSON {
    let fraction = NumberText.padded(String(nanoseconds % 1000), to: 3, with: "0")
    return .number("\(nanoseconds / 1000).\(fraction)")
  }
}
