// The modules of a project, and the standard modules, as queries read them.

import MiniBackend
import MiniDriver
import MiniFrontend

/// Reads modules when a query asks for them. Unsaved texts replace files.
///
/// A class, because it keeps what it has read. It lives as long as a request.
final class ProjectLibrary: ModuleLibrary {
  private let project: LiveProject?
  private var known: [String: QueriedModule?] = [:]

  /// - Parameter project: `nil`: there are only standard modules.
  init(_ project: LiveProject?) {
    self.project = project
  }

  func module(_ name: String) -> QueriedModule? {
    if let known = known[name] { return known }
    let path = ModulePath(ofModule: name)
    let text = path.standardModule?.text ?? project?.text(of: path)
    let module = text.map { Self.module(path, $0) }
    known[name] = .some(module)
    return module
  }

  static func module(_ path: ModulePath, _ source: [UInt8]) -> QueriedModule {
    QueriedModule(name: path.module, source: source, origin: path.origin) {
      path.importing($0).module
    }
  }
}
