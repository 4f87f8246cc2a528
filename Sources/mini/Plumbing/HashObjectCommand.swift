// `mini hash-object`

import ArgumentParser
import BuildCache
import FileIO
import Glibc
import ObjectStore
import SystemPackage

/// Prints the object ids of files, and stores the objects on request.
struct HashObjectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hash-object",
    abstract: "Print files' object ids, and store files with -w.",
    usage: """
      mini hash-object [-w [--durable]] [-t <type>] [--tree <tree>] [--stdin]
                       [<file> ...]
      mini hash-object [-w [--durable]] [-t <type>] [--tree <tree>]
                       --stdin-paths
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

  @Option(help: "The tree of the cache that -w stores into.")
  var tree = TreeName.objects

  @Option(
    name: .customShort("t", allowingJoined: true),
    help: ArgumentHelp("The objects' type.", valueName: "type"))
  var type = TypeName.blob

  @Flag(help: "With -w: wait at the end until all objects are on the disk.")
  var durable = false

  @Flag(help: "Read one object's body from standard input, before any file.")
  var stdin = false

  @Flag(help: "Read file names from standard input, one per line.")
  var stdinPaths = false

  @Argument(help: ArgumentHelp("Files to hash.", valueName: "file"), completion: .file())
  var files: [String] = []

  @OptionGroup var cache: CacheOptions

  func validate() throws {
    guard writes || !durable else { throw ValidationError("'--durable' requires '-w'") }
    if stdinPaths {
      guard !stdin else {
        throw ValidationError("'--stdin-paths' and '--stdin' exclude each other")
      }
      guard files.isEmpty else {
        throw ValidationError("'--stdin-paths' and names of files exclude each other")
      }
    } else {
      guard stdin || !files.isEmpty else {
        throw ValidationError("name a file, or use '--stdin' or '--stdin-paths'")
      }
    }
  }

  func run() throws {
    guard writes else { return try printAll(nil) }
    let configuration = try cache.configuration()
    let directory = try openOrCreate(configuration)
    try printAll(PlumbingCache.objects(of: directory))
    guard durable || configuration.isDurable else { return }
    do throws(FileError) {
      try DirectoryHandle(directory.path, fileSystem: directory.fileSystem)?.syncAll()
    } catch {
      throw CommandFailure("\(error): the objects are stored, but a loss of power can destroy them")
    }
  }

  private func printAll(_ objects: ObjectDatabase?) throws {
    if stdin {
      let body = try Self.contents(of: STDIN_FILENO, named: "standard input")
      try StandardOutput.write("\(try hash(body, objects))\n")
    }
    try printIDs(pieces: files.count, objects) { [files] number, take in
      try take(files[number].argumentBytes.span)
    }
    guard stdinPaths else { return }
    var lines = InputLines(STDIN_FILENO)
    while true {
      // Answers are written before the command waits for the next line.
      let came = try lines.nextThatCame()
      guard !came.isEmpty else { return }
      try printIDs(ofPathsIn: came, objects)
    }
  }

  /// The cache to write into. Creates a named cache that does not exist.
  private func openOrCreate(_ configuration: Configuration) throws -> CacheDirectory {
    if let found = try PlumbingCache.find(configuration) { return found }
    guard let path = configuration.cacheDirectory else {
      throw PlumbingCache.failure(
        configuration, advice: ": build a project first, or name one with '--cache-dir'")
    }
    do {
      return try CacheDirectory.openOrCreate(at: path)
    } catch {
      throw CommandFailure(error)
    }
  }

  /// Prints the ids of the files named in `lines`.
  private func printIDs(ofPathsIn lines: [UInt8], _ objects: ObjectDatabase?) throws {
    let pieces = Self.pieces(of: lines)
    try printIDs(pieces: pieces.count, objects) { number, take in
      var rest = lines[pieces[number]]
      while !rest.isEmpty {
        let end = rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.endIndex - 1
        let path = InputLines.content(of: rest[...end])
        rest = rest[(end + 1)...]
        if path.first == UInt8(ascii: "\""), let unquoted = GitQuoting.unquoted(Array(path)) {
          try take(unquoted.span)
        } else {
          try take(lines.span.extracting(path.indices))
        }
      }
    }
  }

  /// Whole lines in pieces of about ``pieceBytes``.
  private static func pieces(of lines: [UInt8]) -> [Range<Int>] {
    var pieces: [Range<Int>] = []
    var start = 0
    while start < lines.count {
      let least = min(start + pieceBytes, lines.count) - 1
      let end = lines[least...].firstIndex(of: UInt8(ascii: "\n")) ?? lines.count - 1
      pieces.append(start..<end + 1)
      start = end + 1
    }
    return pieces
  }

  /// Large enough to outweigh the cost of a task, small enough that no thread waits long.
  private static let pieceBytes = 4 << 10
  /// The maximum number of pieces whose ids wait for an earlier piece.
  private static let piecesAheadMax = 64

  /// Output is written in pieces of at least this size.
  private static let outputBytes = 1 << 16

  /// Prints the ids of files in order, on all cores, up to the first failure.
  ///
  /// - Parameter paths: passes each path of a piece to its second parameter.
  private func printIDs(
    pieces: Int, _ objects: ObjectDatabase?,
    _ paths: @Sendable (Int, _ take: (Span<UInt8>) throws -> Void) throws -> Void
  ) throws {
    var output: [UInt8] = []
    var failure: (any Error)?
    Parallel.stream(
      count: pieces, threadsMax: AvailableProcessors.count, aheadMax: Self.piecesAheadMax
    ) { number -> (ids: [UInt8], failure: (any Error)?) in
      var ids: [UInt8] = []
      var files = FileSequence(fileSystem: LocalFileSystem())
      do {
        try paths(number) { path in
          try files.read(path, sizeMax: Int(StoredObject.bodySizeMaxBytes))
          try hash(files.bytes, objects).appendHex(to: &ids)
          ids.append(UInt8(ascii: "\n"))
        }
        return (ids, nil)
      } catch let error as FileError where error.errno == .fileTooLarge {
        return (ids, Self.tooLarge("'\(error.path)'"))
      } catch let error as FileError {
        return (ids, CommandFailure("\(error)"))
      } catch {
        return (ids, error)
      }
    } inOrder: { _, result in
      output += result.ids
      failure = result.failure
      guard failure == nil, output.count >= Self.outputBytes else { return failure == nil }
      defer { output.removeAll(keepingCapacity: true) }
      do {
        try StandardOutput.write(output)
        return true
      } catch {
        failure = error
        return false
      }
    }
    try StandardOutput.write(output)
    if let failure { throw failure }
  }

  /// The id of one body, which is stored first if requested.
  private func hash(
    _ body: UnsafeRawBufferPointer, _ objects: ObjectDatabase?
  ) throws -> ObjectID {
    if objects == nil, type == .blob { return ObjectID(type: .blob, body: body) }
    return try hash(Array(body), objects)
  }

  private func hash(_ body: [UInt8], _ objects: ObjectDatabase?) throws -> ObjectID {
    let type = type.type
    if let flaw = ObjectCheck.flaw(of: type, body) {
      throw CommandFailure("this is not a \(type): \(flaw)")
    }
    do {
      return try objects?.write(type, body, in: tree.tree).id ?? ObjectID(type: type, body: body)
    } catch {
      throw CommandFailure("\(error)")
    }
  }

  private static func tooLarge(_ name: String) -> CommandFailure {
    CommandFailure(
      "\(name) is too large: an object has at most \(StoredObject.bodySizeMaxBytes >> 30) GiB")
  }

  private static func contents(of fd: Int32, named name: String) throws -> [UInt8] {
    let sizeMax = StoredObject.bodySizeMaxBytes
    // A regular file's size is known without reading it.
    if let status = try? LocalFileSystem().status(fd), status.kind == .regular,
      status.sizeBytes > sizeMax
    {
      throw tooLarge(name)
    }
    do {
      return try Descriptor.readAll(fd, sizeMax: Int(sizeMax))
    } catch .fileTooLarge {
      throw tooLarge(name)
    } catch {
      throw CommandFailure("cannot read \(name): \(error)")
    }
  }
}
