// An import of a file with its interface: all that compiling the file needs of other files.

import BuildCache
import MiniFrontend

/// An import of a file: the module, and what it offers.
struct ImportedModule: Sendable {
  /// The module's name; for a refused import its path.
  let name: String
  /// `nil` if the import failed.
  let interface: Interface?
  /// The names that the file uses of it; `nil` if the interface says all.
  let declared: DeclaredNames?

  init(name: String, interface: Interface?, declared: DeclaredNames? = nil) {
    self.name = name
    self.interface = interface
    self.declared = declared
  }

  /// The text by which keys know a declaration of the import; `nil` if there is none that can be
  /// used.
  fileprivate func text(of name: String) -> String? {
    if let declared { return declared[name]?.declaration?.text }
    return interface?.lookup(name)?.text
  }
}

extension ImportInput {
  /// The input of a file's key that an import is: the names used of it, each with its form.
  init(_ fact: ImportFact, of imported: ImportedModule) {
    self.init(
      namespace: fact.namespace, moduleName: imported.name,
      names: fact.names.map { UsedName(name: $0, form: imported.text(of: $0)) })
  }
}
