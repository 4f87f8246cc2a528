// The batch modes of `mini cat-object`: many objects, in the formats of `git cat-file`.

import Glibc
import ObjectStore

/// Shows an object for each line of standard input, or all there are.
///
///     <format> LF                              and in mode `batch` then <contents> LF
///     <name> SP "missing" LF                   no such object
///     <name> SP "ambiguous" LF                 a prefix of several ids
///
/// Memory: the largest object, and the names in one 256th of the store.
/// - SeeAlso: git-cat-file(1), "BATCH OUTPUT"
struct ObjectBatch {
  /// What is shown, and of which objects.
  struct Request {
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
    infos = names.map { ObjectInfoReader($0.objects) }
  }

  /// Every object, in the order of the ids.
  mutating func showAll() throws {
    guard let objects = names?.objects else { return }
    for firstByte in UInt8.min...UInt8.max {
      let ids: [ObjectID]
      do {
        ids = try objects.ids(firstByte: firstByte)
      } catch {
        throw CommandFailure("\(error)")
      }
      for id in ids { try show(id, name: Array(id.description.utf8)[...], rest: []) }
      objects.releasePages()
    }
    try flush()
  }

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
      case .unique(let id): try show(id, name: name, rest: rest)
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
  ) throws {
    lookups += 1
    if lookups % Self.lookupsPerRelease == 0 { names?.objects.releasePages() }
    do {
      if try !append(id, rest: rest) { output += name + Array(" missing\n".utf8) }
    } catch {
      // One damaged object shall not hide the others.
      StandardError.write("mini: warning: \(error)\n")
      output += name + Array(" missing\n".utf8)
    }
    if output.count >= Self.pieceBytes { try flush() }
  }

  private mutating func append(
    _ id: ObjectID, rest: ArraySlice<UInt8>
  ) throws(ObjectError) -> Bool {
    guard let objects = names?.objects else { return false }
    let format = request.format
    var info: ObjectInfo?
    if format.has([.storedSize, .deltaBase]) {
      info = try infos?.info(of: id)
      guard info != nil else { return false }
    }
    switch request.mode {
    case .batchCheck:
      var header = info?.header
      if header == nil, format.has([.objectType, .objectSize]) || !objects.contains(id) {
        header = try objects.header(of: id)
        guard header != nil else { return false }
      }
      format.append(id, header: header, info: info, rest: rest, to: &output)
    case .batch:
      guard let object = try objects.read(id) else { return false }
      let header = ObjectHeader(type: object.type, sizeBytes: UInt64(object.body.count))
      format.append(id, header: header, info: info, rest: rest, to: &output)
      output += object.body
      output.append(UInt8(ascii: "\n"))
    }
    return true
  }

  private mutating func flush() throws {
    guard !output.isEmpty else { return }
    try StandardOutput.write(output)
    // A huge object's room is not kept.
    output.removeAll(keepingCapacity: output.capacity <= 4 * Self.pieceBytes)
  }
}
