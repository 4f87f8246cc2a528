// ZIR, the front end's result for one file and all that the back end sees of it: untyped, flat,
// self-contained, with its errors inside.
//
// A function's code is a linear list of instructions in the order of evaluation. Operands are
// indices of earlier instructions of the same function. Control flow is structured: marker
// instructions open and close regions, so that one pass without recursion walks any function,
// however deep its source nests. A statement's instructions are contiguous and end with the
// statement's own instruction (`Tag.isStatement`). Data about layout and local names (`ranges`,
// `localNames`, `blocks`) is stored beside the code and is not part of `appendKeyBytes(to:)`.

/// One file, lowered. `diagnostics` contains its warnings, and the errors that one file's text
/// decides.
package struct ZIR: Hashable, Sendable {
  package var imports: [Import]
  /// In source order. A function with a duplicate name is reported and left out.
  package var functions: [Function]
  /// In source order, without parameters and result; no name twice. They are in no program.
  package var tests: [Function]
  /// In source order, like functions.
  package var types: [TypeDeclaration]
  /// In source order, like functions.
  package var constants: [Constant]
  /// The places that write a type of an import, in source order.
  package var typeUses: [TypeUse]
  /// The places that write a named type as that of a map's keys, in source order.
  package var keyUses: [KeyUse]
  /// The doc comments before declarations, in source order. Nothing depends on them.
  package var documentation: [Documentation]
  package var diagnostics: [RawDiagnostic]

  package init(
    imports: [Import], functions: [Function], tests: [Function] = [],
    types: [TypeDeclaration] = [], constants: [Constant] = [], typeUses: [TypeUse] = [],
    keyUses: [KeyUse] = [], documentation: [Documentation] = [],
    diagnostics: [RawDiagnostic]
  ) {
    self.imports = imports
    self.functions = functions
    self.tests = tests
    self.types = types
    self.constants = constants
    self.typeUses = typeUses
    self.keyUses = keyUses
    self.documentation = documentation
    self.diagnostics = diagnostics
  }

  /// The name of a test's function: `test "a name"`.
  package static func testName(_ name: [UInt8]) -> String {
    "test " + QuotedText.escaped(String(decoding: name, as: UTF8.self))
  }

  /// `import "path" as namespace;` An import with a malformed path is reported and left out.
  package struct Import: Hashable, Sendable {
    /// As written: relative to the importing file, `/` between components, ends in `.mini`.
    package var path: String
    package var namespace: String
    /// The path's string literal, quotes included.
    package var range: SourceRange

    package init(path: String, namespace: String, range: SourceRange) {
      self.path = path
      self.namespace = namespace
      self.range = range
    }
  }

  /// A declaration that a function names: `add` of this file, or `math.add` of an import. A function
  /// that it calls, a type, or a constant.
  package struct Callee: Hashable, Sendable {
    /// Index into `ZIR.imports`; `nil`: a declaration of this file.
    package var importIndex: UInt32?
    package var name: String

    package init(importIndex: UInt32?, name: String) {
      self.importIndex = importIndex
      self.name = name
    }

    /// The declaration of a type; `nil` if it is known by its module's name alone.
    package init?(_ type: TypeName) {
      switch type.origin {
      case .own: self.init(importIndex: nil, name: type.name)
      case .imported(let index): self.init(importIndex: index, name: type.name)
      case .module: return nil
      }
    }
  }

  /// An integer literal, including a `-` directly before it.
  package struct IntegerLiteral: Hashable, Sendable {
    package var magnitude: UInt64
    package var isNegative: Bool
    /// Whether the digits exceed `magnitude`; then the literal fits only `f64`.
    package var overflows: Bool
    /// Whether it is written as a byte: then it is a `u8` by itself, and never an `f64`.
    package var isByte: Bool
    /// The bits of the nearest double, for an `f64` context.
    package var doubleBits: UInt64

    package init(
      magnitude: UInt64, isNegative: Bool, overflows: Bool = false, isByte: Bool = false,
      doubleBits: UInt64
    ) {
      self.magnitude = magnitude
      self.isNegative = isNegative
      self.overflows = overflows
      self.isByte = isByte
      self.doubleBits = doubleBits
    }
  }

  /// The start of a name in an instruction that may turn out not to exist: the name `add` in
  /// `math.add(…)`, the labels of a `construct`, the fields of a place, the name of a case.
  package struct MemberStart: Hashable, Sendable {
    /// The index among the function's instructions.
    package var instruction: UInt32
    /// A byte offset within the instruction's range.
    package var start: UInt32

    package init(instruction: UInt32, start: UInt32) {
      self.instruction = instruction
      self.start = start
    }
  }

  /// A block inside a function's body that declares variables, which are visible only in it.
  package struct Block: Hashable, Sendable {
    /// Its code is `code[start..<end]`.
    package var start: UInt32
    package var end: UInt32
    /// The byte offset of its `{`.
    package var brace: UInt32

    package init(start: UInt32, end: UInt32, brace: UInt32) {
      self.start = start
      self.end = end
      self.brace = brace
    }
  }
}
