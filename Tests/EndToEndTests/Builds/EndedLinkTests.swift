// Builds that end while they make an executable: killed, or interrupted by the user.

import Glibc
import TestSupport
import Testing

@Suite(.mostlyWaits) struct EndedLinkTests {
  /// The tool for which a build waits when it is ended.
  enum Moment: String, CaseIterable, Sendable {
    case compilingUnits, linking

    var tool: String { self == .linking ? "ld.lld" : "clang" }
  }

  /// The outputs of an earlier build.
  enum Before: CaseIterable, Sendable { case nothing, build }

  /// A toolchain that waits, instead of working, while the file `tools/hold` exists; it reports
  /// that in `tools/held`.
  struct HeldToolchain {
    let workspace: Workspace
    var environment: [String: String] { ["MINI_CLANG": workspace.path("tools/clang")] }

    init(_ workspace: Workspace, holding tool: String) throws {
      self.workspace = workspace
      let hold = """
        if [ -e "\(workspace.path("tools/hold"))" ]; then
          echo $$ >> "\(workspace.path("tools/held"))"
          exec sleep 100
        fi
        """
      let said = workspace.path("tools/said")
      try script(
        "clang",
        """
        if [ "$1" = -cc1 ]; then
        \(tool == "clang" ? hold : "")
          exec clang "$@"
        fi
        clang "$@" 2> "\(said)"
        status=$?
        sed 's|^ "[^"]*" "-cc1"| "\(workspace.path("tools/clang"))" "-cc1"|
        s|^ "[^"]*ld.lld"| "\(workspace.path("tools/ld.lld"))"|' "\(said)" >&2
        exit $status
        """)
      try script("ld.lld", (tool == "ld.lld" ? hold : "") + "\nexec ld.lld \"$@\"\n")
    }

    private func script(_ name: String, _ text: String) throws {
      try workspace.write("tools/" + name, "#!/bin/sh\n\(Tools.scriptPath)\n\(text)\n")
      try workspace.permissions("tools/" + name, 0o755)
    }

    /// Runs a build until it waits for the tool, and ends it by a signal.
    func end(_ signal: Int32, _ folder: Folder) throws -> Finished {
      try workspace.write("tools/hold", [])
      let build = try Mini.start(["build"], in: folder, environment: environment)
      for _ in 0..<20_000 where held.isEmpty { usleep(1000) }
      // The results so far are saved during the first of the work, in a few ms.
      usleep(200_000)
      build.send(signal)
      let finished = try build.finish(secondsMax: Mini.secondsMax)
      try workspace.delete("tools/hold")
      #expect(!held.isEmpty, "\(finished.errorText)")
      for child in held { kill(child, SIGKILL) }
      return finished
    }

    private var held: [Int32] {
      guard let text = try? workspace.text("tools/held") else { return [] }
      return text.split(separator: "\n").compactMap { Int32($0) }
    }
  }

  /// verify finds no fault before the next build, which does only the work that the ended one had
  /// left.
  @Test(arguments: Moment.allCases, [SIGKILL, SIGINT])
  func anEndedBuildLeavesACacheOfOneBuild(moment: Moment, signal: Int32) throws {
    for before in Before.allCases {
      let project = try WideProject()
      let tools = try HeldToolchain(project.workspace, holding: moment.tool)
      if before == .build {
        try Mini.build([], in: project.folder, environment: tools.environment)
        try project.write(5, summand: 2)
      }
      Workspace.age()
      let context: Comment = "\(before) before"
      let ended = try tools.end(signal, project.folder)
      #expect(ended.status == 128 + signal, context)
      let verify = try Mini.run(["verify"], in: project.folder)
      #expect(verify.status == 0, "\(context): \(verify.text)")

      let next = try Mini.statistics([], in: project.folder, environment: tools.environment)
      #expect(next.output.status == 0 && next.output.errorText == "", context)
      #expect(next.filesCompiled == 0 && next.sourcesRead == 0, "\(context): \(next.summary)")
      #expect((next.unitsCompiled == 0) == (moment == .linking), context)
      try project.checkProgram(summands: before == .build ? [5: 2] : [:], context)
      #expect(project.strays.filter { !$0.contains("tmp_mini") } == [], context)
    }
  }
}
