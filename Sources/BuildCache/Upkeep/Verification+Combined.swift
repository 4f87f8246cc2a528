// verify, combined IRs: marker lines, ranges and checksums against a project's index.

import FileIO
import ObjectStore
import SystemPackage

extension Verification {
  /// Checks a project's combined IR.
  ///
  /// A build replaces the combined IR first and the index after it: what does not fit may be the
  /// moment in between. It is a fault if it stays so after builds that were saving have gone on.
  mutating func checkCombined(_ project: LoadedProject) throws(UpkeepError) {
    var project = project
    guard let file = combined(of: project) else { return }
    let path = path(of: file, project)
    for attempt in 0..<Self.attemptsMax {
      let before = try stamps(of: file, project.folder)
      if attempt > 0 {
        let outcome = FileHashCache.load(project.folder.index, fileSystem: fileSystem)
        guard case .loaded(let index) = outcome else { return }  // gone, or told of already
        project = LoadedProject(folder: project.folder, index: index)
      }
      guard let flaws = try flaws(of: file, by: project.index) else {
        return note(path, "absent", "the next build that needs it makes it")
      }
      if flaws.isEmpty { return count(sections: project.index.count) }
      try? directory.letSavingBuildsThrough()  // where nothing can be locked nobody builds either
      let after = try stamps(of: file, project.folder)
      guard attempt > 0, before == after else { continue }
      count(sections: project.index.count)
      for flaw in flaws {
        fault(path, flaw, .moveAside(file, as: path, then: "the next build assembles it anew"))
      }
      return
    }
    note(path, "being changed all the time", "verify it when builds are less busy")
  }

  /// Builds that may come between one after another; each takes no longer than the wait for it.
  private static let attemptsMax = 50

  /// What tells whether a build has replaced either file.
  private func stamps(
    of file: FilePath, _ folder: ProjectFolder
  ) throws(UpkeepError) -> [Stamp?] {
    try UpkeepError.ofFile { () throws(FileError) in
      try [file, folder.index].map { path throws(FileError) in
        try fileSystem.status(of: path, followingLinks: false).map { Stamp($0) }
      }
    }
  }

  private mutating func combined(of project: LoadedProject) -> FilePath? {
    let name = project.index.project.rootName
    if let file = project.folder.combined(rootName: name) { return file }
    faultOfProject(project.folder, "its root's name is none")
    return nil
  }

  private func path(of file: FilePath, _ project: LoadedProject) -> String {
    let name = file.lastComponent?.string ?? ""
    return "\(project.folder.prefix)\(ProjectFolder.combinedName)/\(name)"
  }

  /// What is wrong with a combined IR, a line each; `nil` where there is none.
  private func flaws(
    of file: FilePath, by project: FileHashCache
  ) throws(UpkeepError) -> [String]? {
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
        flaws.append("its header is not as it was made")
      }
    }
    for row in 0..<project.count {
      let section = project.section(row)
      let path = project.path(row)
      guard section.offset <= UInt64(bytes.count),
        section.length <= UInt64(bytes.count) - section.offset
      else {
        flaws.append("the section of '\(path)' is cut")
        continue
      }
      let marker = CombinedOutput.marker(path: path, combinedHash: project.combinedHash(row))
      let start = Int(section.offset)
      if bytes.compare(max(start - marker.count, 0)..<start, with: marker) != 0 {
        flaws.append("the marker line of '\(path)' is wrong")
      }
      if bytes.checksum(start..<(start + Int(section.length))) != section.checksum {
        flaws.append("the section of '\(path)' does not have its checksum")
      }
    }
    return flaws
  }
}

extension CombinedOutput {
  /// The marker line of a section.
  fileprivate static func marker(path: String, combinedHash: CombinedHash) -> [UInt8] {
    var assembly = Assembly(previous: nil)
    let section = Section(path: path, combinedHash: combinedHash, source: .bytes([]))
    assembly.append([], [section], readObject: { _ in nil })
    return assembly.bytes
  }
}
