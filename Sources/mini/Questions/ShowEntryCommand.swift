// `mini show-entry`

import ArgumentParser
import BuildCache
import FileIO
import MiniDriver
import ObjectStore

struct ShowEntryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show-entry",
    abstract: "Show what the cache knows under a key: inputs, object, cost, age.",
    usage: """
      mini show-entry <file>[:<function>] [--json] [--cache-dir <dir>]
      mini show-entry <key> [--json] [--cache-dir <dir>]
      """,
    discussion: """
      FILE or FILE:FUNCTION: its entry in the last build. KEY: 64 digits, as 'mini build -vv' and \
      'mini key' print them. Prints the entry's key, its object and its size, the compiler and its \
      options, the time that compiling took, the day when a build last used it, and all inputs that \
      the key covers: where one of them differs, there is another key. A digest of a source is the \
      id that 'mini hash-object' prints.

      EXAMPLES:
        mini show-entry lib/math.mini
        mini show-entry lib/math.mini:add
        mini show-entry $(mini key main.mini) || echo 'would be compiled'
        mini show-entry main.mini --json
      """)

  @Argument(
    help: ArgumentHelp("A file, a function of one, or a key.", valueName: "file|key"),
    completion: .file(extensions: ["mini"]))
  var name: String

  @Flag(help: "Print one JSON object.")
  var json = false

  @OptionGroup var cache: CacheOptions

  func run() throws {
    let configuration = try cache.configuration()
    guard let directory = try PlumbingCache.find(configuration) else {
      throw PlumbingCache.failure(configuration)
    }
    let names = try ObjectNames(directory)
    guard let entry = try names.entry(name) else {
      throw CommandFailure(
        "the cache has no entry of '\(TerminalText.escaped(name))'\(try hint(names))")
    }
    let info: ObjectInfo?
    do throws(ObjectError) {
      info = try ObjectInfoReader(names.objects).info(of: entry.objectID)
    } catch {
      StandardError.write("mini: warning: \(error)\n")
      info = nil
    }
    let days = SystemWallClock().nowNanoseconds() / nanosecondsPerDay
    let renderer = EntryRenderer(entry, info, today: UInt32(clamping: days))
    try StandardOutput.write(json ? renderer.json : renderer.text)
  }

  private func hint(_ names: ObjectNames) throws -> String {
    if let similar = names.suggestion(for: name) { return "; did you mean '\(similar)'?" }
    guard case .unique = try names.resolve(name) else { return "" }
    return "; it is an object: see 'mini help cat-object'"
  }
}
