// The output of `--trace`: events that a viewer of Chrome's traces opens.

import Foundation
import TestSupport
import Testing

@Suite struct TraceTests {
  /// A complete event of the file.
  private struct Event {
    let name: String
    let category: String
    let lane: Int
    /// In nanoseconds.
    let start: Int
    let end: Int
    let details: [String: Any]

    init?(_ json: [String: Any]) {
      guard json["ph"] as? String == "X", let name = json["name"] as? String,
        let category = json["cat"] as? String, let lane = json["tid"] as? Int,
        let start = json["ts"] as? Double, let length = json["dur"] as? Double,
        let details = json["args"] as? [String: Any]
      else { return nil }
      self.name = name
      self.category = category
      self.lane = lane
      self.start = Int((start * 1000).rounded())
      end = self.start + Int((length * 1000).rounded())
      self.details = details
    }

    /// Whether it names this input as changed, with its old and new values.
    func names(change input: String) -> Bool {
      let changes = details["changes"] as? [[String: String]] ?? []
      return changes.contains { $0["input"] == input && $0["old"] != $0["new"] }
    }
  }

  /// Builds with `--trace`; returns all events of the file except the threads' names.
  private func trace(
    _ folder: Folder, _ options: [String] = ["--emit", "ir"]
  ) throws -> [Event] {
    let file = folder.workspace.path("trace.json")
    let build = try Mini.run(["build", "-j", "2", "--trace", file] + options, in: folder)
    try #require(build.status == 0, "\(build.errorText)")
    let json = try JSON.object(folder.workspace.bytes("trace.json"))
    let all = try #require(json["traceEvents"] as? [[String: Any]])
    let events = all.compactMap(Event.init)
    #expect(events.count == all.count { $0["ph"] as? String != "M" })
    return events
  }

  /// In each lane, an event begins after the enclosing one and ends before it.
  private func checkNesting(_ events: [Event]) {
    for (lane, events) in Dictionary(grouping: events, by: \.lane) {
      var open: [Event] = []
      for event in events {
        while let last = open.last, last.end <= event.start { open.removeLast() }
        #expect(
          open.last.map { $0.start <= event.start && event.end <= $0.end } ?? true,
          "lane \(lane): '\(event.name)' in '\(open.last?.name ?? "")'")
        open.append(event)
      }
    }
  }

  /// The phases in an event, without those in other ones, and those that do not begin where the one
  /// before them ends: they are measured by a clock of their own.
  private func phases(
    of events: [Event], in whole: Event
  ) -> (names: [String], apart: [String]) {
    var (names, apart): ([String], [String]) = ([], [])
    var reached = whole.start
    for event in events
    where event.category == "phase" && event.lane == whole.lane && event.start >= reached
      && event.end <= whole.end && event.name != whole.name
    {
      names.append(event.name)
      if event.start > reached { apart.append(event.name) }
      reached = event.end
    }
    return (names, apart)
  }

  @Test func aColdBuildsEventsNestAndFollowEachOther() throws {
    let workspace = Workspace()
    let folder = workspace.folder("project")
    try BenchScripts.generate(300, in: folder)
    let events = try trace(folder)
    checkNesting(events)

    let whole = try #require(events.first)
    #expect(whole.name == "mini" && events.allSatisfy { $0.end <= whole.end })
    let all = phases(of: events, in: whole)
    #expect(
      all.names == ["start", "load", "stat", "compile", "output", "release memory", "print"])
    #expect(all.apart == ["load", "print"])
    // There are events for steps too: a long step does not hide in a phase.
    let compile = phases(of: events, in: try #require(events.first { $0.name == "compile" }))
    #expect(compile.names == ["read sources", "look files up", "compile files"])
    #expect(compile.apart == ["read sources", "look files up"])

    let compiled = events.filter { $0.name.hasPrefix("compile p") }
    #expect(compiled.count == 300)
    for event in events.filter({ $0.category == "functions" }) {
      #expect(event.details["outcome"] as? String == "miss")
      #expect(event.details["why"] as? String == "never built before")
    }
    let functions = events.filter { $0.category == "functions" }
      .compactMap { ($0.details["functions"] as? [String])?.count }
    #expect(functions.reduce(0, +) == 901)
  }

  // MARK: OpenTelemetry

  /// The spans of a build's trace in OTLP, and the resource's attributes.
  private func spans(
    _ workspace: Workspace, traceParent: String? = nil
  ) throws -> (spans: [[String: Any]], service: [[String: Any]]) {
    let build = try Mini.run(
      [
        "build", "-O0", "-j", "2", "--trace", workspace.path("otlp.json"), "--trace-format", "otlp",
      ],
      in: workspace.folder("project"),
      environment: traceParent.map { ["TRACEPARENT": $0] } ?? [:])
    try #require(build.status == 0, "\(build.errorText)")
    let json = try JSON.object(workspace.bytes("otlp.json"))
    let request = try #require((json["resourceSpans"] as? [[String: Any]])?.first)
    let scoped = try #require((request["scopeSpans"] as? [[String: Any]])?.first)
    let resource = try #require(request["resource"] as? [String: Any])
    return (
      try #require(scoped["spans"] as? [[String: Any]]),
      try #require(resource["attributes"] as? [[String: Any]])
    )
  }

  @Test func spansForCollectorsAreATree() throws {
    let workspace = try Workspace(copying: "Projects/demo", as: "project")
    let before = Date.now.timeIntervalSince1970
    let (spans, service) = try spans(workspace)
    let after = Date.now.timeIntervalSince1970
    #expect(service.first?["key"] as? String == "service.name")
    let ids = try spans.map { try #require($0["spanId"] as? String) }
    #expect(Set(ids).count == ids.count && ids.allSatisfy { $0.utf8.count == 16 })
    let traces = Set(spans.compactMap { $0["traceId"] as? String })
    #expect(traces.count == 1 && traces.first?.utf8.count == 32)
    func time(_ span: [String: Any], _ key: String) throws -> UInt64 {
      try #require((span[key] as? String).flatMap { UInt64($0) })
    }
    var byID: [String: [String: Any]] = [:]
    for span in spans { byID[span["spanId"] as? String ?? ""] = span }
    let first = try #require(spans.first)
    #expect(first["name"] as? String == "mini" && first["parentSpanId"] == nil)
    let start = Double(try time(first, "startTimeUnixNano")) / 1e9
    #expect(before - 1 < start && start < after)
    for span in spans.dropFirst() {
      let parent = try #require(byID[span["parentSpanId"] as? String ?? ""])
      #expect(try time(parent, "startTimeUnixNano") <= time(span, "startTimeUnixNano"))
      #expect(try time(span, "endTimeUnixNano") <= time(parent, "endTimeUnixNano"))
      #expect(span["kind"] as? Int == 1)
    }
    let names = spans.compactMap { $0["name"] as? String }
    #expect(names.contains("link") && names.contains { $0.hasPrefix("compile math.mini") })
  }

  @Test func aTraceContinuesThatOfItsParent() throws {
    let workspace = try Workspace(copying: "Projects/demo", as: "project")
    let (trace, span) = ("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331")
    let inside = try spans(workspace, traceParent: "00-\(trace)-\(span)-01").spans
    #expect(inside.allSatisfy { $0["traceId"] as? String == trace })
    #expect(inside.first?["parentSpanId"] as? String == span)
    let zeros = String(repeating: "0", count: 32)
    for wrong in [
      "00-\(zeros)-\(span)-01", "00-\(trace)-\(span)", "ff-\(trace)-\(span)-01",
      "00-\(trace.uppercased())-\(span)-01", "00-\(trace)-\(span)-01-x", "hello",
    ] {
      let alone = try spans(workspace, traceParent: wrong).spans
      #expect(alone.first?["parentSpanId"] == nil, "\(wrong)")
      #expect(alone.first?["traceId"] as? String != trace)
    }
    let without = try Mini.run(
      ["build", "--trace-format", "otlp"], in: workspace.folder("project"))
    #expect(without.status == 64)
  }

  @Test func aNativeBuildsTraceTellsOfEachUnitAndTheLink() throws {
    let project = try WideProject()
    let cold = try trace(project.folder, ["-O0"])
    checkNesting(cold)
    let output = phases(of: cold, in: try #require(cold.first { $0.name == "output" }))
    #expect(output.names == ["lay out", "assemble", "link", "save"])
    #expect(output.apart == ["lay out"])
    let link = phases(of: cold, in: try #require(cold.first { $0.name == "link" }))
    #expect(
      link.names == [
        "find the toolchain", "plan units", "look units up", "compile units", "write archive",
        "save units", "run the linker",
      ])
    #expect(link.apart == ["find the toolchain"])

    let units = cold.filter { $0.category == "unit" }
    let compiled = units.filter { $0.name.hasPrefix("compile ") }
    let names = Set(compiled.map { $0.name.dropFirst("compile ".count) })
    #expect(names.count == compiled.count && names.count > 3 && names.contains("entry"))
    #expect(
      names
        == Set(
          units.filter { $0.name.hasPrefix("look up ") }.map {
            $0.name.dropFirst("look up ".count)
          }))
    for unit in compiled {
      #expect(unit.details["outcome"] as? String == "miss")
      #expect(unit.details["why"] as? String == "never built before")
      #expect(unit.details["irBytes"] as? Int ?? 0 > 0)
    }
    let links = cold.filter { $0.category == "link" }
    #expect(links.count == 1 && links[0].name == "link main")
    #expect(links[0].details["units"] as? Int == names.count)

    try project.write(5, summand: 2)
    let edit = try trace(project.folder, ["-O0"])
    checkNesting(edit)
    let again = edit.filter { $0.category == "unit" && $0.name.hasPrefix("compile ") }
    #expect(again.count == 1 && again[0].details["why"] as? String == "an input changed")
    #expect(again[0].names(change: "content"))
    let hits = edit.filter { $0.details["outcome"] as? String == "hit: linked last" }
    #expect(hits.count == names.count - 1)
  }

  @Test func anEditsTraceTellsWhatWasHitAndWhy() throws {
    let workspace = Workspace()
    let folder = workspace.folder("project")
    try workspace.write(
      "project/main.mini",
      "fn main() i32 { return one() + two(); }\nfn one() i32 { return 1; }\n"
        + "fn two() i32 { return 2; }\nfn three() i32 { return 3; }\n")
    Workspace.age()
    try Mini.build(in: folder)
    let text = try workspace.text("project/main.mini").replacing("return 2", with: "return 4")
    try workspace.write("project/main.mini", text)
    Workspace.age()

    let events = try trace(folder)
    checkNesting(events)
    let groups = events.filter { $0.category == "functions" }
    #expect(groups.map { $0.details["outcome"] as? String } == ["hit", "miss", "hit"])
    let names = groups.map { $0.details["functions"] as? [String] }
    #expect(names == [["main", "one"], ["two"], ["three"]])
    #expect(groups[1].details["why"] as? String == "an input changed")
    #expect(groups[1].names(change: "body"))
    let file = try #require(events.first { $0.name == "compile main.mini" })
    #expect(file.names(change: "source"))
    #expect(try trace(folder).allSatisfy { $0.category != "file" }, "a null build looks at none")
  }

  @Test func aTraceThatCannotBeWrittenIsAnError() throws {
    let workspace = Workspace()
    try workspace.write("main.mini", "fn main() {}\n")
    let build = try Mini.run(
      ["build", "--emit", "ir", "--trace", "absent/trace.json"], in: workspace.folder(""))
    #expect(build.status == 2 && build.errorText.contains("absent/trace.json"))
  }
}
