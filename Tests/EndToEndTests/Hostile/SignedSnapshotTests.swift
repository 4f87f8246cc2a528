// Signed snapshots: those of known people are accepted, by stock Git too, and all others are refused.

import SystemPackage
import TestSupport
import Testing

@Suite struct SignedSnapshotTests {
  /// A project whose snapshots are signed, and a clone whose user knows the signer.
  struct Scene {
    let base: SnapshotTransportTests.Scene
    let store: RealGit
    let path: String
    /// The line for a file of allowed signers.
    let line: String
    let signer: String

    /// - Parameter building: the arguments of the build; `nil`: there is no snapshot yet.
    init(building arguments: [String] = ["--emit", "ir"]) throws {
      base = try SnapshotTransportTests.Scene(building: arguments)
      store = try base.repository()
      path = base.workspace.path("store.git")
      let made = try base.mini(["trust", "--new-key"], in: base.here)
      line =
        made.text.split(separator: "\n").first { $0.contains(" ssh-ed25519 ") }
        .map { String($0.drop { $0 == " " }) } ?? ""
      signer = String(line.prefix { $0 != " " })
      try base.mini(["config", "mini.trust.signingKey", key], in: base.here)
      try base.mini(["config", "mini.trust.allowedSigners", allowed], in: base.there)
      try allow(line)
    }

    var workspace: Workspace { base.workspace }
    var key: String { base.here.path + "/.config/mini/signing_key" }
    var allowed: String { workspace.path("allowed") }

    func allow(_ lines: String) throws { try workspace.write("allowed", lines + "\n") }

    /// Takes and pushes a snapshot; returns its line.
    @discardableResult
    func push(_ name: String = "main") throws -> String {
      let text = try base.mini(["snapshot", name], in: base.here).text
      try base.mini(["push", path, name], in: base.here)
      return text
    }

    func commit(_ name: String = "main") throws -> String {
      try store.run("cat-file", "commit", "refs/mini/snapshots/\(name)")
    }

    /// Replaces the snapshot in the store by a commit with this body.
    func replace(_ body: String, as name: String = "main") throws {
      let made = try store.run(
        "hash-object", "-t", "commit", "-w", "--stdin", "--literally", input: Array(body.utf8))
      try store.run(
        "update-ref", "refs/mini/snapshots/\(name)", String(made.prefix { $0 != "\n" }))
    }

    /// The body of a commit, signed by another key or for another purpose.
    func signed(_ body: String, key: String, namespace: String = "git") throws -> String {
      let payload = Self.parts(of: body).payload
      try workspace.write("payload", payload)
      let made = try Tools.run(
        "ssh-keygen", ["-q", "-Y", "sign", "-n", namespace, "-f", key, "payload"],
        in: workspace.folder(""))
      #expect(made.status == 0, "\(made.errorText)")
      let signature = try workspace.text("payload.sig")
      try workspace.delete("payload.sig")
      return Self.joined(payload, signature)
    }

    static func joined(_ payload: String, _ signature: String) -> String {
      let lines = signature.split(separator: "\n").map { " \($0)\n" }.joined()
      return payload.replacing("\n\nSnapshot", with: "\ngpgsig-sha256\(lines)\nSnapshot")
    }

    /// What a signature covers, and the signature.
    static func parts(of body: String) -> (payload: String, signature: String) {
      var payload = ""
      var signature = ""
      for line in body.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
        if line.hasPrefix("gpgsig-sha256 ") {
          signature += line.dropFirst("gpgsig-sha256 ".count) + "\n"
        } else if line.hasPrefix(" ") {
          signature += line.dropFirst() + "\n"
        } else {
          payload += line + "\n"
        }
      }
      return (payload, signature)
    }

    func expectHereIsSound() throws {
      try base.mini(["verify"], in: base.here)
      let left = workspace.files(below: "\(base.here.name)/.mini_cache").filter {
        $0.contains("tmp_mini") || $0.contains("refs/mini/keep/")
      }
      #expect(left == [])
    }

    func makeKey(_ name: String) throws -> String {
      let made = try Tools.run(
        "ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", name], in: workspace.folder(""))
      #expect(made.status == 0, "\(made.errorText)")
      return workspace.path(name)
    }

    func verifiesWithGit(_ cache: Folder, _ ref: String) throws -> Finished {
      let git = RealGit(gitDirectory: FilePath(cache.path + "/.mini_cache"))
      return try git.finish([
        "-c", "gpg.format=ssh", "-c", "gpg.ssh.allowedSignersFile=\(allowed)", "verify-commit", ref,
      ])
    }
  }

  @Test func whatAKnownSignerMadeIsAcceptedByMiniAndByGit() throws {
    let scene = try Scene(building: ["-O2"])
    // The snapshot before there was a key is replaced, although nothing else has changed.
    let line = try scene.push()
    #expect(line.hasSuffix(", signed\n"), "\(line)")
    #expect(try scene.base.mini(["snapshot"], in: scene.base.here).text.hasSuffix("unchanged\n"))
    let fetched = try scene.base.mini(["fetch", scene.path], in: scene.base.there)
    #expect(fetched.errorText == "")
    #expect(fetched.text == "fetched/\(line.dropLast()) by \(scene.signer)\n", "\(fetched.text)")
    for (folder, ref) in [
      (scene.base.here, "refs/mini/snapshots/main"), (scene.base.there, "refs/mini/fetched/main"),
    ] {
      let verified = try scene.verifiesWithGit(folder, ref)
      #expect(
        verified.status == 0
          && verified.errorText.hasPrefix("Good \"git\" signature for \(scene.signer) with "),
        "\(verified.errorText)")
    }
    try scene.base.expectNothingIsCompiled()
    try scene.base.mini(["export", "../../bundle"], in: scene.base.here)
    let imported = try scene.base.mini(["import", "../../../bundle"], in: scene.base.there)
    #expect(imported.text == fetched.text)
  }

  /// What each forgery changes, and what is said about it.
  private static var forgeries: [(name: String, said: String, forge: (Scene) throws -> Void)] {
    let wrong = "its signature is not one of this commit ("
    return [
      (
        "no signature", "it is not signed; '--allow-unsigned' accepts it",
        { it in try it.replace(Scene.parts(of: it.commit()).payload) }
      ),
      (
        "an unknown key", "which '%' does not list",
        { it in try it.replace(it.signed(it.commit(), key: it.makeKey("foreign"))) }
      ),
      (
        "a flipped bit in the signature", wrong,
        { it in
          let (payload, signature) = Scene.parts(of: try it.commit())
          var lines = signature.split(separator: "\n").map { Array($0.utf8) }
          // In the last line of the base64 text, which is within the 64 bytes of Ed25519.
          lines[lines.count - 2][0] ^= 2
          let flipped = lines.map { String(decoding: $0, as: UTF8.self) + "\n" }.joined()
          try it.replace(Scene.joined(payload, flipped))
        }
      ),
      (
        "a flipped bit in the commit", wrong,
        { it in
          let body = try it.commit()
          try it.replace(body.replacing("Mini-Files: ", with: "Mini-Files: 1"))
        }
      ),
      (
        "another tree", wrong,
        { it in
          let body = try it.commit()
          let tree = try it.store.run("rev-parse", "refs/mini/snapshots/main:ir").prefix(64)
          try it.replace("tree \(tree)" + body.dropFirst("tree ".count + 64))
        }
      ),
      (
        "the signature of another commit", wrong,
        { it in
          try it.push("other")
          try it.replace(
            Scene.joined(
              Scene.parts(of: it.commit()).payload, Scene.parts(of: it.commit("other")).signature))
        }
      ),
      (
        "another snapshot under this name", "signed it as 'other'",
        { it in
          try it.push("other")
          try it.replace(it.commit("other"))
        }
      ),
      (
        "a signature for another purpose", wrong,
        { it in try it.replace(it.signed(it.commit(), key: it.key, namespace: "file")) }
      ),
      (
        "a signature of another tool", wrong,
        { it in
          try it.replace(
            Scene.joined(
              Scene.parts(of: it.commit()).payload,
              "-----BEGIN PGP SIGNATURE-----\n\nAAAA\n-----END PGP SIGNATURE-----\n"))
        }
      ),
      (
        "a key that has expired", "key has expired: ",
        { it in
          try it.allow(
            it.line.replacing(" namespaces", with: " valid-before=\"20200101\",namespaces"))
        }
      ),
      (
        "a key that signs other things", "key is not permitted for use in signature namespace",
        { it in try it.allow(it.line.replacing("\"git\"", with: "\"file\"")) }
      ),
      ("nobody in the list", "which '%' does not list", { it in try it.allow("# nobody") }),
      ("no list", "Unable to open allowed keys file", { it in try it.workspace.delete("allowed") }),
      (
        "no setting", "mini.trust.allowedSigners is not set: see 'mini help trust'",
        { it in
          let folder = it.base.there
          try it.base.mini(["config", "--unset", "mini.trust.allowedSigners"], in: folder)
          // A cache cannot say whom its user trusts.
          let config = "\(folder.name)/.mini_cache/config"
          let text = try it.workspace.text(config)
          try it.workspace.write(
            config, text + "[mini \"trust\"]\n\tallowedSigners = \(it.allowed)\n")
        }
      ),
    ]
  }

  @Test func whatNobodyKnownSignedIsRefused() throws {
    for forgery in Self.forgeries {
      let it = try Scene()
      try it.push()
      try Mini.build(in: it.base.there)
      try forgery.forge(it)
      func state() throws -> [String] {
        let cache = "\(it.base.there.name)/.mini_cache"
        return try it.workspace.files(below: cache).map {
          "\($0) \(try it.workspace.bytes("\(cache)/\($0)"))"
        }
      }
      let before = try state()
      let fetch = try it.base.mini(["fetch", it.path, "main"], in: it.base.there, status: 1)
      let said = forgery.said.replacing("%", with: it.allowed)
      #expect(
        fetch.errorText.contains(said)
          && fetch.errorText.hasPrefix(
            "mini: error: the snapshot 'main' of '\(it.path)' is refused: "),
        "\(forgery.name): \(fetch.errorText)")
      #expect(fetch.text == "" && fetch.errorText.split(separator: "\n").count == 1)
      #expect(try state() == before, "\(forgery.name)")
    }
    print("hostile: signatures of snapshots: \(Self.forgeries.count)")
  }

  /// Those of one fetch are judged one by one, and a bundle as a repository.
  @Test func theOthersOfAFetchAreAccepted() throws {
    let scene = try Scene()
    try scene.push()
    try scene.push("other")
    try scene.replace(Scene.parts(of: scene.commit()).payload)
    let fetch = try scene.base.mini(["fetch", scene.path], in: scene.base.there, status: 1)
    #expect(fetch.text.hasPrefix("fetched/other ") && fetch.text.split(separator: "\n").count == 1)
    try scene.store.run(
      "bundle", "create", "--quiet", scene.workspace.path("bundle"), "refs/mini/snapshots/main")
    let taken = try scene.base.mini(["import", "../../../bundle"], in: scene.base.there, status: 1)
    #expect(taken.text == "" && taken.errorText.contains("it is not signed"))
    let allowed = try scene.base.mini(
      ["import", "../../../bundle", "--allow-unsigned"], in: scene.base.there)
    #expect(allowed.text.hasPrefix("fetched/main ") && allowed.errorText == "")
  }

  @Test func aKeyIsMadeOnceAndForItsUserAlone() throws {
    let scene = try Scene()
    let name = "\(scene.base.here.name)/.config/mini/signing_key"
    let (key, publicKey) = (
      try scene.workspace.bytes(name), try scene.workspace.text(name + ".pub")
    )
    #expect(try scene.workspace.mode(name) == 0o600)
    #expect(
      scene.line.hasSuffix(
        " namespaces=\"git\" " + publicKey.split(separator: " ")[..<2].joined(separator: " ")))
    for (removed, kept) in [("", name), (name, name + ".pub")] {
      if !removed.isEmpty { try scene.workspace.delete(removed) }
      let again = try scene.base.mini(["trust", "--new-key"], in: scene.base.here, status: 2)
      #expect(
        again.errorText
          == "mini: error: kept '\(scene.workspace.path(kept))': a key is never replaced\n")
    }
    #expect(try scene.workspace.text(name + ".pub") == publicKey && !key.isEmpty)
    #expect(
      scene.workspace.files(below: "\(scene.base.here.name)/.config/mini") == [
        "config", "signing_key.pub",
      ])
    try scene.base.mini(["trust"], in: scene.base.here, status: 64)
  }

  @Test func withoutItsSignatureThereIsNoSnapshot() throws {
    let scene = try Scene()
    let before = try scene.base.mini(["snapshots"], in: scene.base.here).text
    try scene.workspace.delete("\(scene.base.here.name)/.config/mini/signing_key")
    let failed = try scene.base.mini(["snapshot", "next"], in: scene.base.here, status: 2)
    #expect(failed.errorText.contains("could not sign with '\(scene.key)'"), "\(failed.errorText)")
    let absent = try scene.base.mini(
      ["snapshot"], in: scene.base.here, status: 2, environment: ["PATH": "/nonexistent"])
    #expect(absent.errorText.contains("cannot find 'ssh-keygen'"))
    #expect(try scene.base.mini(["snapshots"], in: scene.base.here).text == before)
    try scene.expectHereIsSound()
  }

  /// No lock is held meanwhile: gc takes nothing, and a state that another process gives the name is kept.
  @Test func othersWorkWhileACommitIsSigned() throws {
    let scene = try Scene()
    let real = try Tools.path("ssh-keygen")
    try scene.workspace.write(
      "bin/ssh-keygen",
      """
      #!/bin/sh
      if mkdir '\(scene.workspace.path("once"))' 2> /dev/null; then
        MINI_CONFIG_GLOBAL=/dev/null '\(Mini.executable)' snapshots --delete main
        '\(Mini.executable)' gc --prune now > /dev/null
        MINI_CONFIG_GLOBAL=/dev/null '\(Mini.executable)' snapshot > /dev/null
      fi
      exec '\(real)' "$@"

      """)
    try scene.workspace.permissions("bin/ssh-keygen", 0o755)
    let path = scene.workspace.path("bin") + ":" + Tools.searchPath
    let taken = try scene.base.mini(["snapshot"], in: scene.base.here, environment: ["PATH": path])
    #expect(taken.errorText == "" && taken.text.hasSuffix(", signed\n"), "\(taken.text)")
    let log = try scene.base.mini(["snapshots", "--log", "main"], in: scene.base.here).text
    #expect(
      log.split(separator: "\n").map { $0.hasSuffix(", signed") } == [true, false], "\(log)")
    #expect(
      try scene.verifiesWithGit(scene.base.here, "refs/mini/snapshots/main").status == 0)
    try scene.expectHereIsSound()
  }
}
