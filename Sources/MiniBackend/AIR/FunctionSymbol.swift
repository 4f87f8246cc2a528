// Names of functions, types and constants, from which LLVM IR's are made.

/// The symbols of functions and of other declarations.
package enum FunctionSymbol {
  /// The symbol of a declaration, not escaped: `lib/math.add`.
  package static func raw(module: String, function: String) -> String {
    module + "." + function
  }
}
