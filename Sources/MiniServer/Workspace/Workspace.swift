// The open documents and their projects.

import FileIO
package import MiniDriver
import MiniFrontend
package import SystemPackage

/// The state of the session: open documents, and the projects that contain them.
///
/// A class, because all requests share it. One thread uses it.
package final class Workspace {
  package let encoding: PositionEncoding
  /// Whether the client fills in the arguments of a proposal.
  let offersSnippets: Bool
  private let options: BuildOptions
  /// `nil`: there is no folder for them.
  private let standardModules: StandardModuleFiles?
  private(set) var documents: [String: Document] = [:]
  /// By root file.
  private(set) var projects: [FilePath: LiveProject] = [:]
  /// Says what is wrong with a project.
  private let warn: (String) -> Void

  init(
    encoding: PositionEncoding, offersSnippets: Bool, options: BuildOptions,
    standardModules: StandardModuleFiles?, warn: @escaping (String) -> Void
  ) {
    self.encoding = encoding
    self.offersSnippets = offersSnippets
    self.options = options
    self.standardModules = standardModules
    self.warn = warn
  }

  // MARK: Documents

  /// - Throws: ``RequestFailure`` if the document is not open.
  package func document(_ id: DocumentID) throws(RequestFailure) -> Document {
    guard let document = documents[id.uri] else {
      throw RequestFailure(.invalidParameters, "'\(id.uri)' is not open")
    }
    return document
  }

  func open(_ uri: String, version: Int?, text: String) {
    if documents[uri] != nil { close(uri) }
    let path = DocumentURI.path(of: uri)
    let standardModule = path.flatMap { standardModules?.module(at: $0) }
    let document = Document(
      uri: uri, path: path, standardModule: standardModule, version: version,
      text: DocumentText(Array(text.utf8), encoding: encoding))
    documents[uri] = document
    if let path, standardModule == nil { document.project = project(of: path) }
    pass(document)
  }

  func change(_ uri: String, version: Int?, _ changes: [DidChangeParameters.Change]) {
    guard let document = documents[uri] else { return }
    document.version = version
    for change in changes {
      if let range = change.range {
        document.text.replace(range, with: change.text)
      } else {
        document.text = DocumentText(Array(change.text.utf8), encoding: encoding)
      }
    }
    pass(document)
  }

  func close(_ uri: String) {
    guard let document = documents.removeValue(forKey: uri), let path = document.path else {
      return
    }
    for project in projects.values { project.removeText(at: path) }
  }

  /// Gives a document's text to its project, and to others that contain the file.
  private func pass(_ document: Document) {
    guard let path = document.path else { return }
    for project in projects.values
    where project === document.project || project.module(at: path) != nil {
      project.setText(document.text.bytes, at: path)
    }
  }

  // MARK: Projects

  /// The program that a file belongs to: of its ``NearestProject`` the program with this root file, or
  /// the first that imports the file, or the first; or the file alone.
  private func project(of path: FilePath) -> LiveProject? {
    let nearest = NearestProject(to: path)
    guard let nearest, !nearest.roots.contains(path) else { return load(path, nearest?.usualCache) }
    let programs = nearest.roots.lazy.compactMap { self.load($0, nearest.usualCache) }
    return programs.first { $0.module(at: path) != nil } ?? programs.first
  }

  /// Loads the programs of the project in a folder, if there is one.
  func load(folder uri: String) {
    guard let folder = DocumentURI.path(of: uri),
      let nearest = NearestProject(to: folder.appending(ProjectLocation.usualRootName)),
      nearest.folder == folder
    else { return }
    for root in nearest.roots { _ = load(root, nearest.usualCache) }
  }

  /// - Parameter usualCache: `nil`: the one beside the root file.
  private func load(_ root: FilePath, _ usualCache: FilePath?) -> LiveProject? {
    if let known = projects[root] { return known }
    do {
      var options = options
      options.cacheDirectory = options.cacheDirectory ?? usualCache
      let project = try LiveProject(root: root, options: options)
      projects[root] = project
      for document in documents.values {
        if let path = document.path, project.module(at: path) != nil {
          project.setText(document.text.bytes, at: path)
        }
      }
      return project
    } catch {
      warn("\(error)")
      return nil
    }
  }

  /// Looks for changes on disk.
  func refresh() {
    for project in projects.values { project.refresh() }
  }

  // MARK: Names and places

  /// The document's URI, as the client spells it; of a file that is not open, as usual.
  package func uri(of path: FilePath) -> String {
    documents.values.first { $0.path == path }?.uri ?? DocumentURI.uri(of: path)
  }

  /// A file that shows a standard module, and its text; `nil` if it cannot be written.
  func file(of module: StandardModule) -> (uri: String, text: DocumentText)? {
    do throws(FileError) {
      guard let path = try standardModules?.path(of: module) else { return nil }
      return (uri(of: path), DocumentText(module.text, encoding: encoding))
    } catch {
      warn("\(error)")
      return nil
    }
  }

  /// The text of a file of a project by lines; `nil` if it cannot be read.
  package func text(of module: ModulePath, in project: LiveProject) -> DocumentText? {
    project.text(of: module).map { DocumentText($0, encoding: encoding) }
  }
}
