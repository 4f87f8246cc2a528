// A question about a document, and the places that its answers name.

import MiniBackend
import MiniDriver
import MiniFrontend
import SystemPackage

/// A document with the meanings of its names.
struct DocumentQuery {
  let document: Document
  let semantics: ModuleSemantics
  private let context: RequestContext

  /// - Throws: ``RequestFailure`` if the document is not open.
  init(_ id: DocumentID, _ context: RequestContext) throws(RequestFailure) {
    document = try context.workspace.document(id)
    self.context = context
    semantics = ModuleSemantics(
      ProjectLibrary.module(
        document.module ?? ModulePath("document.mini"), document.text.bytes),
      ProjectLibrary(document.project))
  }

  var text: DocumentText { document.text }

  func offset(of position: Position) -> UInt32 { UInt32(text.offset(of: position)) }

  func range(_ range: PositionRange) -> SourceRange {
    let start = offset(of: range.start)
    return SourceRange(start: start, end: max(start, offset(of: range.end)))
  }

  func replacements(_ edits: [TextEdit]) -> [TextReplacement] {
    edits.map { TextReplacement(range: text.range($0.range), newText: $0.text) }
  }

  /// Files of the project that are proposed at most, for an import or as a namespace.
  private static let pathsMax = 1000

  /// The paths by which the document can import standard modules and other files of its project, and
  /// their namespaces.
  var importPaths: [(namespace: String, path: String)] {
    var paths = StandardModule.allCases.map(\.path)
    if let project = document.project, let module = document.module {
      paths += project.modules.prefix(Self.pathsMax).compactMap {
        $0.standardModule == nil && $0 != module ? module.importPath(of: $0) : nil
      }
    }
    return ModuleSemantics.namespaces(ofPaths: paths)
  }

  /// The place in its file; `nil` if there is none.
  func location(of place: ModulePlace) -> DocumentLocation? {
    guard let (uri, text) = file(of: place.module) else { return nil }
    return DocumentLocation(uri: uri, range: text.range(place.range))
  }

  /// The file of a module, and its text; `nil` if it has none.
  func file(of module: String) -> (uri: String, text: DocumentText)? {
    file(of: module, in: document.project)
  }

  private func file(
    of module: String, in project: LiveProject?
  ) -> (uri: String, text: DocumentText)? {
    if module == semantics.module.name { return (document.uri, text) }
    let path = ModulePath(ofModule: module)
    if let module = path.standardModule { return context.workspace.file(of: module) }
    guard let project, let file = project.path(of: path),
      let other = context.workspace.text(of: path, in: project)
    else { return nil }
    return (context.workspace.uri(of: file), other)
  }

  /// Calls `body` with each file in which a thing may be mentioned, this one first: all files of the
  /// project, or of all projects for a standard module.
  func forEachFile(
    mentioning entity: Entity,
    _ body: (_ semantics: ModuleSemantics, _ uri: String, _ text: DocumentText) -> Void
  ) throws(RequestFailure) {
    body(semantics, document.uri, text)
    guard entity.isShared, let name = semantics.name(of: entity) else { return }
    var seen: Set<String> = []
    for project in projects {
      for path in project.modules where path.module != semantics.module.name {
        try context.checkCancellation()
        // Most files do not contain the word.
        guard path.standardModule == nil, let source = project.text(of: path),
          source.contains(word: name), let (uri, text) = file(of: path.module, in: project),
          seen.insert(uri).inserted
        else { continue }
        // A library for each, so that not all files are in memory at once.
        let module = ProjectLibrary.module(path, source)
        body(ModuleSemantics(module, ProjectLibrary(project)), uri, text)
      }
    }
  }

  /// The projects that may use what the document declares.
  private var projects: [LiveProject] {
    if document.showsStandardModule {
      let all = context.workspace.projects
      return all.keys.sorted { $0.string < $1.string }.compactMap { all[$0] }
    }
    return document.project.map { [$0] } ?? []
  }
}

extension [UInt8] {
  /// Whether the bytes contain those of a text.
  fileprivate func contains(word: String) -> Bool {
    let word = Array(word.utf8)
    guard let first = word.first, count >= word.count else { return false }
    return withUnsafeBufferPointer { bytes in
      var index = 0
      while index <= bytes.count - word.count {
        if bytes[index] == first,
          bytes[index..<index + word.count].elementsEqual(word)
        {
          return true
        }
        index += 1
      }
      return false
    }
  }
}
