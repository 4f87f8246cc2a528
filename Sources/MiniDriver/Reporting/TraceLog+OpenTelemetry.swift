// The spans of one run as OpenTelemetry's collectors read them.

/// The span of another program that started this one, so that both appear in one trace.
///
/// - SeeAlso: W3C Trace Context, "traceparent Header Field Values"
package struct TraceParent: Hashable, Sendable {
  /// 32 lowercase hexadecimal digits.
  package let trace: String
  /// 16 lowercase hexadecimal digits.
  package let span: String

  /// Reads the value of the variable `TRACEPARENT`. Fails if it does not have the form of a version
  /// that is known.
  package init?(_ text: String) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count >= 4, parts[0].utf8.count == 2, parts[0] != "ff",
      Self.isID(parts[1], digits: 32),
      Self.isID(parts[2], digits: 16), parts[0] != "00" || parts.count == 4
    else { return nil }
    trace = String(parts[1])
    span = String(parts[2])
  }

  private static func isID(_ text: Substring, digits: Int) -> Bool {
    text.utf8.count == digits && text.contains { $0 != "0" }
      && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
  }
}

extension TraceLog {
  /// A JSON object on one line, as a collector takes it by `POST /v1/traces`. Each span's parent is the
  /// one around it on its thread, or else the first, which is the whole run.
  ///
  /// - Parameters:
  ///   - now: the time, in nanoseconds since 1970.
  ///   - parent: of the whole run; `nil`: the run is a trace of its own.
  /// - SeeAlso: OpenTelemetry Protocol, "JSON Protobuf Encoding", `ExportTraceServiceRequest`
  package func openTelemetry(now: Int64, version: String, parent: TraceParent?) -> String {
    let beginning = UInt64(clamping: now) &- (.now - start).nanoseconds
    let trace = parent?.trace ?? Self.randomID() + Self.randomID()
    let all = ordered
    let ids = all.map { _ in Self.randomID() }
    var open: [UInt: [Int]] = [:]
    let spans = all.enumerated().map { number, span in
      while let last = open[span.thread]?.last, all[last].end <= span.start {
        open[span.thread]?.removeLast()
      }
      let outer = open[span.thread]?.last ?? (number > 0 ? 0 : nil)
      open[span.thread, default: []].append(number)
      return object(
        span, beginning, trace: trace, id: ids[number],
        parent: outer.map { ids[$0] } ?? parent?.span)
    }
    let resource = Self.attributes([
      ("service.name", .string("mini")), ("service.version", .string(version)),
    ])
    let scope = JSON.object([("name", .string("mini")), ("version", .string(version))])
    let scoped = JSON.object([("scope", scope), ("spans", .array(spans))])
    let request = JSON.object([
      ("resource", .object([("attributes", resource)])), ("scopeSpans", .array([scoped])),
    ])
    return JSON.object([("resourceSpans", .array([request]))]).text + "\n"
  }

  private func object(
    _ span: TraceSpan, _ beginning: UInt64, trace: String, id: String, parent: String?
  ) -> JSON {
    func time(_ instant: ContinuousClock.Instant) -> JSON {
      .string(String(beginning &+ (instant - start).nanoseconds))
    }
    let details = span.details.map { ("mini." + $0.0, $0.1) }
    return .object(
      [("traceId", .string(trace)), ("spanId", .string(id))]
        + (parent.map { [("parentSpanId", .string($0))] } ?? []) + [
          ("name", .string(span.name)), ("kind", .integer(Self.internalKind)),
          ("startTimeUnixNano", time(span.start)), ("endTimeUnixNano", time(span.end)),
          (
            "attributes",
            Self.attributes(
              [
                ("mini.category", .string(span.category.rawValue)),
                ("thread.id", .string(String(span.thread))),
              ] + details)
          ),
        ])
  }

  private static func attributes(_ members: [(String, JSON)]) -> JSON {
    .array(members.map { .object([("key", .string($0.0)), ("value", value($0.1))]) })
  }

  /// An `AnyValue`. 64-bit integers are texts in it.
  private static func value(_ json: JSON) -> JSON {
    switch json {
    case .string: .object([("stringValue", json)])
    case .integer(let number): .object([("intValue", .string(String(number)))])
    case .number: .object([("doubleValue", json)])
    case .boolean: .object([("boolValue", json)])
    case .array(let values):
      .object([("arrayValue", .object([("values", .array(values.map(value)))]))])
    case .object(let members):
      .object([("kvlistValue", .object([("values", attributes(members))]))])
    case .null: .object([])
    }
  }

  /// 16 hexadecimal digits, not all of which are 0.
  private static func randomID() -> String {
    let digits = String(UInt64.random(in: 1 ... .max), radix: 16)
    return NumberText.padded(digits, to: 16, with: "0")
  }

  /// SPAN_KIND_INTERNAL
  private static let internalKind: Int64 = 1
}
