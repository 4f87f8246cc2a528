// A message about a source, with its file.

package import MiniFrontend

/// A diagnostic and the file it is about.
package struct FileDiagnostic: Hashable, Sendable {
  /// Relative to the root file's folder.
  package let path: String
  package let diagnostic: Diagnostic

  package init(path: String, diagnostic: Diagnostic) {
    self.path = path
    self.diagnostic = diagnostic
  }
}
