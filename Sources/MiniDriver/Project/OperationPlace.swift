// The place of an operation that a panic names: `mini locate`.

import BuildCache
package import FileIO
package import MiniFrontend
package import SystemPackage

/// The place of an operation in a project's sources, as they are now.
package struct OperationPlace: Sendable {
  /// Relative to the root file's folder.
  package let path: String
  package let location: Diagnostic.Location
  /// The root file's folder as the user named it.
  package let rootFolder: FilePath
  /// When the file changed last, in nanoseconds since 1970.
  package let changeNanoseconds: Int64

  /// Finds an operation.
  ///
  /// - Parameters:
  ///   - name: as a panic writes it: `lib/math.div #2`.
  ///   - root: the root file, or the folder that contains it.
  /// - Returns: `nil` if the sources contain no such operation.
  /// - Throws: ``BuildError`` if the root file is absent or unusable.
  package init?(
    of name: String, root: FilePath, fileSystem: any FileSystem = LocalFileSystem()
  ) throws(BuildError) {
    let project = try ProjectLocation(root: root, text: nil, fileSystem: fileSystem)
    guard let operation = Self.parts(of: name) else { return nil }
    let reader = SourceReader(
      rootFolder: project.folder, fileSystem: fileSystem, clock: SystemWallClock())
    let module = ModulePath(ofModule: operation.module)
    path = module.path
    rootFolder = project.folder
    guard case .success(let source) = reader.read(path) else { return nil }
    let analysis = FileAnalysis(analyzing: source.bytes, of: module.origin)
    guard
      let range = (analysis.zir.functions + analysis.zir.tests)
        .first(where: { $0.name == operation.function })?.range(ofOperation: operation.ordinal)
    else { return nil }
    location = analysis.lines.location(of: range)
    changeNanoseconds = max(source.stamp.mtimeNanoseconds, source.stamp.ctimeNanoseconds)
  }

  /// The parts of an operation's name. A module's name can contain any of the marks between them, a
  /// function's name none; a test's name ends with a quotation mark.
  private static func parts(
    of name: String
  ) -> (module: String, function: String, ordinal: UInt32)? {
    guard let space = name.lastIndex(of: " "), let point = point(in: name[..<space]),
      case let number = name[space...].dropFirst(), number.first == "#",
      let ordinal = UInt32(number.dropFirst())
    else { return nil }
    return (String(name[..<point]), String(name[..<space][point...].dropFirst()), ordinal)
  }

  /// The mark between a module and a function or a test.
  private static func point(in name: Substring) -> String.Index? {
    guard name.last == "\"" else { return name.lastIndex(of: ".") }
    let beginning = ".test \""
    return name.indices.first { name[$0...].hasPrefix(beginning) }
  }
}
