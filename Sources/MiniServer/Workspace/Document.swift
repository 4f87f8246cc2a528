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
  /// `nil`: it belongs to none, and only questions about its text alone have answers.
  package internal(set) var project: LiveProject?

  init(uri: String, path: FilePath?, version: Int?, text: DocumentText) {
    self.uri = uri
    self.path = path
    self.version = version
    self.text = text
  }

  /// Its name in the project; `nil` without a project.
  package var module: ModulePath? { path.flatMap { project?.module(at: $0) } }
}
