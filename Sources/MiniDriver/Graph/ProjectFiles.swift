// The files of a project during a build: the last build's rows and the new files. Only files that
// the build has touched take memory of their own.

import BuildCache
import MiniFrontend

/// All files by index: `0 ..< rowCount` are the last build's rows, in their order; new files
/// follow.
///
/// An untouched row is read on demand, so a build that changes one file of ten thousand does no
/// work for the others.
struct ProjectFiles: Sendable {
  private let snapshot: FileHashCache?
  /// For each file its slot in `touched`, or ``untouched``.
  private var slots: [Int32]
  private var touched: [ProjectFile] = []
  private static let untouched: Int32 = -1

  /// The files that differ from their rows or have none, in no order.
  private(set) var touchedIndices: [Int] = []

  init(rowsOf snapshot: FileHashCache?) {
    self.snapshot = snapshot
    slots = Array(repeating: Self.untouched, count: snapshot?.count ?? 0)
  }

  var count: Int { slots.count }
  var indices: Range<Int> { 0..<slots.count }

  func isTouched(_ file: Int) -> Bool { slots[file] != Self.untouched }

  subscript(file: Int) -> ProjectFile {
    get { isTouched(file) ? touched[slot(of: file)] : kept(file) }
    _modify {
      if slots[file] == Self.untouched { touch(file, as: kept(file)) }
      yield &touched[slot(of: file)]
    }
  }

  // Access to single fields: the subscript copies a whole file, and retains everything in it.

  func path(of file: Int) -> ModulePath {
    isTouched(file) ? touched[slot(of: file)].path : kept(file).path
  }

  func oldRow(of file: Int) -> Int? {
    isTouched(file) ? touched[slot(of: file)].oldRow : file
  }

  func problem(of file: Int) -> SourceProblem? {
    isTouched(file) ? touched[slot(of: file)].problem : nil
  }

  func reading(of file: Int) -> SourceReading? {
    isTouched(file) ? touched[slot(of: file)].reading : nil
  }

  /// The approximate work of compiling the file: its bytes plus a constant.
  func load(of file: Int) -> UInt64 { (stamp(of: file)?.sizeBytes ?? 0) &+ Self.loadAtLeast }

  /// The cost of an empty file, in bytes of text.
  static let loadAtLeast: UInt64 = 256

  /// `nil` if the file cannot be read.
  func stamp(of file: Int) -> Stamp? {
    guard isTouched(file) else { return snapshot?.stamp(file) }
    let state = touched[slot(of: file)]
    return state.restamp?.stamp ?? state.reading?.stamp
  }

  /// Whether the stamp may hide a change.
  func isRacy(_ file: Int) -> Bool {
    guard isTouched(file) else { return snapshot?.isRacy(file) ?? false }
    let state = touched[slot(of: file)]
    return state.restamp?.isRacy ?? state.reading?.isRacy ?? false
  }

  /// Whether the text of the file is known: it was read, or has a row.
  func isKnown(_ file: Int) -> Bool {
    guard isTouched(file) else { return true }
    let state = touched[slot(of: file)]
    return state.problem == nil && (state.reading != nil || state.oldRow != nil)
  }

  func facts(of file: Int) -> FileFacts? {
    isTouched(file) ? touched[slot(of: file)].facts : nil
  }

  func analysis(of file: Int) -> FileAnalysis? {
    isTouched(file) ? touched[slot(of: file)].analysis : nil
  }

  func faultyInterface(of file: Int) -> Interface? {
    isTouched(file) ? touched[slot(of: file)].faultyInterface : nil
  }

  func targets(of file: Int) -> [ImportTarget]? {
    isTouched(file) ? touched[slot(of: file)].targets : nil
  }

  private func slot(of file: Int) -> Int { Int(slots[file]) }

  /// Moves out a file's parsed text; `nil` if this build has not parsed it.
  mutating func takeAnalysis(of file: Int) -> FileAnalysis? {
    isTouched(file) ? touched[slot(of: file)].analysis.take() : nil
  }

  /// Adds a file that has no row.
  mutating func append(_ path: ModulePath) {
    append(ProjectFile(path: path, oldRow: nil))
  }

  /// Adds a file that has no row.
  mutating func append(_ file: ProjectFile) {
    slots.append(Self.untouched)
    touch(count - 1, as: file)
  }

  /// Reorders the files, none of which has a row.
  ///
  /// - Parameter order: the old indices in the new order.
  mutating func renumber(by order: [Int]) {
    precondition(touched.count == count, "files without rows are all touched")
    slots = order.map { slots[$0] }
    touchedIndices = Array(indices)
  }

  private mutating func touch(_ file: Int, as state: ProjectFile) {
    slots[file] = Int32(touched.count)
    touched.append(state)
    touchedIndices.append(file)
  }

  private func kept(_ row: Int) -> ProjectFile {
    guard let snapshot else { preconditionFailure("a file without a row is touched") }
    return ProjectFile(path: ModulePath(snapshot.path(row)), oldRow: row)
  }
}
