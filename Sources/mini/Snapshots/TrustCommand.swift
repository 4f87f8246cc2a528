// `mini trust`

import ArgumentParser
import BuildCache
import FileIO
import MiniDriver
import SystemPackage

struct TrustCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trust",
    abstract: "Make a key that signs snapshots.",
    usage: "mini trust --new-key [--json]",
    discussion: """
      A snapshot contains the object code of programs. So 'mini fetch' and 'mini import' accept one only \
      with the signature of a known key. Signatures are those of OpenSSH, as Git makes them for commits; \
      'ssh-keygen' makes and checks them.

      mini.trust.signingKey names your key: 'mini snapshot' then signs. It can be one that you have, or \
      the public half of one that an agent keeps.

      mini.trust.allowedSigners names a file with a line for each person or machine that you trust: a \
      name, namespaces="git", and the public key ("ALLOWED SIGNERS" in ssh-keygen(1)). A key with \
      valid-before="20301231" is refused from that day on. While the setting is absent, no key is known.

      mini.trust.key names a public key whose results are accepted from a remote cache: see \
      mini.remote in 'mini help config'. The key that signs them is mini.trust.signingKey, if that is an \
      Ed25519 key without a passphrase. 'mini build --provenance' signs with it, too: the statement is in \
      a DSSE envelope.

      Only your settings and the system's can name these files and keys, never a cache. '--new-key' makes a key \
      without a passphrase in $XDG_CONFIG_HOME/mini or ~/.config/mini, prints what to put where, and \
      replaces nothing.

      EXAMPLES:
        mini trust --new-key
        mini config mini.trust.signingKey ~/.config/mini/signing_key
        mini config mini.trust.allowedSigners ~/.config/mini/allowed_signers
        mini config --add mini.trust.key 'ssh-ed25519 AAAA…'
      """)

  @Flag(help: "Make a key, and print what to put where.")
  var newKey = false

  @OptionGroup var json: JSONOption

  func validate() throws {
    guard newKey else { throw ValidationError("give '--new-key'") }
  }

  func run() throws {
    guard let folder = Environment.userConfigFolder?.appending("mini") else {
      throw CommandFailure("no folder for your settings: set HOME or XDG_CONFIG_HOME")
    }
    let key = try SnapshotFailure.shown { () throws(SnapshotError) in
      try SigningKey.make(in: folder, .ofProcess)
    }
    guard !json.isWanted else {
      return try StandardOutput.write(
        JSON.line([
          ("key", .string(key.path.string)), ("publicKey", .string(key.publicPath.string)),
          ("allowedLine", .string(key.allowedLine)),
        ]))
    }
    let signers = folder.appending("allowed_signers")
    try StandardOutput.write(
      """
      Made '\(key.path)' and '\(key.publicPath)'.

      To sign the snapshots that you take:
        mini config \(SettingKey.signingKey.rawValue) \(key.path.shellWord)

      To accept them, others put this line into a file, and name that file:
        \(key.allowedLine)
        mini config \(SettingKey.allowedSigners.rawValue) \(signers.shellWord)

      To accept what you store in a remote cache, others run:
        mini config --add \(SettingKey.trustKey.rawValue) '\(key.publicKey)'

      """)
  }
}
