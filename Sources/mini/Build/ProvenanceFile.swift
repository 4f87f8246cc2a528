// The file of `mini build --provenance`.

import BuildCache
import FileIO
import MiniDriver
import SystemPackage

enum ProvenanceFile {
  /// Writes what the program of a build was made of, signed if the user's settings name a key.
  ///
  /// - Parameter options: those of the build, which has succeeded.
  static func write(to file: String, of options: BuildOptions) throws {
    let provenance: Provenance
    do {
      provenance = try Provenance(of: options)
    } catch let error as QuestionError {
      throw CommandFailure(TerminalText.escaped("\(error)"))
    }
    guard let key = options.configuration.signingKey else {
      let text = provenance.statement(version: Version.text, signer: nil)
      return try ReportFile.write(text + "\n", to: file)
    }
    let signer: TrustSigner
    do {
      signer = try TrustSigner(readingSigningKey: key, fileSystem: LocalFileSystem())
    } catch {
      throw CommandFailure(TerminalText.escaped("\(error)"))
    }
    guard let text = provenance.envelope(version: Version.text, signedBy: signer) else {
      throw CommandFailure(TerminalText.escaped("'\(key)' could not sign"))
    }
    try ReportFile.write(text + "\n", to: file)
  }
}
