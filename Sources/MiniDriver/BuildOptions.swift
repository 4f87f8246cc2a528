// What a build is asked to do.

package import BuildCache
import FileIO
package import MiniBackend
package import SystemPackage

/// The wishes of one `build`, `run`, `emit` or `check`.
package struct BuildOptions: Sendable {
  /// What is to exist afterwards.
  package enum Goal: Hashable, Sendable {
    /// `<root>.ll`, and the executable `<root>`, beside the root file (`-o` names the executable).
    case executable
    /// `<root>.ll` (`-o` names it).
    case ir
    /// Nothing but the diagnostics.
    case diagnostics
    /// The combined IR's bytes in ``BuildReport/combinedIR``, no file.
    case combinedIR
  }

  /// Whether what the cache holds is used and what is made is kept.
  package enum CacheUse: Hashable, Sendable {
    case readWrite
    case none
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
  package var goal: Goal
  package var output: FilePath?
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
