// `mini hash-object`

import ArgumentParser
import FileIO
import Glibc
import ObjectStore
import SystemPackage

/// Prints the ids that files have as objects, and stores them if asked.
struct HashObjectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hash-object",
    abstract: "Print files' object ids, and store files with -w.",
    usage: """
      mini hash-object [-w] [-t <type>] [--tree <tree>] [--stdin] [<file> ...]
      mini hash-object [-w] [-t <type>] [--tree <tree>] --stdin-paths
      """,
    discussion: """
      Prints what 'git hash-object' prints in a repository of object format sha256.

      EXAMPLES:
        mini hash-object main.mini             the id of a file's bytes
        echo 'fn f() {}' | mini hash-object --stdin
        ls *.mini | mini hash-object --stdin-paths
        mini hash-object -w notes.txt          store it in the cache too
      """)

  /// `--tree`.
  enum TreeName: String, CaseIterable, ExpressibleByArgument {
    case objects, zir

    var tree: ObjectDatabase.Tree { self == .zir ? .zir : .objects }
  }

  /// `-t`.
  enum TypeName: String, CaseIterable, ExpressibleByArgument {
    case blob, tree, commit, tag

    var type: ObjectType {
      switch self {
      case .blob: .blob
      case .tree: .tree
      case .commit: .commit
      case .tag: .tag
      }
    }
  }

  @Flag(name: .customShort("w"), help: "Store the objects in the cache.")
  var writes = false

  @Option(help: "Which tree of the cache -w stores into.")
  var tree = TreeName.objects

  @Option(name: .customShort("t"), help: ArgumentHelp("The objects' type.", valueName: "type"))
  var type = TypeName.blob

  @Flag(help: "Read one object's body from standard input, before any file.")
  var stdin = false

  @Flag(help: "Read file names from standard input, one a line.")
  var stdinPaths = false

  @Argument(help: ArgumentHelp("Files to hash.", valueName: "file"), completion: .file())
  var files: [String] = []

  @OptionGroup var cache: CacheOptions

  func validate() throws {
    if stdinPaths {
      guard !stdin else {
        throw ValidationError("'--stdin-paths' and '--stdin' exclude each other")
      }
      guard files.isEmpty else {
        throw ValidationError("'--stdin-paths' and names of files exclude each other")
      }
    } else {
      guard stdin || !files.isEmpty else {
        throw ValidationError("name a file, or give '--stdin' or '--stdin-paths'")
      }
    }
  }

  func run() throws {
    let objects = writes ? try openOrCreate() : nil
    if stdin {
      let body = try Self.contents(of: STDIN_FILENO, named: "standard input")
      try StandardOutput.write("\(try hash(body, objects))\n")
    }
    try hash(files: files, objects)
    guard stdinPaths else { return }
    var lines = InputLines(STDIN_FILENO)
    while true {
      // Answers go out before the next question is waited for.
      let came = try lines.nextThatCame()
      guard !came.isEmpty else { return }
      let paths = came.map { line in
        line.first == UInt8(ascii: "\"") ? GitQuoting.unquoted(line) ?? line : line
      }
      try hash(files: paths.map { String(decoding: $0, as: UTF8.self) }, objects)
    }
  }

  /// The cache to write into; where it is named and absent, it is made.
  private func openOrCreate() throws -> ObjectDatabase {
    if let found = try PlumbingCache.find(cache) { return try PlumbingCache.objects(of: found) }
    guard let path = cache.path else {
      throw CommandFailure(
        "\(PlumbingCache.absence(cache)): build a project first, or name one with '--cache-dir'")
    }
    do {
      return try PlumbingCache.objects(of: CacheDirectory.create(at: path))
    } catch let error as CacheDirectoryError {
      throw CommandFailure("\(error)")
    }
  }

  /// Prints the ids of files in their order, on all cores, up to the first that cannot be had.
  private func hash(files: [String], _ objects: ObjectDatabase?) throws {
    let pieces = files.indices.pieces(of: Self.filesPerPiece)
    var output: [UInt8] = []
    var failure: (any Error)?
    Parallel.map(pieces, threadsMax: Terminal.processorCount) { piece in
      var ids: [ObjectID] = []
      do {
        for file in files[piece] { ids.append(try hash(file: file, objects)) }
        return (ids, nil)
      } catch {
        return (ids, error)
      }
    } inOrder: { (_, result: (ids: [ObjectID], failure: (any Error)?)) in
      guard failure == nil else { return }
      for id in result.ids {
        id.appendHex(to: &output)
        output.append(UInt8(ascii: "\n"))
      }
      failure = result.failure
    }
    try StandardOutput.write(output)
    if let failure { throw failure }
  }

  /// Enough that a thread's turn is worth its while, few enough that no thread waits long.
  private static let filesPerPiece = 64

  private func hash(file: String, _ objects: ObjectDatabase?) throws -> ObjectID {
    let fd: FileDescriptor
    do {
      fd = try FileDescriptor.open(FilePath(file), .readOnly)
    } catch let error as Errno {
      throw CommandFailure("cannot open '\(file)': \(error)")
    }
    defer { try? fd.close() }  // nothing was written
    return try hash(Self.contents(of: fd.rawValue, named: "'\(file)'"), objects)
  }

  /// The id of one body, after storing it if so asked.
  private func hash(_ body: [UInt8], _ objects: ObjectDatabase?) throws -> ObjectID {
    let type = type.type
    if let flaw = ObjectShape.flaw(of: type, body) {
      throw CommandFailure("this is no \(type): \(flaw)")
    }
    do {
      return try objects?.write(type, body, in: tree.tree).id ?? ObjectID(type: type, body: body)
    } catch {
      throw CommandFailure("\(error)")
    }
  }

  private static func contents(of fd: Int32, named name: String) throws -> [UInt8] {
    do {
      return try Descriptor.readAll(fd, sizeMax: Int(LooseFormat.bodySizeMaxBytes))
    } catch {
      throw CommandFailure("cannot read \(name): \(error)")
    }
  }
}
