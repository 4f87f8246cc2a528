// `mini clean`

import ArgumentParser
import BuildCache
import ObjectStore

struct CleanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "clean",
    abstract: "Remove the cache; of a shared one, the project's part.",
    discussion: """
      Removes the cache that belongs to the working directory, and nothing else: outputs stay. \
      A folder that is not marked as a cache is never touched. Where there is no \
      cache, it says so and exits with 0.

      From a cache that other projects use, too, it removes the project here, with what neither \
      they nor Git refs reach: 'mini projects' lists all. '--all' removes the whole cache.

      EXAMPLES:
        mini clean
        mini clean --cache-dir /var/cache/mini
        mini clean --all
      """)

  @Flag(help: "Remove the whole cache, also if other projects use it.")
  var all = false

  @OptionGroup var cache: CacheOptions

  func run() throws {
    let configuration = try cache.configuration()
    guard let directory = try PlumbingCache.find(configuration) else {
      return PlumbingCache.reportAbsence(configuration)
    }
    if !all {
      let (here, others) = try CacheUsers(directory).split
      guard others.isEmpty else {
        guard !here.isEmpty else {
          StandardError.write(
            "mini: no project here uses the cache '\(directory.path)', and others do: '--all'"
              + " removes it\n")
          return
        }
        return try CacheUsers.remove(here, from: directory, configuration)
      }
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
