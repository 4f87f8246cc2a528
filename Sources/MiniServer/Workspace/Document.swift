// A document that is open in the editor.

package import MiniDriver
import MiniFrontend
package import SystemPackage

/// An open document: its text, and the project that it belongs to.
///
/// A class, because requests share it.
package final class Document {
  package let uri: String
  /// `nil`: it is not a file.
  package let path: FilePath?
  package internal(set) var version: Int?
  package internal(set) var text: DocumentText
  /// `nil`: it belongs to none, and only questions about its text and standard modules have answers.
  package internal(set) var project: LiveProject?
  /// The standard module that it shows. Such a document belongs to no project.
  private let standardModule: StandardModule?

  init(
    uri: String, path: FilePath?, standardModule: StandardModule?, version: Int?,
    text: DocumentText
  ) {
    self.uri = uri
    self.path = path
    self.standardModule = standardModule
    self.version = version
    self.text = text
  }

  var showsStandardModule: Bool { standardModule != nil }

  /// Its name in the project, or that of a standard module; `nil`: it has none.
  package var module: ModulePath? {
    standardModule.map { ModulePath($0.path) } ?? path.flatMap { project?.module(at: $0) }
  }
}
