// The batch modes of `mini cat-object`: many objects, in the formats of `git cat-file`.

import Glibc
import ObjectStore

/// Shows an object for each line of standard input, or all there are.
///
///     <id> SP <type> SP <size> LF              and in mode `batch` then <contents> LF
///     <name> SP "missing" LF                   no such object
///     <name> SP "ambiguous" LF                 a prefix of several ids
///
/// - SeeAlso: git-cat-file(1), "Batch output"
struct ObjectBatch {
  private let mode: CatObjectCommand.Batch
  private let names: ObjectNames?
  private var output: [UInt8] = []

  /// Output is handed on in pieces of at least so many bytes: fewer calls, and little memory.
  private static let pieceBytes = 1 << 16

  /// - Parameter directory: `nil`: there is no cache, and every object is missing.
  init(_ mode: CatObjectCommand.Batch, _ directory: CacheDirectory?) throws {
    self.mode = mode
    names = try directory.map { try ObjectNames($0) }
  }

  mutating func run(allObjects: Bool) throws {
    if allObjects { try showAll() } else { try showNamed() }
    try flush()
  }

  private mutating func showAll() throws {
    guard let objects = names?.objects else { return }
    for firstByte in UInt8.min...UInt8.max {
      let ids: [ObjectID]
      do {
        ids = try objects.ids(firstByte: firstByte)
      } catch {
        throw CommandFailure("\(error)")
      }
      for id in ids { try show(id, name: Array("\(id)".utf8)) }
    }
  }

  /// Answers go out before the next question is waited for, so that two programs can converse.
  private mutating func showNamed() throws {
    var lines = InputLines(STDIN_FILENO)
    while let line = try lines.next(beforeWaiting: { try flush() }) {
      switch try names?.resolve(String(decoding: line, as: UTF8.self)) ?? .absent {
      case .unique(let id): try show(id, name: line)
      case .absent: output += line + Array(" missing\n".utf8)
      case .ambiguous: output += line + Array(" ambiguous\n".utf8)
      }
      if output.count >= Self.pieceBytes { try flush() }
    }
  }

  private mutating func show(_ id: ObjectID, name: [UInt8]) throws {
    do {
      guard try append(id) else {
        output += name + Array(" missing\n".utf8)
        return
      }
    } catch {
      // One damaged object shall not hide the others.
      StandardError.write("mini: warning: \(error)\n")
      output += name + Array(" missing\n".utf8)
    }
    if output.count >= Self.pieceBytes { try flush() }
  }

  private mutating func append(_ id: ObjectID) throws(ObjectError) -> Bool {
    guard let objects = names?.objects else { return false }
    switch mode {
    case .batchCheck:
      guard let header = try objects.header(of: id) else { return false }
      output += "\(id) \(header.type) \(header.sizeBytes)\n".utf8
    case .batch:
      guard let object = try objects.read(id) else { return false }
      output += "\(id) \(object.type) \(object.body.count)\n".utf8
      output += object.body
      output.append(UInt8(ascii: "\n"))
    }
    return true
  }

  private mutating func flush() throws {
    guard !output.isEmpty else { return }
    try StandardOutput.write(output)
    output.removeAll(keepingCapacity: true)
  }
}
