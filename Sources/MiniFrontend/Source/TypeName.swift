// The names of structs and enums.

/// The name of a struct or an enum, with the file that declares it.
package struct TypeName: Hashable, Sendable {
  /// The file that declares it, as seen from the file that names it.
  package enum Origin: Hashable, Sendable {
    case own
    /// The import with this index in ``ZIR/imports``.
    case imported(UInt32)
    /// The module with this name, from wherever it is named.
    case module(String)
  }

  package let origin: Origin
  package let name: String

  package init(origin: Origin, name: String) {
    self.origin = origin
    self.name = name
  }

  /// The same name as other files can say it.
  ///
  /// - Parameters:
  ///   - module: the module of the file that names it.
  ///   - imports: the names of the modules that this file imports.
  package func resolved(in module: String, imports: [String]) -> TypeName {
    switch origin {
    case .own: TypeName(origin: .module(module), name: name)
    case .imported(let index): TypeName(origin: .module(imports[Int(index)]), name: name)
    case .module: self
    }
  }
}
