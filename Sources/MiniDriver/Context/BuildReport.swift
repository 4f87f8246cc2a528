// The results of a build as values: the command line renders them, tests assert them.

package import BuildCache
import FileIO
import MiniFrontend
package import SystemPackage

/// The results of one build. A build whose program has errors has a report too: see `hasErrors`.
package struct BuildReport: Sendable {
  /// The work for a file or a function.
  package enum Work: Hashable, Sendable {
    /// From the cache. (A file was read because it was new, or its stamp was racy or had changed.)
    case hit
    /// With `--recheck`: compiled, and the cache has what the compiler made.
    case rechecked
    /// Compiled, for this reason.
    case compiled(MissReason)

    package var isHit: Bool {
      if case .hit = self { true } else { false }
    }

    package var isRechecked: Bool {
      if case .rechecked = self { true } else { false }
    }

    /// `nil`: the cache has the result.
    package var reason: MissReason? {
      if case .compiled(let reason) = self { reason } else { nil }
    }
  }

  /// One reachable file that the build had to examine.
  package struct File: Sendable {
    package var path: String
    package var work: Work
    package var combinedHash: CombinedHash
    package var functions: [Function]
    package var compileNanoseconds: UInt64

    package init(
      path: String, work: Work, combinedHash: CombinedHash, functions: [Function],
      compileNanoseconds: UInt64
    ) {
      self.path = path
      self.work = work
      self.combinedHash = combinedHash
      self.functions = functions
      self.compileNanoseconds = compileNanoseconds
    }
  }

  package struct Function: Sendable {
    package var name: String
    package var work: Work
    package var key: FunctionKey
    package var compileNanoseconds: UInt64

    package init(name: String, work: Work, key: FunctionKey, compileNanoseconds: UInt64) {
      self.name = name
      self.work = work
      self.key = key
      self.compileNanoseconds = compileNanoseconds
    }
  }

  /// A unit of native code that was compiled.
  package struct Unit: Sendable {
    /// Its name and the options that show in its code: `unit 3f -O0`.
    package var name: String
    package var reason: MissReason
    /// `nil` in a record.
    package var key: UnitKey?

    package init(name: String, reason: MissReason, key: UnitKey? = nil) {
      self.name = name
      self.reason = reason
      self.key = key
    }
  }

  package struct Link: Sendable {
    package var output: FilePath
    package var reason: MissReason

    package init(output: FilePath, reason: MissReason) {
      self.output = output
      self.reason = reason
    }
  }

  /// With ``BuildOptions/Goal/tests``: the tests, in the order of the files.
  package var tests: [BuiltTest] = []
  /// Keeps the verdicts of tests that ran, and saves them.
  var keepVerdicts: (@Sendable ([TestVerdict]) -> Void)?
  /// Keeps which files' tests have all passed, and saves that, if tests ran. The parameter has the
  /// symbols of those that failed.
  var keepPassedFiles: (@Sendable (Set<String>) -> Void)?

  /// Records the build with the verdicts of its tests.
  var keepRecord: (@Sendable (TestCounts) -> Void)?

  package typealias Counts = BuildCounts
  package typealias Phases = BuildPhases

  /// The root file's folder as the user named it; `nil` if the project is a text of the command
  /// line. The paths below are relative to it.
  package var rootFolder: FilePath? = "."
  /// The names of the files below in messages.
  package var names: SourceNames { SourceNames(rootFolder: rootFolder) }
  /// Sorted by path, then place.
  package var diagnostics: [FileDiagnostic] = []
  package var hasErrors: Bool {
    diagnostics.contains { $0.diagnostic.code.severity == .error }
  }
  /// The treatment of a program with warnings.
  package var warnings = BuildOptions.Warnings.accepted
  /// Whether the program is refused, because it has errors or denied warnings.
  package var isRefused: Bool { warnings.refuse(diagnostics) }
  /// Whether the build has read ``BuildOptions/text`` in place of a file.
  package var hasReadText = false
  /// The files that this build examined, by path; filled if details are wanted.
  package var files: [File] = []
  /// The native code that was compiled.
  package var units: [Unit] = []
  package var links: [Link] = []
  /// The paths of unchanged files; filled if details are wanted.
  package var keptPaths: [String] = []
  /// The hits in other caches.
  package var upstreams: [UpstreamCounts] = []
  /// The answers of the remote cache; `nil` if it was not asked.
  package var remote: RemoteCounts?
  /// Results to store in it.
  package var upload: RemoteUpload?
  /// Problems of the cache in words, one line each.
  package var cacheEvents: [String] = []
  package var fileCounts = Counts()
  package var functionCounts = Counts()
  /// Units of native code; none unless the goal is an executable.
  package var unitCounts = Counts()
  /// Whether ``units`` and ``links`` are those that a dry run has found: it does not ask a toolchain.
  package var areUnitsKnown = true
  package var patched = false
  /// How the unchanged part of the combined IR got into its new file; `nil`: no file was written.
  package var placement: Assembled.Placement?
  package var sourcesRead = 0
  /// Bytes written to the cache and the outputs.
  package var bytesWritten: UInt64 = 0
  package var phases = Phases()
  /// The loaded counts that `-v` prints.
  package var loaded = LoadedCounts()
  /// The outputs of the goal, as the user would name them.
  package var outputs: [FilePath] = []
  /// The program to run, with the goal `.program`.
  package var program: BuiltProgram?
  /// The reason for the caller to start a gc; nil if none is needed.
  package var collectionNeed: AutoGC?
  /// The result of the goal `.text`.
  package var text: [UInt8] = []

  package init() {}

  /// The output of a link. The name of a folder that goes with the process says nothing.
  func name(of link: Link) -> String {
    let isPrivate = link.output.parentFolder == program?.privateFolder
    return (isPrivate ? link.output.lastComponent?.string : nil) ?? link.output.string
  }

  /// The prefix of cache events that `--recheck` found.
  package static let recheckPrefix = "recheck: "

  /// The event that `--recheck` found wrong IR in the cache.
  ///
  /// - Parameter name: of the file or function.
  static func contradiction(of name: String) -> String {
    recheckPrefix
      + "the cached IR of \(name) is not what the compiler makes; it was compiled again"
  }

  /// Whether `--recheck` found differences between the cache and new results.
  package var hasRecheckFindings: Bool {
    cacheEvents.contains { $0.hasPrefix(Self.recheckPrefix) }
  }
}
