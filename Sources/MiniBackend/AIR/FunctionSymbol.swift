// Names of functions, types and constants, from which LLVM IR's are made.

/// The symbols of functions and of other declarations.
package enum FunctionSymbol {
  /// The symbol of a declaration, not escaped: `lib/math.add`.
  package static func raw(module: String, function: String) -> String {
    module + "." + function
  }

  /// Whether a symbol is that of a module's declaration, and not of the runtime or the C library.
  package static func isOfModule(_ symbol: String) -> Bool {
    symbol.utf8.contains(UInt8(ascii: "."))
  }
}
