// `mini key`

import ArgumentParser
import BuildCache
import FileIO
import MiniBackend
import MiniDriver
import MiniFrontend
import SystemPackage

struct KeyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "key",
    abstract: "Print the key of a file or function as it is now.",
    usage: "mini key [-g] [--json] [--root <root>] [--no-cache] <file>[:<function>]",
    discussion: """
      Prints the key under which a build would look the file or function up in the cache, with the \
      sources as they are. It compiles nothing, writes nothing, and needs no cache. A file has no key \
      where its errors show without its functions being compiled. The root file is main.mini in the \
      file's folder or in the nearest folder above; without one, it is the file itself.

      EXAMPLES:
        mini key lib/math.mini
        mini key lib/math.mini:add
        mini key -g main.mini | mini cat-object --batch-check
                                   is its IR in the cache?
      """)

  @Argument(
    help: ArgumentHelp("A file, or a function of one.", valueName: "file"),
    completion: .file(extensions: ["mini"]))
  var name: String

  @Option(help: RootArgument.help, completion: RootArgument.completion)
  var root: String?

  @Flag(name: .customShort("g"), help: "The key of a build with '-g'.")
  var isDebuggable = false

  @OptionGroup var json: JSONOption

  @OptionGroup var cache: CacheOptions

  @Flag(help: "Do not read the cache.")
  var noCache = false

  func validate() throws {
    guard ObjectNames.split(name) != nil else {
      throw ValidationError("name a source file, FILE.mini, or a function of one, FILE.mini:NAME")
    }
  }

  func run() throws {
    guard let (name, function) = ObjectNames.split(name) else { return }
    let file = FilePath(argument: name)
    let configuration = try cache.configuration()
    let target = try target(of: file)
    let options = BuildOptions(
      debugInfo: isDebuggable ? .full : .none, threadsMax: configuration.jobs,
      cacheDirectory: configuration.cacheDirectory ?? target.usualCache,
      cacheUse: noCache ? .none : .read,
      configuration: configuration)
    let questions = try ProjectQuestions(
      root: target.root, options: options, debugInfo: options.debugInfo)
    StandardError.write(
      questions.cacheEvents.map { "mini: warning: \(TerminalText.escaped($0))\n" }.joined())
    do {
      let key = try questions.key(of: file, function: function)
      try StandardOutput.write(json.isWanted ? Self.line(key, name, function) : "\(key)\n")
    } catch let error as QuestionError {
      throw CommandFailure(TerminalText.escaped("\(error)"))
    }
  }

  private static func line(_ key: Digest, _ file: String, _ function: String?) -> String {
    let name = function.map { [("function", JSON.string($0))] } ?? []
    return JSON.line([("file", .string(file))] + name + [("key", .string("\(key)"))])
  }

  private func target(of file: FilePath) throws -> BuildTarget {
    if let root { return try BuildTarget.one(root) }
    let isStandard = ModulePath(file.string).standardModule != nil
    let start = isStandard ? FilePath(ProjectLocation.usualRootName) : file
    return try BuildTarget.only(BuildTarget.nearest(to: start), by: "'--root'")
  }
}
