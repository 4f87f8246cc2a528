// `mini clean`

import ArgumentParser
import BuildCache
import MiniDriver
import ObjectStore
import SystemPackage

struct CleanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "clean",
    abstract: "Remove the cache; of a shared one, the project's part.",
    discussion: """
      Removes the cache that belongs to the working directory, and nothing else: outputs stay. \
      A folder that is not marked as a cache is never touched. Where there is no \
      cache, it says so and exits with 0.

      From a cache that other projects use, too, or that has pins, it removes the project here, with \
      what neither they nor Git refs reach: 'mini projects' and 'mini pin --list' list them. '--all' \
      removes the whole cache.

      EXAMPLES:
        mini clean
        mini clean --cache-dir /var/cache/mini
        mini clean --all
      """)

  @Flag(help: "Remove the whole cache, also if other projects use it or pins are in it.")
  var all = false

  @OptionGroup var json: JSONOption

  @OptionGroup var cache: CacheOptions

  func run() throws {
    let configuration = try cache.configuration()
    guard let directory = try PlumbingCache.find(configuration) else {
      return PlumbingCache.reportAbsence(configuration)
    }
    if !all {
      let (here, others) = try CacheUsers(directory).split()
      // Refs that cannot be read keep nothing.
      let pinCount = (try? SnapshotRefs(directory).pins.count) ?? 0
      guard others.isEmpty, pinCount == 0 else {
        guard !here.isEmpty else {
          let rest = others.isEmpty ? "pins are in it" : "others do"
          StandardError.write(
            "mini: no project here uses the cache '\(directory.path)', and \(rest): '--all'"
              + " removes it\n")
          return try report(directory, removed: "nothing")
        }
        try CacheUsers.remove(here, from: directory, configuration)
        if others.isEmpty {
          StandardError.write(
            "mini: the cache '\(directory.path)' keeps \(NumberText.count(pinCount, "pin")): '--all'"
              + " removes it\n")
        }
        return try report(directory, removed: "project")
      }
    }
    let removal: CacheRemoval
    do throws(CacheDirectoryError) {
      removal = try directory.removeAll()
    } catch {
      throw CommandFailure(error)
    }
    try report(directory, removed: "cache", removal.left)
    guard !removal.left.isEmpty else { return }
    let names = removal.left.map { "'\($0)'" }.joined(separator: ", ")
    StandardError.write(
      "mini: warning: '\(directory.path)' stays, because it contains files that mini did not"
        + " create: \(names)\n")
  }

  private func report(
    _ directory: CacheDirectory, removed: String, _ left: [String] = []
  ) throws {
    guard json.isWanted else { return }
    try StandardOutput.write(
      JSON.line([
        ("cache", .string(directory.path.string)), ("removed", .string(removed)),
        ("left", .array(left.map { .string($0) })),
      ]))
  }
}
