// Resolves the symbolic links of a path and records them.

import FileIO
import SystemPackage

/// A path without links, and the links that were followed to reach it.
struct LinkTrail {
  /// A name in a folder whose own path has no links.
  struct Entry: Hashable {
    let folder: FilePath
    let name: String
  }

  /// It need not exist: a dangling link leads to a name.
  private(set) var end: FilePath
  /// In the order in which they were followed.
  private(set) var links: [Entry] = []

  /// - Parameter start: a path without links, or an empty one for the working directory.
  init(from start: FilePath) {
    end = start
  }

  /// Continues along a relative or absolute path.
  mutating func follow(_ path: FilePath, fileSystem: any FileSystem) {
    var pending = Array(path.components.reversed())
    if path.isAbsolute { end = "/" }
    while let component = pending.popLast() {
      switch component.kind {
      case .currentDirectory: continue
      case .parentDirectory where end.lastComponent?.kind == .regular: end.removeLastComponent()
      case .parentDirectory, .regular:
        let next = end.appending(component)
        guard links.count < Self.linksMax, let target = try? fileSystem.readLink(next) else {
          end = next
          continue
        }
        links.append(Entry(folder: end.isEmpty ? "." : end, name: component.string))
        if target.isAbsolute { end = "/" }
        pending += target.components.reversed()
      }
    }
  }

  /// Linux follows the same number in a path (`MAXSYMLINKS`).
  private static let linksMax = 40

  /// The name at the end and its folder.
  var entry: Entry? {
    end.lastComponent.map { Entry(folder: end.parentFolder, name: $0.string) }
  }
}
