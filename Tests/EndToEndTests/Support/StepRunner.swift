// Runs a `.steps` file: makes the edits, builds, and compares the work and the program with the
// file, and with a clean build of the same sources.

import SystemPackage
import TestSupport
import Testing

/// A run of one `.steps` file, in a temporary folder.
struct StepRunner {
  private let workspace: Workspace
  private let project = "project"
  private var folder: Folder { workspace.folder(project) }
  private let label: String

  init(label: String) throws {
    self.label = label
    self.workspace = Workspace()
    try workspace.makeFolder(project)
  }

  func play(_ step: StepFile.Step) throws {
    for edit in step.edits { try make(edit) }
    if step.timing == .aged { Workspace.age() }
    let before = workspace.exists("project/main.ll") ? try output() : nil

    let build = try Mini.statistics(step.arguments + ["-v"], in: folder)
    let place: Comment = "\(label), line \(step.line): \(step.title)"
    let context: Comment = "\(place)\n\(build.summary)\n\(build.output.errorText)"
    let messages = Messages(build.output.errorText)
    #expect(messages.warnings == step.warnings, context)
    compare(build, messages, with: step, context)

    if case .errors(let codes) = step.outcome {
      #expect(build.output.status == 1, context)
      #expect(codes.isEmpty ? !messages.errors.isEmpty : messages.errors == codes, context)
      let after = workspace.exists("project/main.ll") ? try output() : nil
      #expect(before?.bytes == after?.bytes && before?.modified == after?.modified, context)
      try failsAlikeAfresh(step, messages.diagnostics, context)
    } else {
      #expect(build.output.status == 0, context)
      guard build.output.status == 0 else { return }
      if step.isNull { #expect(before?.modified == (try output()).modified, context) }
      try runs(step, context)
      try equalsCleanBuilds(step, messages.diagnostics, context)
      try endsInANullBuild(step, messages.diagnostics, context)
    }
    try gitAgrees(context)
  }

  // MARK: Messages of the build

  private func compare(
    _ build: Mini.Statistics, _ messages: Messages, with step: StepFile.Step, _ context: Comment
  ) {
    compare(build, "files", step.work.files, context)
    compare(build, "functions", step.work.functions, context)
    if let reads = step.work.reads { #expect(build.sourcesRead == reads, context) }
    if let writes = step.work.writes {
      #expect(build.bytesWritten.map { $0 > 0 } == writes, context)
    }
    if let patches = step.work.patches { #expect(build.patched == patches, context) }
    if let compiles = step.compiles { #expect(messages.compiled == compiles, context) }
    if step.isNull {
      #expect(build.isNull, context)
    }
  }

  private func compare(
    _ build: Mini.Statistics, _ what: String, _ count: StepFile.Count?, _ context: Comment
  ) {
    guard let count else { return }
    #expect(build.number(what, "compiled") == count.compiled, context)
    guard let total = count.total else { return }
    #expect(build.number(what, "total") == total, context)
    #expect(build.number(what, "cached") == total - count.compiled, context)
  }

  /// Standard error of `build -v`, split into parts.
  private struct Messages {
    /// Without the lines of `-v`, and without messages about the cache itself.
    let diagnostics: String
    let compiled: [String]
    let errors: [String]
    let warnings: [String]

    init(_ text: String) {
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      let compile = "[compile] "
      compiled = lines.filter { $0.hasPrefix(compile) }
        .map { String($0.dropFirst(compile.count)) }.sorted()
      let others = [
        "[cache]", "[compile]", "[recheck]", "[build]", "[link]", "mini: warning:",
      ]
      let rest = lines.filter { line in !others.contains { line.hasPrefix($0) } }
      diagnostics = rest.joined(separator: "\n")
      func codes(_ kind: String) -> [String] {
        rest.filter { $0.hasPrefix(kind + "[") }
          .map { String($0.dropFirst(kind.count + 1).prefix { $0 != "]" }) }.sorted()
      }
      errors = codes("error")
      warnings = codes("warning")
    }
  }

  // MARK: Conditions after any step

  /// Builds a copy of the sources from scratch in a folder of another name: without a cache on one
  /// thread, and with a new cache on four. The IR, the messages and the object ids are the same.
  private func equalsCleanBuilds(
    _ step: StepFile.Step, _ diagnostics: String, _ context: Comment
  ) throws {
    let expected = try output().bytes
    for (name, options) in [("bare", ["--no-cache", "-j", "1"]), ("afresh", ["-j", "4"])] {
      try copySources(to: name)
      defer { try? workspace.delete(name) }  // removed with the workspace at the latest
      let clean = try Mini.run(
        ["build"] + cleanArguments(step) + options, in: workspace.folder(name))
      #expect(clean.status == 0, context)
      #expect(clean.errorText == diagnostics, context)
      #expect(workspace.exists(name + "/main.ll"), context)
      guard workspace.exists(name + "/main.ll") else { return }
      #expect(try workspace.bytes(name + "/main.ll") == expected, "\(context) (\(name))")
      guard name == "afresh", !step.arguments.contains("--no-cache") else { continue }
      for tree in ["zir", "objects"] {
        let here = Set(objects(in: project + "/.mini_cache/" + tree))
        let missing = objects(in: name + "/.mini_cache/" + tree).filter { !here.contains($0) }
        #expect(missing == [], "\(context) (\(tree))")
      }
    }
  }

  private func failsAlikeAfresh(
    _ step: StepFile.Step, _ diagnostics: String, _ context: Comment
  ) throws {
    try copySources(to: "afresh")
    defer { try? workspace.delete("afresh") }  // removed with the workspace at the latest
    let clean = try Mini.run(
      ["build"] + cleanArguments(step) + ["-j", "4"], in: workspace.folder("afresh"))
    #expect(clean.status == 1, context)
    #expect(clean.errorText == diagnostics, context)
    #expect(!workspace.exists("afresh/main.ll"), context)

    let again = try Mini.run(["build"] + step.arguments, in: folder)
    #expect(again.status == 1, context)
    #expect(again.errorText == diagnostics, context)
  }

  /// Every step ends with a null build, which prints the same warnings.
  private func endsInANullBuild(
    _ step: StepFile.Step, _ diagnostics: String, _ context: Comment
  ) throws {
    let arguments = step.arguments.filter { $0 != "--no-cache" && $0 != "--recheck" }
    if step.timing == .atOnce || step.after == .settlesLater {
      Workspace.age()
      let settling = try Mini.statistics(arguments, in: folder)
      #expect(settling.output.status == 0, context)
    }
    let before = try output()
    let null = try Mini.statistics(arguments, in: folder)
    #expect(null.output.status == 0, context)
    #expect(null.output.errorText == diagnostics, context)
    if step.after == .neverNull {
      #expect(null.filesCompiled == 0 && null.functionsCompiled == 0, context)
    } else {
      #expect(null.isNull, "\(context)\nthe next build: \(null.summary)")
    }
    let after = try output()
    #expect(after.bytes == before.bytes && after.modified == before.modified, context)
  }

  private func gitAgrees(_ context: Comment) throws {
    guard workspace.exists(project + "/.mini_cache") else { return }
    let git = RealGit(gitDirectory: FilePath(folder.path + "/.mini_cache"))
    let fsck = try git.finish(["fsck", "--strict"])
    #expect(fsck.status == 0, "\(context)\n\(fsck.errorText)")
    #expect(!fsck.errorText.contains("error"), "\(context)\n\(fsck.errorText)")
  }

  private func runs(_ step: StepFile.Step, _ context: Comment) throws {
    guard case .status(let status) = step.outcome else { return }
    let program =
      if let executable = step.executable {
        try Tools.run(folder.path + "/" + executable, [], in: folder)
      } else {
        try Tools.interpret(folder.path + "/main.ll", in: folder)
      }
    #expect(program.status == status, "\(context)\n\(program.errorText)")
    #expect(program.text == step.prints.map { $0 + "\n" }.joined(), context)
  }

  // MARK: Files

  private func output() throws -> (bytes: [UInt8], modified: Int64) {
    let name = project + "/main.ll"
    return (try workspace.bytes(name), try workspace.modified(name))
  }

  private func objects(in tree: String) -> [String] {
    workspace.files(below: tree).filter { $0.utf8.count == 65 && !$0.hasPrefix("pack") }
  }

  /// The arguments of a clean build: every step only needs its IR.
  private func cleanArguments(_ step: StepFile.Step) -> [String] {
    let arguments = step.arguments.filter {
      !["--no-cache", "--recheck", "--emit", "ir", "-j", "1"].contains($0)
    }
    return arguments + ["--emit", "ir"]
  }

  private func copySources(to name: String) throws {
    try workspace.makeFolder(name)
    for file in workspace.files(below: project)
    where !file.hasPrefix(".") && !file.hasSuffix(".ll") && file != "main" {
      if let slash = file.lastIndex(of: "/") {
        try workspace.makeFolder(name + "/" + file[..<slash])
      }
      try workspace.copy(project + "/" + file, name + "/" + file)
    }
  }

  // MARK: Edits

  private func make(_ edit: StepFile.Edit) throws {
    switch edit {
    case .write(let path, let text): try workspace.write(name(path), text)
    case .replace(let path, let old, let new, let notice):
      try replace(name(path), old, new, notice)
    case .delete(let path): try workspace.delete(name(path))
    case .move(let old, let new): try workspace.move(name(old), name(new))
    case .link(let target, let path): try workspace.link(name(path), to: target)
    case .touch(let path):
      try workspace.write(name(path), try workspace.bytes(name(path)))
    case .antedate(let path):
      try workspace.setModified(name(path), nanoseconds: 1_000_000_000_000_000_000)
    case .postdate(let path):
      let tomorrow = try workspace.modified(name(path)) + 86_400_000_000_000
      try workspace.setModified(name(path), nanoseconds: tomorrow)
    case .crlf(let path):
      let bytes = try workspace.bytes(name(path))
      try workspace.write(name(path), bytes.flatMap { $0 == 10 ? [13, 10] : [$0] })
    case .bom(let path):
      try workspace.write(name(path), [0xEF, 0xBB, 0xBF] + (try workspace.bytes(name(path))))
    }
  }

  private func name(_ path: String) -> String { project + "/" + path }

  private func replace(
    _ name: String, _ old: String, _ new: String, _ notice: StepFile.Notice
  ) throws {
    let bytes = try workspace.bytes(name)
    let modified = try workspace.modified(name)
    let (before, after) = try split(bytes, at: Array(old.utf8), name)
    let edited = before + Array(new.utf8) + after
    try workspace.write(name, edited)
    if notice == .unnoticed {
      try #require(edited.count == bytes.count, "\(label): \(name) changes its size")
      try workspace.setModified(name, nanoseconds: modified)
    }
  }

  /// The text before and after the only occurrence of `old`.
  private func split(
    _ bytes: [UInt8], at old: [UInt8], _ name: String
  ) throws -> (before: [UInt8], after: [UInt8]) {
    let starts = bytes.indices.filter { bytes[$0...].starts(with: old) }
    try #require(starts.count == 1, "\(label): '\(old)' stands \(starts.count) times in \(name)")
    return (Array(bytes[..<starts[0]]), Array(bytes[(starts[0] + old.count)...]))
  }
}
