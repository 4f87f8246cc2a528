// The syntax tree of one file, which the parser makes and the lowering reads. It is flat: nodes and
// lists are two arrays, children come before their parents, and names are numbers.

/// The tree of one file. Where the text is wrong, it contains `error` nodes or lacks a statement.
struct AST {
  /// In source order, including those in the wrong place.
  var imports: [Import] = []
  var functions: [Function] = []
  var tests: [Test] = []
  var typeDeclarations: [TypeDeclaration] = []
  var constants: [Constant] = []
  /// All declarations in source order.
  var order: [Declaration] = []
  /// Doc comments, and the indices in `order` of the declarations that they precede.
  var documentation: [(declaration: Int, comment: SourceRange)] = []
  /// The examples in them.
  var examples: [Example] = []
  private(set) var nodes: [Node] = []
  /// Lists that nodes point into; ``Tag`` describes their shapes.
  private(set) var extra: [UInt32] = []
  /// The types that declarations of variables state.
  private(set) var types: [Type] = []
  /// Names in text that was skipped, which may have declared them.
  var lostNames: [Name] = []
  /// The names of structs and enums in types.
  var namedTypes: [NamedType] = []

  /// Index of a node.
  struct NodeID: Hashable {
    let index: UInt32
  }

  struct Node {
    var tag: Tag
    var start: UInt32
    var end: UInt32
    var a: UInt32
    var b: UInt32

    var range: SourceRange { SourceRange(start: start, end: end) }
  }

  /// The kind of a node, and the meaning of its `a` and `b`. `extra[b...]` is a list that starts at
  /// `b`.
  enum Tag: UInt8 {
    // Expressions.

    /// Wrong, and already reported.
    case error
    /// A number or a byte: its text starts at byte `a`; `b` is 1 with a `-` before it.
    case integer
    /// Like `integer`.
    case float
    /// The node's range is the literal's, quotes included.
    case string
    /// An argument with a label: name `a`, expression `b`. The node starts at the label.
    case labelled
    /// `extra[a...]`: the name of a case, its start, and 1 with arguments after it (then as in `call`),
    /// else 0.
    case enumCase
    /// `a` is 0 or 1.
    case bool
    /// Name `a`.
    case name
    /// Name `a` is called with the arguments `extra[b...]`: count, nodes.
    case call
    /// `extra[b...]`: a name that may be a namespace's, the function's name, its start; then as in
    /// `call`.
    case memberCall
    /// `extra[b...]`: a name, the name after the `.` that follows it, its start.
    case memberName
    /// Converts expression `a` to the scalar with the raw value `b`.
    case convert
    /// `text(…)` of expression `a`.
    case convertText
    case none
    /// `extra[a...]`: count, nodes.
    case arrayLiteral
    /// `extra[a...]`: count, nodes: keys, each before its value.
    case mapLiteral
    /// Expression `a`, as often as expression `b` says.
    case arrayRepeat
    /// `extra[a...]`: count, the operands of a chain, of which the last may leave.
    case orelse
    /// The operand `return`, with expression `a` or ``AST/none``.
    case leaveReturn
    /// The operand `break`.
    case leaveBreak
    /// The operand `continue`.
    case leaveContinue
    /// The argument `&` place `a`.
    case reference
    /// Expression `a`.
    case negate
    case not
    case complement
    // Expressions that begin with expression `a`.

    /// Like `error`, for the whole expression `a`, whose parts are well-formed.
    case errorAround
    /// `extra[b...]`: a name after a `.` that follows expression `a`, the name's start, and 1 with
    /// arguments after it (then as in `call`), else 0.
    case member
    /// Expression `a` is called with the arguments `extra[b...]`: count, nodes.
    case callValue
    /// Expression `a` at expression `b`.
    case index
    /// The part of expression `a` from `extra[b]` to `extra[b + 1]` (``AST/none``: there is none).
    case slice
    // Expressions `a` and `b`.
    case add
    case subtract
    case multiply
    case divide
    case remainder
    case bitAnd
    case bitOr
    case bitXor
    case shiftLeft
    case shiftRight
    case equal
    case notEqual
    case less
    case lessOrEqual
    case greater
    case greaterOrEqual
    case and
    case or

    // Statements.

    /// `extra[a...]`: name, its start, the type's start, its end, its index in ``types`` (or ``AST/noType``,
    /// ``AST/wrongType``). The value is expression `b`.
    case declareConst
    /// Like `declareConst`.
    case declareVar
    /// Assigns expression `b` to place `a`: a name, or a chain of `index`
    /// and `member` that begins with one.
    case assign
    /// Assigns the result of the binary operator `b`, whose left operand is the place, to place `a`.
    case update
    /// Assigns expression `b` to expression `a`, which cannot be assigned to (reported).
    case assignWrongly
    /// Expression `a`.
    case evaluate
    /// Expression `a`.
    case returnValue
    case returnVoid
    case breakLoop
    case continueLoop
    /// `extra[a...]`: the number of branches; for each the start of its `if`, its condition, its
    /// block; then the `else` block or ``AST/none``.
    case ifChain
    /// Condition `a`, block `b`.
    case whileLoop
    /// The condition `const x = b` of an `if` or `while`; `extra[a...]`: name, its start.
    case constCondition
    /// A loop over a range, with the block `b`. `extra[a...]`: the value's name and its start, the
    /// counter's name and its start (for each name ``AST/none`` if there is none), the first value,
    /// the end, and whether the end belongs to the range (0 or 1).
    case forLoop
    /// A loop over the elements of a value, with the block `b`. `extra[a...]`: the names as in
    /// `forLoop`, the value, the number of names (`_` counts).
    case eachLoop
    /// Subject `a`. `extra[b...]`: the number of branches; for each the list of its patterns (count,
    /// patterns) and its block; then the `else` block or ``AST/none``, and the start of its `else`.
    case switchChoice
    /// `extra[a...]`: the name of a case, its start, then ``AST/none``, or a count and for each bound
    /// value its name and its start (``AST/none`` for `_`).
    case casePattern
    /// Literal `a`.
    case valuePattern
    /// From literal `a` up to literal `b`, which does not belong to it.
    case rangePattern
    /// From literal `a` to literal `b`.
    case closedRangePattern
    /// `extra[a...]`: count, statements. The node ends after its `}`.
    case block

    var isBinary: Bool { rawValue >= Tag.add.rawValue && rawValue <= Tag.or.rawValue }

    /// Whether it begins with another expression, to any depth.
    var leansLeft: Bool { rawValue >= Tag.errorAround.rawValue && rawValue <= Tag.or.rawValue }
  }

  static let none = UInt32.max
  static let noType = UInt32.max
  static let wrongType = UInt32.max - 1

  subscript(id: NodeID) -> Node { nodes[Int(id.index)] }

  /// An element of a list.
  func item(_ list: UInt32, _ position: Int) -> UInt32 { extra[Int(list) + position] }

  /// An element of a list, as a node.
  func child(_ list: UInt32, _ position: Int) -> NodeID { NodeID(index: item(list, position)) }

  mutating func add(
    _ tag: Tag, from start: UInt32, to end: UInt32, _ a: UInt32 = 0, _ b: UInt32 = 0
  ) -> NodeID {
    nodes.append(Node(tag: tag, start: start, end: max(start, end), a: a, b: b))
    return NodeID(index: UInt32(nodes.count - 1))
  }

  /// Reserves space for the probable number of nodes and list items of such a source.
  mutating func reserve(sourceBytes: Int) {
    // The cost of growing larger arrays is negligible.
    let bytes = min(sourceBytes, 16 << 10)
    nodes.reserveCapacity(bytes / 6)
    extra.reserveCapacity(bytes / 8)
  }

  /// Adds a written type, and returns its index.
  mutating func addType(_ type: Type) -> UInt32 {
    types.append(type)
    return UInt32(types.count - 1)
  }

  /// Adds the name of a struct or an enum in a type, and returns the type.
  mutating func addNamedType(_ named: NamedType, spelled name: String) -> Type {
    namedTypes.append(named)
    return .named(TypeName(origin: .imported(UInt32(namedTypes.count - 1)), name: name))
  }

  mutating func addItem(_ item: UInt32) -> UInt32 {
    extra.append(item)
    return UInt32(extra.count - 1)
  }

  mutating func addList(_ items: some Sequence<UInt32>) -> UInt32 {
    let list = UInt32(extra.count)
    extra.append(contentsOf: items)
    return list
  }

  /// Extends an operator's node to the parentheses around it.
  mutating func widen(_ id: NodeID, from start: UInt32, to end: UInt32) {
    let tag = nodes[Int(id.index)].tag
    guard tag.isBinary || tag == .negate || tag == .not || tag == .complement || tag == .orelse
    else { return }
    nodes[Int(id.index)].start = start
    nodes[Int(id.index)].end = end
  }
}
