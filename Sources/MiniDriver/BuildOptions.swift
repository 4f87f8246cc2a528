// What a build is asked to do.

package import BuildCache
import FileIO
package import MiniBackend
import MiniFrontend
package import SystemPackage

/// The wishes of one `build`, `run`, `emit` or `check`.
package struct BuildOptions: Sendable {
  /// What is to exist afterwards.
  package enum Goal: Hashable, Sendable {
    /// Files beside the root file, or as `-o` names them: see ``OutputNames``.
    case files(Emission)
    /// An executable that is to be run: ``BuildReport/program``. Nothing is written beside the sources.
    case program
    /// Nothing but the diagnostics.
    case diagnostics
    /// One text, IR or assembly, in ``BuildReport/text``, no file.
    case text(Emission)

    package static let combinedIR = Goal.text(.ir)
    package static let ir = Goal.files(.ir)
    package static let executable = Goal.files([.executable, .ir])

    /// Whether the program is linked.
    var makesExecutable: Bool {
      switch self {
      case .files(let emission): emission.contains(.executable)
      case .program: true
      case .diagnostics, .text: false
      }
    }
  }

  /// Kinds of outputs.
  package struct Emission: OptionSet, Hashable, Sendable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) { self.rawValue = rawValue }

    package static let executable = Emission(rawValue: 1)
    /// The combined IR.
    package static let ir = Emission(rawValue: 2)
    /// Object code of the combined IR, compiled in one piece.
    package static let object = Emission(rawValue: 4)
    /// The same as assembly.
    package static let assembly = Emission(rawValue: 8)
  }

  /// Whether what the cache holds is used and what is made is kept.
  package enum CacheUse: Hashable, Sendable {
    case readWrite
    /// Nothing is kept.
    case read
    case none
  }

  /// What is made of a program with warnings and without errors.
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

  /// How a changed source is told from an unchanged one.
  package enum ChangeDetection: Hashable, Sendable {
    /// By stamps; a racy file by its bytes.
    case stamps
    /// `--recheck`: every file by its bytes, and every hit is compiled again and compared.
    case contents
  }

  /// Whether a build looks for signs that the cache needs a gc.
  package enum Collection: Hashable, Sendable {
    case never
    /// Where the build has written objects; ``BuildReport/collectionNeed`` says what was found.
    case whenDue
  }

  /// What a loss of power may take.
  package enum Durability: Hashable, Sendable {
    /// All of a build: it is noticed, and built again.
    case none
    /// `--durable`: nothing of a build that has ended well.
    case synced
  }

  package var root: FilePath
  /// Text that stands for a file, or for all of the project.
  package var text: SourceText?
  package var goal: Goal
  package var output: FilePath?
  /// Files that the caller writes after the build, whatever comes of it: they must be none of its sources.
  package var reportFiles: [FilePath] = []
  /// Folders in which a program is made that is to be run and that no cache can hold, the best first.
  package var privateParents: @Sendable () -> [FilePath] = { ["/tmp"] }
  /// 0…3, for the executable alone.
  package var optimization: Int
  /// `-g`: whether the IR is for a debugger.
  package var debugInfo: DebugInfo
  /// `nil`: as many threads as there are processors that the process may use.
  package var jobs: Int?
  /// `nil`: `.mini_cache` in the root file's folder.
  package var cacheDirectory: FilePath?
  package var cacheUse: CacheUse
  package var changeDetection: ChangeDetection
  package var durability: Durability
  package var collection: Collection
  package var toolchain: Toolchain
  /// What the user and the system have set.
  package var configuration: Configuration
  package var warnings = Warnings.accepted
  /// Called with a sentence when another process keeps the cache locked: who is waited for.
  package var onWait: (@Sendable (String) -> Void)?
  /// Called after each step of work that may take long, by the thread that made it.
  package var onProgress: (@Sendable (BuildProgress) -> Void)?
  /// Called with the files that the program reaches or asks for, relative to the root file's folder,
  /// as soon as they are known; again where the build starts anew.
  package var onSources: (@Sendable ([String]) -> Void)?
  /// Where spans of work go.
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

  /// How many threads may work. Cost: system calls, once, where ``jobs`` does not say it.
  package var threadsMax: Int { jobs ?? AvailableProcessors.count }
}
