// The files that a build has compiled, and their IR.

/// The artifacts of some files of a project. (Not a dictionary: runtime note 1.)
struct FileArtifacts: Sendable {
  /// The files that have one, and their artifacts, in the order in which they were added.
  private(set) var files: [Int] = []
  private(set) var values: [FileArtifact] = []
  /// For each file, up to the last that has one, the place of its artifact plus 1, or 0.
  private var places: [UInt32] = []

  var isEmpty: Bool { files.isEmpty }

  subscript(file: Int) -> FileArtifact? {
    place(of: file).map { values[$0] }
  }

  /// Adds the artifact of a file, or replaces it.
  mutating func set(_ artifact: FileArtifact, of file: Int) {
    if let place = place(of: file) {
      values[place] = artifact
      return
    }
    if places.count <= file {
      places.append(contentsOf: repeatElement(0, count: file + 1 - places.count))
    }
    files.append(file)
    values.append(artifact)
    places[file] = UInt32(files.count)
  }

  mutating func reserveCapacity(_ count: Int) {
    files.reserveCapacity(count)
    values.reserveCapacity(count)
  }

  private func place(of file: Int) -> Int? {
    guard file < places.count, places[file] > 0 else { return nil }
    return Int(places[file]) - 1
  }
}
