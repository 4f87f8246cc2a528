// The options of a build.

package import BuildCache
package import FileIO
package import MiniBackend
import MiniFrontend
package import SystemPackage

/// The options of one `build`, `run`, `emit` or `check`.
package struct BuildOptions: Sendable {
  /// The result that the build is to produce.
  package enum Goal: Hashable, Sendable {
    /// Files beside the root file, or where `-o` puts them: see ``OutputPaths``.
    case files(Emission)
    /// An executable to run: ``BuildReport/program``. Nothing is written beside the sources.
    case program
    /// Diagnostics only.
    case diagnostics
    /// The same for a session that keeps the project in memory: no IR is made, read or stored.
    case analysis
    /// An executable that contains the tests that must run: ``BuildReport/program`` and
    /// ``BuildReport/tests``. The root needs no `main`.
    case tests
    /// One text, IR or assembly, in ``BuildReport/text``, not a file.
    case text(Emission)

    package static let combinedIR = Goal.text(.ir)
    package static let ir = Goal.files(.ir)
    package static let executable = Goal.files([.executable, .ir])

    /// Whether the program is linked.
    var makesExecutable: Bool {
      switch self {
      case .files(let emission): emission.contains(.executable)
      case .program, .tests: true
      case .diagnostics, .analysis, .text: false
      }
    }

    /// Whether files get IR.
    var makesIR: Bool {
      if case .analysis = self { false } else { true }
    }
  }

  package struct Emission: OptionSet, Hashable, Sendable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) { self.rawValue = rawValue }

    package static let executable = Emission(rawValue: 1)
    /// The combined IR.
    package static let ir = Emission(rawValue: 2)
    /// Object code of the combined IR, compiled in one piece.
    package static let object = Emission(rawValue: 4)
    /// Assembly of the combined IR, compiled in one piece.
    package static let assembly = Emission(rawValue: 8)
  }

  /// Whether the build uses cached results and stores new ones.
  package enum CacheUse: Hashable, Sendable {
    case readWrite
    /// `--refresh`: as if the cache held nothing; results are stored.
    case refresh
    /// `--read-only`: nothing is stored.
    case read
    case none
  }

  /// The treatment of a program with warnings and without errors.
  package enum Warnings: Hashable, Sendable {
    case accepted
    /// `--deny-warnings`: no outputs.
    case denied

    /// Whether a program with these diagnostics is refused.
    func refuse(_ diagnostics: [FileDiagnostic]) -> Bool {
      switch self {
      case .accepted: diagnostics.contains { $0.diagnostic.code.severity == .error }
      case .denied: !diagnostics.isEmpty
      }
    }
  }

  /// The way to distinguish changed sources from unchanged ones.
  package enum ChangeDetection: Hashable, Sendable {
    /// Compares stamps; compares bytes only for a racy file.
    case stamps
    /// `--recheck`: compares the bytes of every file, compiles every hit again and compares the
    /// results.
    case contents
  }

  /// Whether a build checks if the cache needs a gc.
  package enum Collection: Hashable, Sendable {
    case never
    /// After a build that has written objects; the result is ``BuildReport/collectionNeed``.
    case whenDue
  }

  /// The traces of a build.
  package enum Effect: Hashable, Sendable {
    /// Outputs and cached results.
    case files
    /// `--dry-run`: only the report of what would be compiled and linked. The caller passes a
    /// ``ReadOnlyFileSystem``, and ``CacheUse/read`` or ``CacheUse/none``.
    case report
  }

  /// The results that a loss of power can destroy.
  package enum Durability: Hashable, Sendable {
    /// Everything. The next build notices the loss and builds again.
    case none
    /// `--durable`: nothing of a build that has succeeded.
    case synced
  }

  /// The way in which the program of ``Goal/tests`` runs them.
  package enum TestProgram: Hashable, Sendable {
    /// Those without a verdict, each in a process of its own.
    case isolated
    /// All of them one after the other, in its own process: for debuggers.
    case inTurn
  }

  package var root: FilePath
  /// With ``Goal/tests``: files and standard modules that count as reached from the root.
  package var moreRoots: [FilePath] = []
  /// With ``Goal/tests``: the folder, above the root file, that modules are named from and that
  /// contains the cache; `nil`: the root file's folder.
  package var projectFolder: FilePath?
  /// With ``Goal/tests``: a part of the names, as panics write them, of the tests to run; `nil`: all.
  package var testFilter: String?
  package var testProgram = TestProgram.isolated
  /// Whether other programs of the project have the same modules. The root file is then in a unit of
  /// native code of its own, so that they share all others.
  package var isOneOfSeveral = false
  /// Text that replaces a file, or that is the whole project.
  package var text: SourceText?
  package var goal: Goal
  package var output: FilePath?
  /// The executable's path, and without suffixes that of the others, where there is no ``output``; `nil`:
  /// the root file's, without its suffix.
  package var stem: FilePath?
  /// Files that the caller writes after the build, even if it fails. None may be one of its
  /// sources.
  package var reportFiles: [FilePath] = []
  /// Parent folders for a program to run that no cache can hold, the best first.
  package var privateParents: @Sendable () -> [FilePath] = { ["/tmp"] }
  /// 0…3, for the executable only.
  package var optimization: Int
  /// `-g`: whether the IR contains debug information.
  package var debugInfo: DebugInfo
  /// `nil`: as many threads as the processors that the process may use.
  package var jobs: Int?
  /// `nil`: `.mini_cache` in the root file's folder.
  package var cacheDirectory: FilePath?
  package var cacheUse: CacheUse
  package var changeDetection: ChangeDetection
  package var durability: Durability
  package var collection: Collection
  package var toolchain: Toolchain
  /// Settings of the user and the system.
  package var configuration: Configuration
  package var warnings = Warnings.accepted
  package var effect = Effect.files
  /// The program `mini-remote`, if the user's settings do not name one.
  package var remoteProgram: @Sendable () -> FilePath? = { nil }
  /// Limits the number of processes beside that of threads; `nil`: nothing else does.
  package var jobServer: JobServer?
  /// Called with a sentence that names the process waited for, when another process has locked the
  /// cache.
  package var onWait: (@Sendable (String) -> Void)?
  /// Called after each step of long work, by the thread that did it.
  package var onProgress: (@Sendable (BuildProgress) -> Void)?
  /// Called with the files that the program reaches or asks for, relative to the root file's
  /// folder, as soon as they are known. Called again if the build restarts.
  package var onSources: (@Sendable ([String]) -> Void)?
  /// The destination of spans of work.
  package var trace = Trace.off

  package init(
    root: FilePath = "main.mini", goal: Goal = .executable, output: FilePath? = nil,
    optimization: Int = 0, debugInfo: DebugInfo = .none, threadsMax: Int?,
    cacheDirectory: FilePath? = nil,
    cacheUse: CacheUse = .readWrite, changeDetection: ChangeDetection = .stamps,
    durability: Durability = .none, collection: Collection = .never,
    toolchain: Toolchain = Toolchain(clang: nil, searchPath: nil),
    configuration: Configuration = Configuration()
  ) {
    self.root = root
    self.goal = goal
    self.output = output
    self.optimization = optimization
    self.debugInfo = debugInfo
    jobs = threadsMax
    self.cacheDirectory = cacheDirectory
    self.cacheUse = cacheUse
    self.changeDetection = changeDetection
    self.durability = durability
    self.collection = collection
    self.toolchain = toolchain
    self.configuration = configuration
  }

  /// The maximum number of threads. Cost: system calls, once, if ``jobs`` is nil.
  package var threadsMax: Int { jobs ?? AvailableProcessors.count }
}
