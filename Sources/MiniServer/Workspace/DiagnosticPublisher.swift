// Sends the diagnostics of files that have changed.

import MiniDriver
import MiniFrontend
import SystemPackage

/// Makes the messages with diagnostics.
struct DiagnosticPublisher {
  let workspace: Workspace

  /// The messages about all files whose diagnostics have changed.
  func messages() -> [[UInt8]] {
    var messages: [[UInt8]] = []
    for (_, project) in workspace.projects.sorted(by: { $0.key.string < $1.key.string }) {
      for module in project.takeChanged() {
        if let message = message(about: module, of: project) { messages.append(message) }
      }
    }
    return messages
  }

  /// - Returns: `nil` if another project reports the file.
  private func message(about module: ModulePath, of project: LiveProject) -> [UInt8]? {
    guard let path = project.path(of: module) else { return nil }
    let document = workspace.documents.values.first { $0.path == path }
    if let document, document.project !== project { return nil }
    let uri = document?.uri ?? DocumentURI.uri(of: path)
    let found = project.diagnostics(of: module)
    let text = found.isEmpty ? nil : document?.text ?? workspace.text(of: module, in: project)
    return RemoteMessage.notification(
      "textDocument/publishDiagnostics",
      PublishDiagnosticsParameters(
        uri: uri, version: document?.version,
        diagnostics: text.map { text in found.map { published($0, uri, text) } } ?? []))
  }

  private func published(
    _ diagnostic: Diagnostic, _ uri: String, _ text: DocumentText
  ) -> PublishedDiagnostic {
    var message = diagnostic.message
    if !diagnostic.label.isEmpty { message += "\n\(diagnostic.label)" }
    var related: [PublishedDiagnostic.Related] = []
    for note in diagnostic.notes {
      if let location = note.location {
        related.append(
          .init(
            location: DocumentLocation(uri: uri, range: text.range(location)), message: note.message
          ))
      } else {
        message += "\nnote: \(note.message)"
      }
    }
    return PublishedDiagnostic(
      range: text.range(diagnostic.location),
      severity: diagnostic.code.severity == .error ? .error : .warning,
      code: diagnostic.code.text, message: message,
      tags: diagnostic.code.isAboutUnneededText ? [.unnecessary] : nil,
      relatedInformation: related.isEmpty ? nil : related)
  }
}

extension DiagnosticCode {
  /// Whether editors show the text as one that can go.
  fileprivate var isAboutUnneededText: Bool {
    self == .unusedVariable || self == .unusedImport || self == .unreachableCode
  }
}
