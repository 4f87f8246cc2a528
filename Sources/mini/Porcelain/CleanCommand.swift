// `mini clean`

import ArgumentParser
import BuildCache
import ObjectStore

struct CleanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "clean",
    abstract: "Remove the cache.",
    discussion: """
      Removes the cache that belongs to the working directory, and nothing else: outputs stay. \
      A folder that is not marked as a cache is never touched. Where there is no \
      cache, it says so and exits with 0.

      EXAMPLES:
        mini clean
        mini clean --cache-dir /var/cache/mini
      """)

  @OptionGroup var cache: CacheOptions

  func run() throws {
    let configuration = try cache.configuration()
    guard let directory = try PlumbingCache.find(configuration) else {
      return PlumbingCache.reportAbsence(configuration)
    }
    do {
      let removal = try directory.removeAll()
      guard !removal.left.isEmpty else { return }
      let names = removal.left.map { "'\($0)'" }.joined(separator: ", ")
      StandardError.write(
        "mini: warning: '\(directory.path)' stays, because it contains files that mini did not"
          + " create: \(names)\n")
    } catch {
      throw CommandFailure("\(error)")
    }
  }
}
