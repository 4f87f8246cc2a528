// `mini lsp`

import ArgumentParser
import BuildCache
import FileIO
import Glibc
import MiniDriver
import MiniServer
import SystemPackage

/// Serves an editor.
struct ServerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lsp",
    abstract: "Serve an editor: the Language Server Protocol on standard streams.",
    usage: "mini lsp [<options>]",
    discussion: """
      Editors start it. It shows errors and warnings while text is typed, and formats and finds \
      declarations. It reads the caches that builds fill, and writes nothing, but for one thing: a \
      jump into a standard module writes the module's text to the user's cache folder \
      ($XDG_CACHE_HOME/mini/std or ~/.cache/mini/std).

      A file belongs to the project whose main.mini is in its folder or the nearest one above.

      Exits with 0 if the editor has ended the session, or else with 1.

      EXAMPLES:
        mini lsp                      the command in an editor's settings
      """)

  @Flag(name: .customLong("stdio"), help: .private)
  var usesStandardStreams = false

  @OptionGroup var cache: CacheOptions

  func run() throws { try Self.serve(cache.configuration()) }

  /// Serves until the editor ends the session.
  static func serve(_ configuration: Configuration) throws {
    var options = BuildOptions(
      threadsMax: configuration.jobs, cacheDirectory: configuration.cacheDirectory,
      configuration: configuration)
    options.onWait = { _ in }
    let queue = MessageQueue()
    Parallel.inBackground {
      queue.fill {
        var bytes: [UInt8] = []
        // A stream that cannot be read has ended.
        _ = try? Descriptor.read(STDIN_FILENO, into: &bytes)
        return bytes
      }
    }
    let standardModules = Environment.ownCacheFolder.map {
      StandardModuleFiles(folder: $0.appending("std").appending(Version.number))
    }
    let server = LanguageServer(
      version: Version.number, options: options, standardModules: standardModules, queue: queue
    ) { bytes in
      // A client that no longer reads has ended the session. The end of its stream follows.
      try? StandardOutput.write(bytes)
    }
    switch server.run() {
    case .orderly: return
    case .unexpected: throw FoundFaults()
    case .failed(let failure):
      throw CommandFailure("standard input is not as the protocol says: \(failure)")
    }
  }
}
