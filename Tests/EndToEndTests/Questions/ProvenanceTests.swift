// `mini build --provenance`: a statement of in-toto with SLSA's predicate, signed as DSSE says.

import Foundation
import TestSupport
import Testing

@Suite struct ProvenanceTests {
  private let workspace: Workspace
  private var folder: Folder { workspace.folder("project") }

  init() throws {
    workspace = try Workspace(copying: "Projects/demo", as: "project")
    Workspace.age()
  }

  private func build(_ words: String...) throws -> Finished {
    try Mini.run(["build", "--provenance", "statement.json"] + words, in: folder)
  }

  private func sha256(_ path: String) throws -> String {
    let run = try Tools.run("sha256sum", [path], in: folder)
    return String(run.text.prefix(64))
  }

  /// Names and digests of resources.
  private func digests(_ resources: Any?) throws -> [String: String] {
    var digests: [String: String] = [:]
    for resource in try #require(resources as? [[String: Any]]) {
      let name = try #require(resource["name"] as? String)
      digests[name] = (resource["digest"] as? [String: String])?["sha256"]
    }
    return digests
  }

  private func check(_ statement: [String: Any]) throws {
    #expect(statement["_type"] as? String == "https://in-toto.io/Statement/v1")
    #expect(statement["predicateType"] as? String == "https://slsa.dev/provenance/v1")
    #expect(try digests(statement["subject"]) == ["main": sha256("main")])
    let predicate = try #require(statement["predicate"] as? [String: Any])
    let definition = try #require(predicate["buildDefinition"] as? [String: Any])
    var inputs = try digests(definition["resolvedDependencies"])
    #expect(inputs.removeValue(forKey: "ld.lld")?.utf8.count == 64)
    #expect(inputs.removeValue(forKey: "clang")?.utf8.count == 64)
    let sources = workspace.files(below: "project").filter { $0.hasSuffix(".mini") }
    #expect(inputs == Dictionary(uniqueKeysWithValues: try sources.map { ($0, try sha256($0)) }))
    let run = try #require(predicate["runDetails"] as? [String: Any])
    #expect((run["builder"] as? [String: Any])?["id"] as? String != nil)
  }

  @Test func aStatementNamesTheProgramAndAllThatItWasMadeOf() throws {
    for _ in 0..<2 {
      let run = try build()
      #expect(run.status == 0, "\(run.errorText)")
      try check(try JSON.object(workspace.bytes("project/statement.json")))
      try workspace.delete("project/statement.json")  // the second is a null build
    }
    let optimized = try build("-O2", "-o", "fast")
    #expect(optimized.status == 0)
    let statement = try JSON.object(workspace.bytes("project/statement.json"))
    #expect(try digests(statement["subject"]) == ["fast": sha256("fast")])
    let printed = try Mini.run(["build", "--provenance", "-"], in: folder)
    try check(try JSON.object(printed.output))
    try workspace.write("project/main.mini", "fn main() { nothing(); }\n")
    #expect(try build().status == 1)
  }

  @Test func standardModulesAreInputsToo() throws {
    try workspace.write(
      "project/main.mini",
      "import \"std:math\" as math;\nfn main() i32 { print(math.sqrt(2.0)); return 0; }\n")
    #expect(try build().status == 0)
    let text = try workspace.text("project/statement.json")
    #expect(text.contains("\"name\": \"std:math\""))
  }

  /// OpenSSL is the judge of the signature.
  @Test func theStatementIsSignedWithTheUsersKey() throws {
    let made = try Mini.run(["trust", "--new-key"], in: folder)
    #expect(made.status == 0, "\(made.errorText)")
    let key = try #require(
      workspace.files(below: "project").first { $0.hasSuffix("signing_key") })
    let set = try Mini.run(
      ["config", "mini.trust.signingKey", folder.path + "/" + key], in: folder)
    #expect(set.status == 0, "\(set.errorText)")
    let run = try build()
    #expect(run.status == 0, "\(run.errorText)")
    let envelope = try JSON.object(workspace.bytes("project/statement.json"))
    let payload = try #require(Data(base64Encoded: envelope["payload"] as? String ?? ""))
    try check(try JSON.object([UInt8](payload)))
    let type = try #require(envelope["payloadType"] as? String)
    #expect(type == "application/vnd.in-toto+json")
    let signature = try #require((envelope["signatures"] as? [[String: String]])?.first)
    try workspace.write(
      "sig", [UInt8](try #require(Data(base64Encoded: signature["sig"] ?? ""))))
    let signed =
      Array("DSSEv1 \(type.utf8.count) \(type) \(payload.count) ".utf8) + [UInt8](payload)
    try workspace.write("signed", signed)
    // A public key of OpenSSH, as OpenSSL reads it: its last 32 bytes after the header of the format.
    let line = try workspace.text("project/\(key).pub").split(separator: " ")
    let blob = try #require(Data(base64Encoded: String(line[1])))
    let head: [UInt8] = [0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00]
    try workspace.write("key.der", head + [UInt8](blob.suffix(32)))
    func verify() throws -> Int32 {
      try Tools.run(
        "openssl",
        [
          "pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", "key.der", "-rawin", "-in",
          "signed", "-sigfile", "sig",
        ], in: workspace.folder("")
      ).status
    }
    #expect(try verify() == 0)
    try workspace.write("signed", signed.dropLast() + [0])
    #expect(try verify() != 0)
    let listed = try Tools.run("ssh-keygen", ["-lf", key + ".pub"], in: folder)
    #expect(listed.text.contains(signature["keyid"] ?? "none"), "\(listed.text)")

    // As ssh does.
    try workspace.delete("project/statement.json")
    try workspace.permissions("project/" + key, 0o644)
    let refused = try build()
    #expect(refused.status != 0 && !workspace.exists("project/statement.json"))
    #expect(refused.errorText.contains("others can read the private key"), "\(refused.errorText)")
  }

  @Test func whatCannotBeStatedIsRefused() throws {
    for words in [
      ["--no-cache"], ["--dry-run"], ["--emit", "ir"], ["--watch"],
    ] {
      let run = try Mini.run(["build", "--provenance", "statement.json"] + words, in: folder)
      #expect(run.status == 64, "\(words) \(run.errorText)")
    }
    let overwriting = try Mini.run(["build", "--provenance", "main.mini"], in: folder)
    #expect(overwriting.status == 2 && overwriting.errorText.contains("main.mini"))
    try workspace.write("project/key", "no key")
    #expect(
      try Mini.run(["config", "mini.trust.signingKey", folder.path + "/key"], in: folder).status
        == 0)
    let unsigned = try build()
    #expect(unsigned.status == 2 && unsigned.errorText.contains("mini.trust.signingKey"))
  }
}
