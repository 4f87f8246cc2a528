// `mini cat-object`

import ArgumentParser
import Glibc
import ObjectStore

struct CatObjectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cat-object",
    abstract: "Show an object's type, size or contents.",
    usage: """
      mini cat-object (-e | -t | -s | -p) <object>
      mini cat-object (--batch[=<format>] | --batch-check[=<format>]
                       | --batch-command[=<format>])
                      [--batch-all-objects [--unordered]] [--buffer] [-z]
      """,
    discussion: """
      An object is named by its id, by a unique prefix of 4 or more digits, by FILE.mini (the \
      file's IR in the last build), by FILE.mini:FUNCTION (the function's) or by the key of an entry \
      (64 digits, as 'mini key' and 'mini build -vv' print them). FILE.mini@{1} is another state with \
      the same options, the one compiled last, @{2} the one before. Each can be followed by ^{TYPE}, \
      as in Git. The output is that of 'git cat-file'. With --batch and \
      --batch-check, names come from standard input, one per line; with --batch-command each follows \
      the word contents or info. A format is text with \
      %(objectname), %(objecttype), %(objectsize), %(objectsize:disk), %(deltabase) and %(rest) \
      in it; %(rest) is the text after the name, which then ends at the first blank (not with \
      '--batch-command').

      EXAMPLES:
        mini cat-object -p math.mini:add      one function's IR
        mini cat-object -p math.mini:add@{1}  what it was before
        mini cat-object -s 3f9a21             an object's size in bytes
        mini cat-object -e math.mini || echo 'not cached'
        mini cat-object --batch-check --batch-all-objects
        mini cat-object --batch-check='%(objectsize:disk)' --batch-all-objects
        echo math.mini | mini cat-object --batch-check
      """)

  /// The information to show about one object.
  enum Query: EnumerableFlag {
    case exists, type, size, print

    static func name(for value: Query) -> NameSpecification {
      switch value {
      case .exists: .customShort("e")
      case .type: .customShort("t")
      case .size: .customShort("s")
      case .print: .customShort("p")
      }
    }

    static func help(for value: Query) -> ArgumentHelp? {
      switch value {
      case .exists: "Print nothing; exit with 0 if the object exists and is sound, else with 1."
      case .type: "Print its type."
      case .size: "Print its size in bytes."
      case .print: "Print its contents, a tree as a list."
      }
    }
  }

  @Flag var query: Query?
  @Flag var batch: BatchMode?

  @Flag(help: "Instead of names from standard input: all objects, in the order of their ids.")
  var batchAllObjects = false

  @Flag(help: "With --batch-all-objects: in any order. (mini uses the order of the ids.)")
  var unordered = false

  @Flag(help: "Buffer answers, instead of printing each at once.")
  var buffer = false

  @Flag(name: .customShort("z"), help: "Names on standard input end with NUL, not a line break.")
  var nulTerminated = false

  @Option(help: .hidden)
  var batchFormat: String?

  @Argument(help: "The object to show.", completion: .file(extensions: ["mini"]))
  var object: String?

  @OptionGroup var cache: CacheOptions

  func validate() throws {
    guard batch == nil else {
      guard query == nil, object == nil else {
        throw ValidationError("batch modes read names from standard input, and take no other mode")
      }
      guard batch != .batchCommand || !batchAllObjects else {
        throw ValidationError("'--batch-command' takes objects from its commands alone")
      }
      _ = try format
      return
    }
    guard !batchAllObjects, !unordered, !buffer, !nulTerminated, batchFormat == nil else {
      throw ValidationError(
        "'-z' and '--buffer' require '--batch', '--batch-check' or '--batch-command'")
    }
    guard query != nil else {
      throw ValidationError(
        "say what to show: -e, -t, -s, -p, --batch, --batch-check or --batch-command")
    }
    guard object != nil else { throw ValidationError("name an object") }
  }

  /// The format in `--batch-format`, after a colon; see ``OptionalValues``.
  private var format: BatchFormat {
    get throws {
      guard let batchFormat else { return .usual }
      do {
        return try BatchFormat(String(batchFormat.dropFirst()))
      } catch {
        throw ValidationError("\(error)")
      }
    }
  }

  func run() throws {
    let configuration = try cache.configuration()
    let directory = try PlumbingCache.find(configuration)
    if let batch {
      var request = BatchRequest(mode: batch, isBuffered: buffer)
      request.format = try format
      if nulTerminated { request.delimiter = 0 }
      var objects = try ObjectBatch(request, directory)
      if batchAllObjects { try objects.showAll() } else { try objects.showNamed() }
    } else if let query, let object {
      guard let directory else {
        guard query != .exists else { throw FoundFaults() }
        throw PlumbingCache.failure(configuration)
      }
      try show(object, query, ObjectNames(directory))
    }
  }

  private func show(_ name: String, _ query: Query, _ names: ObjectNames) throws {
    switch try names.resolve(name) {
    case .unique(let id): try show(id, name, query, names.objects)
    case .absent:
      guard query != .exists else { throw FoundFaults() }
      let hint = names.suggestion(for: name).map { "; did you mean '\($0)'?" } ?? ""
      throw CommandFailure("there is no object '\(name)'\(hint)")
    case .ambiguous(let ids):
      let listed = ids.prefix(Self.candidatesShownMax).map { "\n  \($0)" }.joined()
      throw CommandFailure("'\(name)' is ambiguous; the candidates are:\(listed)")
    }
  }

  private func show(
    _ id: ObjectID, _ name: String, _ query: Query, _ objects: ObjectDatabase
  ) throws {
    let output: [UInt8]?
    do {
      output = try Self.output(of: id, query, objects)
    } catch {
      guard query != .exists else {
        StandardError.write("mini: error: \(error)\n")
        throw FoundFaults()
      }
      throw CommandFailure("\(error)")
    }
    if let output { return try StandardOutput.write(output) }
    guard query != .exists else { throw FoundFaults() }
    throw CommandFailure("the object of '\(name)' is gone: \(id)")
  }

  /// - Returns: `nil` if the object does not exist.
  private static func output(
    of id: ObjectID, _ query: Query, _ objects: ObjectDatabase
  ) throws(ObjectError) -> [UInt8]? {
    switch query {
    case .type: try objects.header(of: id).map { Array("\($0.type)\n".utf8) }
    case .size: try objects.header(of: id).map { Array("\($0.sizeBytes)\n".utf8) }
    case .print: try objects.read(id).map(shown)
    case .exists: try objects.read(id).map { _ in [] }
    }
  }

  /// A tree as a list, anything else unchanged.
  private static func shown(_ object: StoredObject) -> [UInt8] {
    guard object.type == .tree, let entries = TreeEntry.all(of: object.body) else {
      return object.body
    }
    return entries.flatMap(\.line)
  }

  private static let candidatesShownMax = 10
}
