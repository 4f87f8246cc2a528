// The inputs of a program, stated for people and machines that did not make it.

package import BuildCache
package import FileIO
import MiniBackend
import MiniFrontend
import ObjectStore
import SystemPackage

/// The provenance of an executable that a build has just made or found up to date: its inputs by their
/// SHA-256, and how it was made of them.
///
/// - SeeAlso: in-toto Attestation Framework, Statement v1; SLSA v1.0, Provenance
package struct Provenance: Sendable {
  /// A file with its name and its SHA-256.
  private struct Resource {
    let name: String
    let digest: Digest

    var json: JSON {
      .object([
        ("name", .string(name)), ("digest", .object([("sha256", .string("\(digest)"))])),
      ])
    }
  }

  private let program: Resource
  private let sources: [Resource]
  private let tools: [Resource]
  private let parameters: [(String, JSON)]
  private let finished: Int64

  /// Reads the executable, its sources and the tools.
  ///
  /// - Parameter options: those of the build, whose goal is files with an executable.
  /// - Throws: ``QuestionError``; ``BuildError``.
  package init(
    of options: BuildOptions, fileSystem: any FileSystem = LocalFileSystem(),
    clock: any WallClock = SystemWallClock()
  ) throws {
    var reading = options
    reading.cacheUse = .read
    let location = try ProjectLocation(
      root: options.root, text: nil, projectFolder: options.projectFolder, fileSystem: fileSystem)
    let opened = try CacheLocation.open(
      options: reading, project: location, fileSystem: fileSystem, clock: clock)
    guard let project = opened.cache.soundProject else {
      throw QuestionError("the cache has no record of this build: build with a cache")
    }
    sources = try (0..<project.count).map { row in
      let path = project.path(row)
      return try Self.source(path, project.sourceID(row), location, fileSystem)
    }
    let stem = options.stem ?? location.folder.naming(location.stem)
    program = try Self.file(options.output ?? stem, fileSystem)
    let (clang, linker) = try options.toolchain.programs(fileSystem)
    tools = try [clang, linker].map { try Self.file($0, fileSystem) }
    parameters = [
      ("root", .string(location.rootName)), ("optimization", .string("-O\(options.optimization)")),
      ("debugInfo", .boolean(options.debugInfo != .none)),
    ]
    finished = clock.nowNanoseconds()
  }

  /// A source, which must be what the build has read.
  private static func source(
    _ path: String, _ id: ObjectID, _ location: ProjectLocation, _ fileSystem: any FileSystem
  ) throws -> Resource {
    let bytes: [UInt8]?
    if let module = StandardModule(path: path) {
      bytes = module.text
    } else {
      let file = location.folder.naming(path)
      bytes = try fileSystem.contents(of: file, sizeMax: SourceBytes.sizeMaxBytes)
    }
    guard let bytes, ObjectID(type: .blob, body: bytes) == id else {
      throw QuestionError("'\(path)' has changed since the build: build again")
    }
    return Resource(name: path, digest: Digest(hashing: bytes))
  }

  private static func file(_ path: FilePath, _ fileSystem: any FileSystem) throws -> Resource {
    guard let bytes = try fileSystem.contents(of: path, sizeMax: BuiltProgram.sizeMaxBytes) else {
      throw QuestionError("'\(path)' is gone: build again")
    }
    return Resource(name: path.lastComponent?.string ?? "\(path)", digest: Digest(hashing: bytes))
  }

  // MARK: Statement

  /// A statement on one line.
  ///
  /// - Parameters:
  ///   - version: of `mini`.
  ///   - signer: identifies who vouches for it; `nil`: it is not signed.
  package func statement(version: String, signer: TrustKey?) -> String {
    let builder = "urn:mini:" + (signer?.fingerprint ?? "unsigned")
    let definition: [(String, JSON)] = [
      ("buildType", .string("urn:mini:build:1")), ("externalParameters", .object(parameters)),
      ("internalParameters", .object([("compiler", .string(compilerEpochHex))])),
      ("resolvedDependencies", .array((sources + tools).map(\.json))),
    ]
    let details: [(String, JSON)] = [
      (
        "builder",
        .object([
          ("id", .string(builder)), ("version", .object([("mini", .string(version))])),
        ])
      ),
      ("metadata", .object([("finishedOn", .string(UniversalTime.text(finished)))])),
    ]
    return JSON.object([
      ("_type", .string("https://in-toto.io/Statement/v1")), ("subject", .array([program.json])),
      ("predicateType", .string("https://slsa.dev/provenance/v1")),
      (
        "predicate",
        .object([("buildDefinition", .object(definition)), ("runDetails", .object(details))])
      ),
    ]).text
  }

  /// The statement in an envelope with a signature, on one line.
  ///
  /// - Returns: `nil` if the library fails to sign.
  /// - SeeAlso: Dead Simple Signing Envelope (DSSE) v1.0
  package func envelope(version: String, signedBy signer: TrustSigner) -> String? {
    let payload = Array(statement(version: version, signer: signer.publicKey).utf8)
    let type = "application/vnd.in-toto+json"
    let signed = Array("DSSEv1 \(type.utf8.count) \(type) \(payload.count) ".utf8) + payload
    guard let signature = signer.signature(of: signed) else { return nil }
    let signatures = JSON.object([
      ("keyid", .string(signer.publicKey.fingerprint)),
      ("sig", .string(Base64.encode(signature))),
    ])
    return JSON.object([
      ("payloadType", .string(type)), ("payload", .string(Base64.encode(payload))),
      ("signatures", .array([signatures])),
    ]).text
  }
}
