// The batch modes of `mini cat-object`: many objects, in the formats of `git cat-file`.

import BuildCache
import FileIO
import Glibc
import MiniDriver
import ObjectStore

/// Shows an object for each line of standard input, or all objects.
///
///     <format> LF                              and in mode `batch` then <contents> LF
///     <name> SP "missing" LF                   no such object
///     <name> SP "ambiguous" LF                 a prefix of several ids
///
/// Memory: the largest object, and half a MiB of answers per core. For all objects, also packs of
/// up to 10 MiB together (see `ObjectWalk`), or the names in one 256th of the store.
/// - SeeAlso: git-cat-file(1), "BATCH OUTPUT"
struct ObjectBatch {

  private var request: BatchRequest
  private let names: ObjectNames?
  private let infos: ObjectInfoReader?
  private var output: [UInt8] = []
  private var lookups = 0

  /// Output is written in pieces of at least this size, which limits both calls and memory.
  private static let pieceBytes = 1 << 16
  /// The number of lookups after which the memory of indexes is released.
  private static let lookupsPerRelease = 64

  /// - Parameter directory: `nil` if there is no cache; then every object is missing.
  init(_ request: BatchRequest, _ directory: CacheDirectory?) throws {
    self.request = request
    names = try directory.map { try ObjectNames($0) }
    let needsInfo = request.format.has([.storedSize, .deltaBase])
    infos = needsInfo ? names.map { ObjectInfoReader($0.objects) } : nil
  }

  // MARK: All objects

  /// Shows every object, in the order of the ids.
  mutating func showAll() throws {
    guard let objects = names?.objects else { return }
    // A single thread looks up how objects are stored, because it keeps the packs' orders.
    guard infos == nil else { return try showAllInTurn(objects) }
    let threadsMax = AvailableProcessors.count
    let walk: ObjectWalk
    do {
      walk =
        switch request.mode {
        case .batch, .batchCommand: try ObjectWalk(objects, threadsMax: threadsMax)
        // Sizes and types are at the beginnings of entries, so no pack is held in memory.
        case .batchCheck: try ObjectWalk(objects, bytesInMemoryMax: 0, threadsMax: threadsMax)
        }
    } catch {
      throw CommandFailure("\(error)")
    }
    let pieces = WalkedPieces(request, objects, walk)
    var failure: (any Error)?
    Parallel.stream(
      count: walk.pieceCount, threadsMax: threadsMax, aheadMax: Self.piecesAheadMax * threadsMax,
      pieces.answers
    ) { number, answers in
      do {
        try write(answers, objects)
      } catch {
        failure = error
      }
      pieces.takeBack(answers.output)
      if number % Self.piecesPerRelease == 0 { objects.releasePages() }
      return failure == nil
    }
    if let failure { throw failure }
  }

  /// The number of pieces, half a MiB, that each thread can be ahead of the writer.
  private static let piecesAheadMax = 4
  /// The number of pieces after which the memory of indexes is released.
  private static let piecesPerRelease = 64

  private mutating func write(
    _ answers: WalkedPieces.Answers, _ objects: ObjectDatabase
  ) throws {
    for warning in answers.warnings { StandardError.write(warning) }
    try StandardOutput.write(answers.output.bytes)
    if let failure = answers.failure { throw CommandFailure("\(failure)") }
    guard !answers.left.isEmpty else { return }
    try showInTurn(answers.left, objects)
    try flush()
  }

  /// Shows every object, on one thread.
  private mutating func showAllInTurn(_ objects: ObjectDatabase) throws {
    for firstByte in UInt8.min...UInt8.max {
      let ids: [ObjectID]
      do {
        ids = try objects.ids(firstByte: firstByte)
      } catch {
        throw CommandFailure("\(error)")
      }
      try showInTurn(ids, objects)
      objects.releasePages()
    }
    try flush()
  }

  private mutating func showInTurn(_ ids: [ObjectID], _ objects: ObjectDatabase) throws {
    let answers = ObjectAnswers(request, objects, infos: infos)
    for id in ids {
      answers.append(id, to: &output) { StandardError.write($0) }
      if output.count >= Self.pieceBytes { try flush() }
    }
  }

  // MARK: Named objects

  /// Shows the objects that standard input names. Answers are written before the command waits for
  /// the next name, so that two programs can converse.
  mutating func showNamed() throws {
    let isCommanded = request.mode == .batchCommand
    let splits = request.format.has([.rest]) && !isCommanded
    var lines = InputLines(STDIN_FILENO, delimiter: request.delimiter)
    while let line = try lines.next(beforeWaiting: { if !request.isBuffered { try flush() } }) {
      var name = line[...]
      if isCommanded {
        do {
          guard let named = try follow(name) else { continue }
          name = named
        } catch {
          // Earlier commands have their answers.
          try flush()
          throw error
        }
      }
      var rest: ArraySlice<UInt8> = []
      if splits, let space = line.firstIndex(where: Self.isBlank) {
        name = line[..<space]
        rest = line[space...].drop(while: Self.isBlank)
      }
      switch try names?.resolve(String(decoding: name, as: UTF8.self)) ?? .absent {
      case .unique(let id): show(id, name: name, rest: rest)
      case .absent: output += name + Array(" missing\n".utf8)
      case .ambiguous: output += name + Array(" ambiguous\n".utf8)
      }
      if output.count >= Self.pieceBytes { try flush() }
    }
    try flush()
  }

  /// Does what a command says.
  ///
  /// - Returns: the name that follows it; `nil`: it is complete without one.
  /// - SeeAlso: git-cat-file(1), "--batch-command"
  private mutating func follow(_ line: ArraySlice<UInt8>) throws -> ArraySlice<UInt8>? {
    let end = line.firstIndex(of: 0x20) ?? line.endIndex
    let name = line[end...].dropFirst()
    switch String(decoding: line[..<end], as: UTF8.self) {
    case "contents" where !name.isEmpty: request.mode = .batch
    case "info" where !name.isEmpty: request.mode = .batchCheck
    case "flush" where end == line.endIndex:
      guard request.isBuffered else { throw CommandFailure("'flush' needs '--buffer'") }
      try flush()
      return nil
    default:
      throw CommandFailure(
        "'\(TerminalText.escaped(String(decoding: line, as: UTF8.self)))' is not a command: say "
          + "'contents NAME', 'info NAME' or 'flush'")
    }
    return name
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

  private mutating func show(
    _ id: ObjectID, name: ArraySlice<UInt8>, rest: ArraySlice<UInt8>
  ) {
    guard let objects = names?.objects else { return }
    lookups += 1
    if lookups % Self.lookupsPerRelease == 0 { objects.releasePages() }
    ObjectAnswers(request, objects, infos: infos)
      .append(id, name: name, rest: rest, to: &output) { StandardError.write($0) }
  }

  private mutating func flush() throws {
    guard !output.isEmpty else { return }
    try StandardOutput.write(output)
    // Releases the memory of a huge object.
    output.removeAll(keepingCapacity: output.capacity <= 4 * Self.pieceBytes)
  }
}
