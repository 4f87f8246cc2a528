// An import of a file with its interface: all that compiling the file needs of other files.

import BuildCache
import MiniFrontend

/// An import of a file: the module, and what it offers.
struct ImportedModule: Sendable {
  /// The module's name; for a refused import its path.
  let name: String
  /// `nil` if the import failed.
  let interface: Interface?
}

extension ImportInput {
  /// The input of a file's key that an import is: the names used of it, each with its form.
  init(_ fact: ImportFact, of imported: ImportedModule) {
    self.init(
      namespace: fact.namespace, moduleName: imported.name,
      names: fact.names.map { name in
        UsedName(name: name, form: imported.interface?.lookup(name)?.text)
      })
  }
}
