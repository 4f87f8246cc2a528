// What `mini cat-object --batch-all-objects` answers, made by all cores piece by piece.

import FileIO
import ObjectStore
import Synchronization

/// Answers about the objects of a walk's pieces. A class, because threads share the buffers that are
/// not in use.
final class WalkedPieces: Sendable {
  private let request: ObjectBatch.Request
  private let objects: ObjectDatabase
  private let walk: ObjectWalk
  private let idle = Mutex<[GatheredBytes]>([])

  /// A thread that has so much leaves the rest of its piece to the one that writes.
  private static let heldBytesMax = 1 << 17
  /// A huge object's room is not kept.
  private static let keptBytesMax = 1 << 20

  /// What a thread has made of a piece.
  struct Answers: Sendable {
    let output: GatheredBytes
    var warnings: [String] = []
    /// Objects that the piece has too.
    var left: [ObjectID] = []
    var failure: ObjectError?
  }

  init(_ request: ObjectBatch.Request, _ objects: ObjectDatabase, _ walk: ObjectWalk) {
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

  /// Appends the answer where it can be had by the shortest way; see ``WalkedObject``.
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

  /// Gives a buffer back that has been written.
  func takeBack(_ buffer: GatheredBytes) {
    guard buffer.capacity <= Self.keptBytesMax else { return }
    buffer.count = 0
    idle.withLock { $0.append(buffer) }
  }
}
