// Commands that Git would run from a forged cache: those in its configuration, and its hooks. mini
// runs none of them, and not git either.

import SystemPackage
import TestSupport
import Testing

@Suite struct GitCommandTests {
  /// The keys of git-config(1) whose value is a command, a program, or a file that names some.
  private static let commandKeys = [
    "alias.x", "browser.x.cmd", "browser.x.path", "core.alternateRefsCommand", "core.askPass",
    "core.attributesFile", "core.editor", "core.excludesFile", "core.fsmonitor", "core.gitProxy",
    "core.hooksPath", "core.pager", "core.sshCommand", "credential.helper",
    "credential.https://x.helper", "diff.external", "diff.x.command", "diff.x.textconv",
    "difftool.x.cmd", "difftool.x.path", "filter.x.clean", "filter.x.process", "filter.x.smudge",
    "gc.recentObjectsHook", "gpg.program", "gpg.openpgp.program", "gpg.ssh.defaultKeyCommand",
    "gpg.ssh.program", "gpg.x509.program", "guitool.x.cmd", "help.browser", "imap.tunnel",
    "include.path", "includeIf.gitdir:/.path", "init.templateDir", "instaweb.httpd",
    "interactive.diffFilter", "man.x.cmd", "man.x.path", "merge.x.driver", "mergetool.x.cmd",
    "mergetool.x.path", "pager.log", "pager.x", "protocol.ext.allow", "remote.origin.proxy",
    "remote.origin.receivepack", "remote.origin.uploadpack", "remote.origin.url",
    "remote.origin.vcs", "sendemail.ccCmd", "sendemail.headerCmd", "sendemail.sendmailCmd",
    "sendemail.smtpServer", "sendemail.toCmd", "sequence.editor", "submodule.x.update",
    "tar.x.command", "trailer.x.cmd", "trailer.x.command", "uploadpack.packObjectsHook",
    "url.x.insteadOf", "web.browser",
  ]

  private static let hooks = [
    "applypatch-msg", "commit-msg", "fsmonitor-watchman", "p4-changelist", "p4-post-changelist",
    "p4-pre-submit", "p4-prepare-changelist", "post-applypatch", "post-checkout", "post-commit",
    "post-index-change", "post-merge", "post-receive", "post-rewrite", "post-update",
    "pre-applypatch", "pre-auto-gc", "pre-commit", "pre-merge-commit", "pre-push", "pre-rebase",
    "pre-receive", "prepare-commit-msg", "proc-receive", "push-to-checkout",
    "reference-transaction", "sendemail-validate", "update",
  ]

  private static let commands: [[String]] = [
    ["build"], ["build", "--emit", "ir", "--recheck"], ["run"], ["check"], ["emit"], ["verify"],
    ["verify", "--repair"], ["verify", "--recompute"], ["gc", "--auto"], ["gc", "--prune", "now"],
    ["cat-object", "-p", "main.mini"], ["cat-object", "--batch-all-objects", "--batch-check"],
    ["hash-object", "-w", "main.mini"], ["count-objects", "-v"], ["config", "--list"],
    ["locate", "main.main #1"], ["eval", "fn main() { print(9); }"], ["new", "below"], ["clean"],
  ]

  @Test func nothingThatACacheNamesIsRun() throws {
    let workspace = Workspace()
    let folder = workspace.folder("project")
    try workspace.write("project/main.mini", "fn main() { print(7); }\n")
    try Mini.build([], in: folder)
    // Each command leaves a witness file; git itself is one of them.
    let witness = workspace.path("witness")
    let script = "#!/bin/sh\necho \"$0\" >> '\(witness)'\n"
    try workspace.write("bin/run", script)
    try workspace.write("bin/git", script)
    for name in ["bin/run", "bin/git"] { try workspace.permissions(name, 0o755) }
    var config = try workspace.text("project/.mini_cache/config")
    let command = workspace.path("bin/run")
    for key in Self.commandKeys {
      let parts = key.split(separator: ".", maxSplits: 1).map(String.init)
      let end = parts[1].lastIndex(of: ".")
      let section = end.map { "\(parts[0]) \"\(parts[1][..<$0])\"" } ?? parts[0]
      let name = end.map { parts[1][parts[1].index(after: $0)...] } ?? parts[1][...]
      config += "[\(section)]\n\t\(name) = \"\(key == "alias.x" ? "!" : "")\(command)\"\n"
    }
    config += "[mini]\n\tclang = \(command)\n\tcacheDir = \(workspace.path("other"))\n"
    config += "\ttoolEnvironment = LD_PRELOAD\n[safe]\n\tcache = *\n"
    try workspace.write("project/.mini_cache/config", config)
    for hook in Self.hooks {
      try workspace.write("project/.mini_cache/hooks/\(hook)", script)
      try workspace.permissions("project/.mini_cache/hooks/\(hook)", 0o755)
    }
    let path = workspace.path("bin") + ":" + Tools.searchPath
    var trials = 0
    for (number, arguments) in Self.commands.enumerated() {
      let trial = "trial\(number)"
      try workspace.copy("project", trial)
      try workspace.write("\(trial)/main.mini", "fn main() { print(8 / 2); }\n")
      let run = try Mini.run(
        arguments, in: workspace.folder(trial), environment: ["PATH": path, "MINI_GC_AUTO": ""])
      #expect(run.status == 0, "\(arguments): \(run.errorText)")
      let ran = workspace.exists("witness") ? try workspace.text("witness") : ""
      #expect(ran == "", "\(arguments)")
      #expect(!workspace.exists("other"), "\(arguments) used another cache")
      trials += Self.commandKeys.count + Self.hooks.count
    }
    print("hostile: commands for git: \(trials) trials")
  }

  /// Limits.md: the Git commands that are safe on a cache that may be forged.
  @Test func theDocumentedWayToLookIntoACacheRunsNothing() throws {
    let workspace = Workspace()
    try workspace.write("main.mini", "fn main() { print(7); }\n")
    let folder = workspace.folder("")
    try Mini.build(in: folder)
    let config = try workspace.text(".mini_cache/config")
    let script = "#!/bin/sh\necho \"$0\" >> '\(workspace.path("witness"))'\n"
    try workspace.write("run", script)
    try workspace.permissions("run", 0o755)
    let names = ["core.pager", "core.fsmonitor", "core.alternateRefsCommand", "pager.cat-file"]
    let forged = names.map { name in
      let parts = name.split(separator: ".")
      return "[\(parts[0])]\n\t\(parts[1]) = \(workspace.path("run"))\n"
    }
    try workspace.write(".mini_cache/config", config + forged.joined())
    let cache = workspace.path(".mini_cache")
    let look = try Tools.run(
      "sh",
      [
        "-c",
        """
        git init -q --bare --object-format=sha256 look &&
        printf '%s\\n' '\(cache)/objects' '\(cache)/zir' > look/objects/info/alternates &&
        git --git-dir=look fsck --strict --no-dangling &&
        git --git-dir=look cat-file --batch-all-objects --batch-check | wc -l
        """,
      ], in: folder)
    #expect(look.status == 0, "\(look.errorText)")
    let count = try Mini.run(["cat-object", "--batch-all-objects", "--batch-check"], in: folder)
    #expect(
      look.outputText.split(separator: "\n").last.flatMap { Int($0.filter(\.isNumber)) }
        == count.text.split(separator: "\n").count)
    #expect(!workspace.exists("witness"))
  }
}
