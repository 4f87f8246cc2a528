// The answers of `mini cat-object --batch-all-objects`, made piece by piece on all cores.

import FileIO
import ObjectStore
import Synchronization

/// Makes answers about the objects of a walk's pieces. A class, because threads share the idle
/// buffers.
final class WalkedPieces: Sendable {
  private let request: BatchRequest
  private let objects: ObjectDatabase
  private let walk: ObjectWalk
  private let idle = Mutex<[GatheredBytes]>([])

  /// A thread with this many bytes leaves the rest of its piece to the writer.
  private static let heldBytesMax = 1 << 17
  /// Larger buffers, made for huge objects, are not reused.
  private static let keptBytesMax = 1 << 20

  /// A thread's answers about a piece.
  struct Answers: Sendable {
    let output: GatheredBytes
    var warnings: [String] = []
    /// The objects of the piece that have no answer yet.
    var left: [ObjectID] = []
    var failure: ObjectError?
  }

  init(_ request: BatchRequest, _ objects: ObjectDatabase, _ walk: ObjectWalk) {
    self.request = request
    self.objects = objects
    self.walk = walk
  }

  /// The answers about a piece's objects, or about the first of them.
  func answers(piece: Int) -> Answers {
    let idle = idle.withLock { $0.popLast() }
    var answers = Answers(output: idle ?? GatheredBytes(capacity: Self.heldBytesMax))
    let alone = ObjectAnswers(request, objects, infos: nil)
    var line: [UInt8] = []
    do throws(ObjectError) {
      answers.left = try walk.forEach(ofPiece: piece) { object in
        if !append(object, &line, to: answers.output) {
          line.removeAll(keepingCapacity: true)
          alone.append(object.id, to: &line) { answers.warnings.append($0) }
          answers.output.append(contentsOf: line)
        }
        return answers.output.count < Self.heldBytesMax
      }
    } catch {
      answers.failure = error
    }
    return answers
  }

  /// Appends the answer if the short way is possible; see ``WalkedObject``.
  private func append(
    _ object: borrowing WalkedObject, _ line: inout [UInt8], to output: GatheredBytes
  ) -> Bool {
    guard request.mode == .batch else { return false }
    let id = object.id
    let isDone = object.append(to: output) { header, output in
      line.removeAll(keepingCapacity: true)
      request.format.append(id, header: header, info: nil, rest: [], to: &line)
      output.append(contentsOf: line)
    }
    if isDone { output.append(UInt8(ascii: "\n")) }
    return isDone
  }

  /// Takes back a buffer after it was written.
  func takeBack(_ buffer: GatheredBytes) {
    guard buffer.capacity <= Self.keptBytesMax else { return }
    buffer.count = 0
    idle.withLock { $0.append(buffer) }
  }
}
