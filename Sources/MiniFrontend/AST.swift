// The syntax tree of one file: what the parser makes, and the lowering reads. Flat: nodes and lists
// are two arrays, children stand before their parents, names are numbers.

/// One file's tree. Where the text is wrong the tree has `error` nodes, or lacks a statement.
struct AST {
  /// In source order, those that stand in the wrong place too.
  var imports: [Import] = []
  var functions: [Function] = []
  private(set) var nodes: [Node] = []
  /// Lists that nodes point into; their shapes stand at ``Tag``.
  private(set) var extra: [UInt32] = []

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

  /// What a node is, and what its `a` and `b` mean. `extra[b...]` is a list from `b` on.
  enum Tag: UInt8 {
    // Expressions.

    /// Something is wrong here and has been reported.
    case error
    /// The same for the whole expression `a`, whose parts are well-formed.
    case errorAround
    /// The digits start at byte `a`; `b` is 1 with a `-` before them.
    case integer
    /// The same.
    case float
    /// The node's range is the literal's, quotes included.
    case string
    /// `a` is 0 or 1.
    case bool
    /// Name `a`.
    case name
    /// Name `a` is called with the arguments `extra[b...]`: count, nodes.
    case call
    /// `extra[b...]`: namespace's name, function's name, its start; then as in `call`.
    case memberCall
    /// Expression `a` to the type with the raw value `b`.
    case convert
    /// Expression `a`.
    case negate
    case not
    // Expressions `a` and `b`.
    case add
    case subtract
    case multiply
    case divide
    case remainder
    case equal
    case notEqual
    case less
    case lessOrEqual
    case greater
    case greaterOrEqual
    case and
    case or

    // Statements.

    /// `extra[a...]`: name, its start, the type's start, its end, its raw value (or
    /// ``AST/noType``, ``AST/wrongType``); expression `b`.
    case declareConst
    /// The same.
    case declareVar
    /// Name `a`, which the node starts with, gets expression `b`.
    case assign
    /// Expression `a` cannot be assigned `b` (reported).
    case assignWrongly
    /// Expression `a`.
    case evaluate
    /// Expression `a`.
    case returnValue
    case returnVoid
    case breakLoop
    case continueLoop
    /// `extra[a...]`: how many branches; of each the start of its `if`, condition, block; then
    /// the `else` block or ``AST/none``.
    case ifChain
    /// Condition `a`, block `b`.
    case whileLoop
    /// `extra[a...]`: count, statements. Ends after its `}`.
    case block

    var isBinary: Bool { rawValue >= Tag.add.rawValue && rawValue <= Tag.or.rawValue }
  }

  static let none = UInt32.max
  static let noType: UInt32 = 0xFF
  static let wrongType: UInt32 = 0xFE

  struct Import {
    /// The string's bytes with its quotes; `nil` where the string is missing or wrong (reported).
    var path: SourceRange?
    /// The name after `as`.
    var alias: Identifier?
    var range: SourceRange
  }

  struct Identifier {
    let name: Name
    let range: SourceRange
  }

  struct TypeSyntax {
    /// `nil`: there should be one, and what stands there has been reported.
    var type: Type?
    var range: SourceRange
  }

  struct Parameter {
    var identifier: Identifier
    var type: TypeSyntax
  }

  struct Function {
    /// `nil` where the name is missing (reported).
    var identifier: Identifier?
    var parameters: [Parameter]
    /// `nil`: none is written.
    var result: TypeSyntax?
    /// The parameters or the result type are not known for sure.
    var isHeaderWrong: Bool
    /// `nil` where it is missing (reported).
    var body: NodeID?
    /// Tokens were skipped somewhere in the body, so that what seems missing may well be there.
    var hasSyntaxError: Bool
  }

  subscript(id: NodeID) -> Node { nodes[Int(id.index)] }

  /// An element of a list.
  func item(_ list: UInt32, _ position: Int) -> UInt32 { extra[Int(list) + position] }

  /// An element of a list that is a node.
  func child(_ list: UInt32, _ position: Int) -> NodeID { NodeID(index: item(list, position)) }

  mutating func add(
    _ tag: Tag, from start: UInt32, to end: UInt32, _ a: UInt32 = 0, _ b: UInt32 = 0
  ) -> NodeID {
    nodes.append(Node(tag: tag, start: start, end: max(start, end), a: a, b: b))
    return NodeID(index: UInt32(nodes.count - 1))
  }

  /// Makes room for what so long a source will probably become.
  mutating func reserve(sourceBytes: Int) {
    // Beyond this, growing costs nothing that is felt.
    let bytes = min(sourceBytes, 16 << 10)
    nodes.reserveCapacity(bytes / 6)
    extra.reserveCapacity(bytes / 8)
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

  /// Makes an operator's node include the parentheses around it.
  mutating func widen(_ id: NodeID, from start: UInt32, to end: UInt32) {
    let tag = nodes[Int(id.index)].tag
    guard tag.isBinary || tag == .negate || tag == .not else { return }
    nodes[Int(id.index)].start = start
    nodes[Int(id.index)].end = end
  }
}
