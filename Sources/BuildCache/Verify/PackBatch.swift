// Packs that verify has opened and checks together in pieces, and its findings about them.

import FileIO
import ObjectStore

/// Packs that are checked together: a large one alone, small ones together. So threads are started
/// for every few thousand objects, not for every pack.
struct PackBatch {
  /// A pack of the batch.
  struct Member {
    enum State {
      case unopened, open, closed
    }

    var pack: PackExamination
    /// Its position among all packs of the tree.
    let number: Int
    /// The first object to check.
    let first: Int
    var state = State.unopened
    private var conditions: [PackExamination.FileCondition] = []
    var flaws = PackFlaws()

    init(pack: PackExamination, number: Int, first: Int) {
      self.pack = pack
      self.number = number
      self.first = first
    }

    /// Records the condition of one of the two files. The pack comes before its index.
    mutating func take(_ condition: PackExamination.FileCondition?, of file: PackExamination.File) {
      if let condition { conditions.append(condition) }
      guard file == .index else { return }
      pack.conclude(conditions)
      flaws = PackFlaws(pack: pack.packProblems, index: pack.indexProblems)
    }

    mutating func take(_ finding: PackExamination.Finding) {
      guard let fault = finding.fault else { return }
      flaws.take(finding.id, fault, isIndexWrong: pack.isIndexWrong(fault))
    }

    /// Whether to check the time before these objects. The first ones belong to the turn that
    /// opened the pack.
    func beginsTurn(_ range: Range<Int>) -> Bool {
      let done = range.lowerBound - first
      return done > 0 && done % PackBatch.objectsPerTurn == 0
    }
  }

  var packs: [Member] = []
  /// The number of packs in the tree.
  let total: Int
  /// The number of objects to check in the batch.
  private(set) var objects = 0

  init(total: Int) {
    self.total = total
  }

  mutating func append(_ pack: PackExamination, number: Int, from first: Int) {
    packs.append(Member(pack: pack, number: number, first: first))
    objects += pack.count - first
  }

  /// Fewer objects are not worth starting threads for.
  static let objectsMin = 8192
  /// Objects of a pack between two checks of the time: a few milliseconds of work.
  fileprivate static let objectsPerTurn = 2048
  private static let objectsPerPiece = 256
  /// Pieces whose findings can wait for an earlier piece, such as the checksum of a large pack.
  static let piecesAheadMax = 24

  /// The pieces of work in order: for each pack both files, then its objects.
  var pieces: [PackPiece] {
    packs.indices.flatMap { number -> [PackPiece] in
      let member = packs[number]
      var pieces = PackExamination.File.allCases.map { PackPiece(pack: number, part: .file($0)) }
      for range in (member.first..<member.pack.count).pieces(of: Self.objectsPerPiece) {
        pieces.append(PackPiece(pack: number, part: .objects(range)))
      }
      pieces[pieces.count - 1].isLast = true
      return pieces
    }
  }
}

/// A piece of the work on a pack.
struct PackPiece: Sendable {
  enum Part: Sendable {
    case file(PackExamination.File)
    /// Positions among the objects.
    case objects(Range<Int>)
  }

  /// The result of a piece.
  enum Finding: Sendable {
    case file(PackExamination.File, Result<PackExamination.FileCondition?, ObjectError>)
    /// The findings before a failure of the file system, if there was one.
    case objects(Range<Int>, [PackExamination.Finding], failure: ObjectError?)
  }

  /// The number of its pack in the batch.
  let pack: Int
  let part: Part
  /// Whether it is the last piece of its pack.
  var isLast = false

  /// Does the work, on any thread.
  func finding(in pack: PackExamination) -> Finding {
    switch part {
    case .file(let file):
      return .file(
        file, Result { () throws(ObjectError) in try pack.condition(of: file) })
    case .objects(let range):
      let (found, failure) = pack.findings(range)
      return .objects(range, found, failure: failure)
    }
  }
}

/// The flaws of a pack and of its index.
struct PackFlaws {
  var pack: [String] = []
  var index: [String] = []
  private var packObjects = FaultyObjects()
  private var indexObjects = FaultyObjects()

  init(pack: [String] = [], index: [String] = []) {
    self.pack = pack
    self.index = index
  }

  mutating func take(_ id: ObjectID, _ fault: Damage, isIndexWrong: Bool) {
    if isIndexWrong { indexObjects.append(id, fault) } else { packObjects.append(id, fault) }
  }

  var packText: String { (pack + packObjects.texts).joined(separator: "; ") }
  var indexText: String { (index + indexObjects.texts).joined(separator: "; ") }
}

/// The faulty objects of one file: the ids of the first few, and the number of all.
private struct FaultyObjects {
  private var shown: [String] = []
  private var count = 0

  /// Users read no more ids.
  private static let shownMax = 3

  mutating func append(_ id: ObjectID, _ fault: Damage) {
    count += 1
    if shown.count < Self.shownMax { shown.append("object \(id): \(fault.rawValue)") }
  }

  var texts: [String] {
    shown + (count > shown.count ? ["\(count - shown.count) more objects"] : [])
  }
}
