// OpenSSH's ssh-keygen, which makes and checks signatures: the commands that are run, and their answers.

import BuildCache
import FileIO
import SystemPackage

/// Runs `ssh-keygen` with fixed arguments, as Git does. Only the user's settings name a key or a file of
/// signers; a snapshot gives nothing but bytes to check.
///
/// - SeeAlso: `ssh-keygen -Y` in ssh-keygen(1), "ALLOWED SIGNERS" there, and gpg-interface.c in Git
struct SignatureTool: Sendable {
  private let program: FilePath
  private let environment: [[UInt8]]

  init(_ tools: SharingTools, _ fileSystem: any FileSystem) throws(SnapshotError) {
    guard let program = tools.toolchain.find("ssh-keygen", fileSystem)?.path else {
      throw SnapshotError(
        "cannot find 'ssh-keygen', which makes and checks signatures: install OpenSSH's client")
    }
    self.program = program
    environment =
      tools.environment.filter { !$0.starts(with: "LC_ALL=".utf8) } + [Array("LC_ALL=C".utf8)]
  }

  // MARK: Signing

  /// Makes a signature. The tool can ask for a passphrase on the terminal, or an agent.
  func sign(_ payload: [UInt8], with key: FilePath) throws(SnapshotError) -> [UInt8] {
    // In the group of this process, because others cannot read from its terminal.
    var launch = ProcessLaunch(.program, program, words: [[UInt8]]())
    launch.environment = environment
    launch.arguments =
      ["ssh-keygen", "-q", "-Y", "sign", "-n", Self.namespace, "-f"].map { Array($0.utf8) }
      + [key.bytes]
    do throws(Errno) {
      let end = try launch.runForOutput(input: payload, sizeMax: Self.answerSizeMaxBytes)
      if end.status == 0 { return end.output }
    } catch {
      throw cannotRun(error)
    }
    throw SnapshotError("'\(program)' could not sign with '\(key)' (mini.trust.signingKey)")
  }

  /// Makes a key without a passphrase, and its public half beside it.
  func makeKey(_ name: String, in folder: DirectoryHandle) throws(SnapshotError) {
    var launch = launch(["-q", "-t", "ed25519", "-N", "", "-f", name])
    launch.folder = folder
    launch.input = .empty
    launch.output = .empty
    do throws(Errno) {
      if try launch.run() == 0 { return }
    } catch {
      throw cannotRun(error)
    }
    throw SnapshotError("'\(program)' could not make a key")
  }

  // MARK: Checking

  /// Git's for commits. A signature for another purpose is not one of a commit.
  private static let namespace = "git"

  /// Checks a signature.
  ///
  /// - Parameters:
  ///   - allowed: lists the keys that count, with names; `nil`: none counts.
  ///   - folder: for the signature, because the tool reads it from a file.
  /// - Returns: the name of the signer.
  func signer(
    of payload: [UInt8], by signature: [UInt8], allowed: FilePath?, in folder: FilePath,
    _ fileSystem: any FileSystem
  ) throws(SnapshotError) -> String {
    let file = folder.appending("signature")
    do throws(FileError) {
      try fileSystem.replaceFile(file, with: signature)
    } catch {
      throw SnapshotError("\(error)")
    }
    let (isSound, said) = try answer(["-Y", "check-novalidate"], file, payload)
    guard isSound, let key = Self.key(in: said) else {
      throw SnapshotError("its signature is not one of this commit (\(said.first ?? "no reason"))")
    }
    guard let allowed else {
      throw SnapshotError(
        "\(key) signed it, and mini.trust.allowedSigners is not set: see 'mini help trust'")
    }
    let list = ["-f", allowed.string]
    let (isKnown, names) = try answer(["-Y", "find-principals"] + list, file, nil)
    var reasons = names
    if isKnown {
      for name in names.prefix(Self.namesMax) {
        let (isGood, said) = try answer(["-Y", "verify", "-I", name] + list, file, payload)
        if isGood { return name }
        reasons = said
      }
    }
    let prefix = "\(allowed):"
    guard let reason = reasons.first(where: { $0.hasPrefix(prefix) || $0.hasPrefix("Unable") })
    else { throw SnapshotError("\(key) signed it, which '\(allowed)' does not list") }
    throw SnapshotError("\(key) signed it, which is refused: \(reason)")
  }

  /// The key in `Good "git" signature with ED25519 key SHA256:…`.
  private static func key(in lines: [String]) -> String? {
    lines.first { $0.hasPrefix("Good ") }?.split(separator: " with ", maxSplits: 1).last
      .map { "the \($0)" }
  }

  /// - Returns: whether the tool reports success, and its lines on both streams.
  private func answer(
    _ words: [String], _ signature: FilePath, _ payload: [UInt8]?
  ) throws(SnapshotError) -> (Bool, [String]) {
    var words = words
    if payload != nil { words += ["-n", Self.namespace] }
    var launch = launch(words)
    launch.arguments += [Array("-s".utf8), signature.bytes]
    launch.input = .empty
    do throws(Errno) {
      let end = try launch.runForOutput(
        [\.output, \.errors], input: payload, sizeMax: Self.answerSizeMaxBytes)
      let text = String(decoding: end.output, as: UTF8.self)
      return (end.status == 0, text.split(whereSeparator: \.isNewline).map(String.init))
    } catch {
      throw cannotRun(error)
    }
  }

  private func launch(_ words: [String]) -> ProcessLaunch {
    var launch = ProcessLaunch(.tool, program, words: ["ssh-keygen"] + words)
    launch.environment = environment
    return launch
  }

  private func cannotRun(_ error: Errno) -> SnapshotError {
    SnapshotError("cannot run '\(program)': \(error)")
  }

  /// A signature or a few names have less.
  private static let answerSizeMaxBytes = 64 << 10
  /// A key that more names share is refused for those after these.
  private static let namesMax = 16
}
