// Packs that verify has opened and checks together, in pieces, and what it finds in them.

import FileIO
import ObjectStore

/// Packs that are checked at once: a large one alone, small ones together, so that threads are begun
/// for each few thousand objects, not for each pack.
struct PackBatch {
  /// One of them.
  struct Member {
    enum State {
      case unopened, open, closed
    }

    var pack: PackExamination
    /// Its place among all of the tree.
    let number: Int
    /// The first object that is to be looked at.
    let first: Int
    var state = State.unopened
    private var conditions: [PackExamination.FileCondition] = []
    var flaws = PackFlaws()

    init(pack: PackExamination, number: Int, first: Int) {
      self.pack = pack
      self.number = number
      self.first = first
    }

    /// Takes in what one of the files turned out to be, the pack first.
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

    /// Whether the clock is to be looked at before these objects. The first ones are part of the turn
    /// that the pack was opened in.
    func beginsTurn(_ places: Range<Int>) -> Bool {
      let done = places.lowerBound - first
      return done > 0 && done % PackBatch.objectsPerTurn == 0
    }
  }

  var packs: [Member] = []
  /// How many the tree has.
  let total: Int
  /// Of the packs.
  private(set) var objects = 0

  init(total: Int) {
    self.total = total
  }

  mutating func append(_ pack: PackExamination, number: Int, from first: Int) {
    packs.append(Member(pack: pack, number: number, first: first))
    objects += pack.count - first
  }

  /// Objects that are worth it that threads are begun.
  static let objectsMin = 8192
  /// Objects of a pack between two looks at the clock: some milliseconds' work.
  fileprivate static let objectsPerTurn = 2048
  private static let objectsPerPiece = 256
  /// Pieces whose findings may wait for one before them: for the checksum of a large pack.
  static let piecesAheadMax = 24

  /// The work in its order: of each pack both files, then the objects.
  var pieces: [PackPiece] {
    packs.indices.flatMap { number -> [PackPiece] in
      let member = packs[number]
      var pieces = PackExamination.File.allCases.map { PackPiece(pack: number, part: .file($0)) }
      for places in (member.first..<member.pack.count).pieces(of: Self.objectsPerPiece) {
        pieces.append(PackPiece(pack: number, part: .objects(places)))
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
    /// Places among the objects.
    case objects(Range<Int>)
  }

  /// What came of it.
  enum Finding: Sendable {
    case file(PackExamination.File, Result<PackExamination.FileCondition?, ObjectError>)
    /// What was found up to a failure of the file system, if there was one.
    case objects(Range<Int>, [PackExamination.Finding], failure: ObjectError?)
  }

  /// The number of its pack in the batch.
  let pack: Int
  let part: Part
  /// Whether it is the last of its pack.
  var isLast = false

  /// Does it. Any thread may.
  func finding(in pack: PackExamination) -> Finding {
    switch part {
    case .file(let file):
      return .file(
        file, Result { () throws(ObjectError) in try pack.condition(of: file) })
    case .objects(let places):
      let (found, failure) = pack.findings(places)
      return .objects(places, found, failure: failure)
    }
  }
}

/// What is wrong with a pack and its index.
struct PackFlaws {
  var pack: [String] = []
  var index: [String] = []
  private var packObjects = FaultyObjects()
  private var indexObjects = FaultyObjects()

  init(pack: [String] = [], index: [String] = []) {
    self.pack = pack
    self.index = index
  }

  mutating func take(_ id: ObjectID, _ fault: PackFault, isIndexWrong: Bool) {
    if isIndexWrong { indexObjects.append(id, fault) } else { packObjects.append(id, fault) }
  }

  var packText: String { (pack + packObjects.texts).joined(separator: "; ") }
  var indexText: String { (index + indexObjects.texts).joined(separator: "; ") }
}

/// Objects of one file that are faulty: the first few by their names, all by their number.
private struct FaultyObjects {
  private var shown: [String] = []
  private var count = 0

  /// More names than anyone reads.
  private static let shownMax = 3

  mutating func append(_ id: ObjectID, _ fault: PackFault) {
    count += 1
    if shown.count < Self.shownMax { shown.append("object \(id): \(fault.rawValue)") }
  }

  var texts: [String] {
    shown + (count > shown.count ? ["\(count - shown.count) objects more"] : [])
  }
}
