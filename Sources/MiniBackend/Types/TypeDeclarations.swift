// All that a file needs of other declarations to be compiled.

package import MiniFrontend

/// A struct or an enum, with types that any file can name.
///
/// A class, because each table that knows a type refers to its declaration.
package final class TypeDeclaration: Sendable {
  package enum Shape: Hashable, Sendable {
    case structure([Field])
    case enumeration([Interface.Case])
  }

  /// A field of a struct.
  package struct Field: Hashable, Sendable {
    package let name: String
    package let type: Type
    /// `nil`: each value of the struct must state the field.
    package let defaultValue: ConstantValue?

    package init(name: String, type: Type, defaultValue: ConstantValue? = nil) {
      self.name = name
      self.type = type
      self.defaultValue = defaultValue
    }
  }

  /// The name of the module that declares it.
  package let module: String
  package let name: String
  package let shape: Shape

  package init(module: String, name: String, shape: Shape) {
    self.module = module
    self.name = name
    self.shape = shape
  }
}

/// The types that the declarations named by a file reach. A class, because every function of the
/// file is compiled with them.
package final class TypeDeclarations: Sendable {
  /// Sorted by module and name.
  private let sorted: [TypeDeclaration]

  /// - Parameter declarations: in any order, each once. One that is missing is in error, and reported
  ///   elsewhere.
  package init(_ declarations: [TypeDeclaration]) {
    sorted = declarations.sorted { ($0.module, $0.name) < ($1.module, $1.name) }
  }

  /// The number of a declaration; `nil` if it is not known.
  func number(of name: String, in module: String) -> Int? {
    var low = 0
    var high = sorted.count
    while low < high {
      let middle = (low + high) / 2
      if (sorted[middle].module, sorted[middle].name) < (module, name) {
        low = middle + 1
      } else {
        high = middle
      }
    }
    guard low < sorted.count, sorted[low].name == name, sorted[low].module == module else {
      return nil
    }
    return low
  }

  subscript(number: Int) -> TypeDeclaration { sorted[number] }
}

/// The surroundings of a function: its file, and the types that it can meet.
package struct Scope: Sendable {
  /// The name of the file's module.
  package let module: String
  /// The names of the modules that the file imports, one per import.
  package let imports: [String]
  package let declarations: TypeDeclarations

  package init(module: String, imports: [String], declarations: TypeDeclarations) {
    self.module = module
    self.imports = imports
    self.declarations = declarations
  }

  /// A scope without structs and enums: a type that names one is in error, whichever import's it is.
  package init(module: String, importCount: Int = 0) {
    self.init(
      module: module, imports: Array(repeating: "", count: importCount),
      declarations: TypeDeclarations([]))
  }
}
