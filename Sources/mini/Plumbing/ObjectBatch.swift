// The batch modes of `mini cat-object`: many objects, in the formats of `git cat-file`.

import FileIO
import Glibc
import ObjectStore

/// Shows an object for each line of standard input, or all there are.
///
///     <format> LF                              and in mode `batch` then <contents> LF
///     <name> SP "missing" LF                   no such object
///     <name> SP "ambiguous" LF                 a prefix of several ids
///
/// Memory: the largest object for each core, some MiB of answers, and the names in one 256th of the
/// store.
/// - SeeAlso: git-cat-file(1), "BATCH OUTPUT"
struct ObjectBatch {
  /// What is shown, and of which objects.
  struct Request: Sendable {
    let mode: CatObjectCommand.Batch
    var format = BatchFormat.usual
    var delimiter = UInt8(ascii: "\n")
    /// Answers are held back until there are many.
    var isBuffered = false
  }

  private let request: Request
  private let names: ObjectNames?
  private let infos: ObjectInfoReader?
  private var output: [UInt8] = []
  private var lookups = 0

  /// Output is handed on in pieces of at least so many bytes: fewer calls, and little memory.
  private static let pieceBytes = 1 << 16
  /// Lookups after which the memory of indexes is given back.
  private static let lookupsPerRelease = 64

  /// - Parameter directory: `nil`: there is no cache, and every object is missing.
  init(_ request: Request, _ directory: CacheDirectory?) throws {
    self.request = request
    names = try directory.map { try ObjectNames($0) }
    let needsInfo = request.format.has([.storedSize, .deltaBase])
    infos = needsInfo ? names.map { ObjectInfoReader($0.objects) } : nil
  }

  // MARK: All objects

  /// Every object, in the order of the ids.
  mutating func showAll() throws {
    guard let objects = names?.objects else { return }
    var ids: [ObjectID] = []
    for firstByte in UInt8.min...UInt8.max {
      do {
        ids += try objects.ids(firstByte: firstByte)
      } catch {
        throw CommandFailure("\(error)")
      }
      guard ids.count >= Self.idsPerRound || firstByte == .max else { continue }
      try show(ids, objects)
      objects.releasePages()
      ids.removeAll(keepingCapacity: true)
    }
    try flush()
  }

  /// What all cores make before it is written.
  private static let idsPerRound = 4096
  private static let idsPerPiece = 128
  /// A thread that has so much leaves the rest of its piece to the one that writes.
  private static let heldBytesMax = 1 << 18

  /// What a thread has made of its ids: of the first so many.
  private struct Piece: Sendable {
    var output: [UInt8] = []
    /// Where in the output each answer ends.
    var ends: [Int] = []
    var warnings: [String] = []

    func answer(_ number: Int) -> ArraySlice<UInt8>? {
      guard number < ends.count else { return nil }
      return output[(number > 0 ? ends[number - 1] : 0)..<ends[number]]
    }
  }

  private mutating func show(_ ids: [ObjectID], _ objects: ObjectDatabase) throws {
    // How an object is stored is looked up by one thread, which keeps the packs' orders.
    guard infos == nil else { return try showInTurn(ids, objects) }
    let order = objects.readingOrder(ids)
    let ranges = order.indices.pieces(of: Self.idsPerPiece)
    let pieces = Parallel.map(ranges, threadsMax: Terminal.processorCount) { [request] range in
      var piece = Piece()
      let answers = ObjectAnswers(request, objects, infos: nil)
      answers.forEach(order[range].map { ids[$0] }) { answer, warning in
        piece.output += answer
        piece.ends.append(piece.output.count)
        if let warning { piece.warnings.append(warning) }
        return piece.output.count < Self.heldBytesMax
      }
      return piece
    }
    for piece in pieces { for warning in piece.warnings { StandardError.write(warning) } }
    var places = [Int](repeating: 0, count: ids.count)
    for (place, number) in order.enumerated() { places[number] = place }
    for (id, place) in zip(ids, places) {
      let (piece, number) = place.quotientAndRemainder(dividingBy: Self.idsPerPiece)
      if let answer = pieces[piece].answer(number) {
        output += answer
        if output.count >= Self.pieceBytes { try flush() }
      } else {
        try showInTurn([id], objects)
      }
    }
  }

  private mutating func showInTurn(_ ids: [ObjectID], _ objects: ObjectDatabase) throws {
    var failure: (any Error)?
    ObjectAnswers(request, objects, infos: infos).forEach(ids) { answer, warning in
      if let warning { StandardError.write(warning) }
      output += answer
      do {
        if output.count >= Self.pieceBytes { try flush() }
        return true
      } catch {
        failure = error
        return false
      }
    }
    if let failure { throw failure }
  }

  // MARK: Named objects

  /// Those that standard input names. Answers go out before the next question is waited for, so
  /// that two programs can converse.
  mutating func showNamed() throws {
    let splits = request.format.has([.rest])
    var lines = InputLines(STDIN_FILENO, delimiter: request.delimiter)
    while let line = try lines.next(beforeWaiting: { if !request.isBuffered { try flush() } }) {
      var name = line[...]
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
    // A huge object's room is not kept.
    output.removeAll(keepingCapacity: output.capacity <= 4 * Self.pieceBytes)
  }
}
