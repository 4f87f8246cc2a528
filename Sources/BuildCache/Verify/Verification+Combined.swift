// verify, combined IRs: marker lines, ranges and checksums against a project's index.

import FileIO
import SystemPackage

extension Verification {
  /// Checks a project's combined IR, if the cache contains it.
  ///
  /// A build replaces the combined IR first and the index afterwards. So a mismatch is a fault only
  /// if it is there while no build is running.
  mutating func checkCombined(_ project: LoadedProject) throws(MaintenanceError) {
    guard project.index.project.hasCopy, let file = combined(of: project) else { return }
    let path = path(of: file, project)
    guard var flaws = try flaws(of: file, by: project.index) else {
      return note(path, "absent", "the next build that needs it creates it")
    }
    var sections = project.index.count
    if !flaws.isEmpty {
      let again = try lookAgain { () throws(MaintenanceError) in try look(at: file, project.folder)
      }
      switch again {
      case .busy: return noteBusy(path)
      case .done(nil): return  // one of the files is gone by now
      case .done(let found?): (flaws, sections) = found
      }
    }
    count(sections: sections)
    guard !flaws.isEmpty else { return }
    let more = flaws.count - Self.flawsShownMax
    let shown = flaws.prefix(Self.flawsShownMax) + (more > 0 ? ["\(more) more flaws"] : [])
    fault(
      path, shown.joined(separator: "; "),
      .moveAside(file, as: path, then: "the next build assembles it again"))
  }

  /// Users read no more flaws of one file.
  private static let flawsShownMax = 3

  private func look(
    at file: FilePath, _ folder: ProjectFolder
  ) throws(MaintenanceError) -> (flaws: [String], sections: Int)? {
    let outcome = FileHashCache.load(
      folder.index, scrutiny: .inPieces, fileSystem: fileSystem)
    guard case .loaded(let index) = outcome, index.project.hasCopy,
      let flaws = try flaws(of: file, by: index)
    else {
      return nil
    }
    return (flaws, index.count)
  }

  private mutating func combined(of project: LoadedProject) -> FilePath? {
    let name = project.index.project.rootName
    if let file = project.folder.combined(rootName: name) { return file }
    faultOfProject(project.folder, "the name of its root file is not valid")
    return nil
  }

  private func path(of file: FilePath, _ project: LoadedProject) -> String {
    let name = file.lastComponent?.string ?? ""
    return "\(project.folder.prefix)\(CacheName.combined)/\(name)"
  }

  /// The flaws of a combined IR, one sentence per flaw; `nil` if the file does not exist. Checks
  /// every byte, because the index assigns each to the header, a marker line or a section.
  private func flaws(
    of file: FilePath, by project: FileHashCache
  ) throws(MaintenanceError) -> [String]? {
    let mapped: MappedFile?
    do throws(FileError) {
      mapped = try MappedFile(file, fileSystem: fileSystem)
    } catch {
      return ["\(error)"]
    }
    guard let mapped else { return nil }
    let bytes = IndexBytes(mapped)
    var flaws: [String] = []
    let length = project.project.outputLength
    if UInt64(bytes.count) != length {
      flaws.append("it has \(bytes.count) bytes, and its index says \(length)")
    }
    if let header = expectedHeader(project) {
      let range = 0..<Int(clamping: project.project.headerLength)
      if bytes.compare(range, with: header) != 0 {
        flaws.append("its header is wrong")
      }
    }
    let pieces = (0..<project.count).pieces(of: Self.sectionsPerPiece)
    Parallel.map(pieces, threadsMax: threadsMax) { rows in
      Self.flaws(ofSections: rows, of: bytes, by: project)
    } inOrder: {
      flaws += $1
    }
    return flaws
  }

  private static let sectionsPerPiece = 128
  /// A thread releases the pages of the combined IR after this number of bytes; sections can be
  /// large.
  private static let residentBytesMax = 1 << 20

  /// The flaws of some sections of a combined IR.
  private static func flaws(
    ofSections rows: Range<Int>, of bytes: IndexBytes, by project: FileHashCache
  ) -> [String] {
    var flaws: [String] = []
    var residentBytes = 0
    var end = project.sectionsRange(rows).lowerBound
    for row in rows {
      if residentBytes > Self.residentBytesMax {
        bytes.releasePages()
        residentBytes = 0
      }
      end &+= project.sectionSize(row)
      let section = project.section(row, endingAt: end)
      let path = project.path(row)
      guard section.offset <= UInt64(bytes.count),
        section.length <= UInt64(bytes.count) - section.offset
      else {
        flaws.append("the section of '\(path)' is cut")
        continue
      }
      let marker = SectionMarker.line(path: path, project.combinedHash(row))
      let start = Int(section.offset)
      if bytes.compare(max(start - marker.count, 0)..<start, with: marker) != 0 {
        flaws.append("the marker line of '\(path)' is wrong")
      }
      let range = start..<(start + Int(section.length))
      residentBytes += range.count
      let whole = max(start - marker.count, 0)..<range.upperBound
      if bytes.checksumInPieces(range) != section.checksum
        || bytes.checksumInPieces(whole) != project.sectionChecksum(row)
      {
        flaws.append("the section of '\(path)' has a wrong checksum")
      }
    }
    bytes.releasePages()
    project.releasePages()
    return flaws
  }
}
