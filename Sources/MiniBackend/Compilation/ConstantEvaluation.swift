// Evaluates constant expressions: of a file's constants, and of the defaults of fields.

package import MiniFrontend

/// The result of evaluating a constant expression.
package struct ConstantEvaluation: Hashable, Sendable {
  package struct Result: Hashable, Sendable {
    /// With names that any file can say.
    package let type: Type
    package let value: ConstantValue
  }

  /// `nil` if it has errors: those in `diagnostics`, or errors reported before.
  package let value: Result?
  package let diagnostics: [RawDiagnostic]
}

/// Evaluates the body of a constant or of a default.
///
/// - Parameters:
///   - body: a function whose only statement is a `constantValue`.
///   - wanted: the type that is declared; `nil`: the value's.
///   - range: the name of the constant or the field.
///   - symbol: that of the constant, which messages do not show.
///   - callees: one for each of `body.callees`, in their order.
///   - scope: the constant's file, and the types that it can meet.
/// - Returns: a value of the arguments alone.
/// - Complexity: bounded by ``Interpreter/Limits``.
package func evaluateConstant(
  _ body: ZIR.Function, wanted: Type?, at range: SourceRange, symbol: String,
  callees: [CalleeResolution], scope: Scope
) -> ConstantEvaluation {
  let table = TypeTable(scope)
  var evaluator = ConstantEvaluator(body: body, range: range, table: table)
  let (air, type, diagnostics) = analyze(
    body, symbol: symbol, callees: callees, table, debugInfo: .none)
  guard let air, let type else {
    return ConstantEvaluation(value: nil, diagnostics: diagnostics)
  }
  let value = evaluator.literal(type) ?? evaluator.run(air, type)
  return ConstantEvaluation(
    value: value.map { .init(type: table.type(of: type), value: $0) },
    diagnostics: diagnostics + evaluator.diagnostics)
}

private struct ConstantEvaluator {
  let body: ZIR.Function
  let range: SourceRange
  let table: TypeTable
  private(set) var diagnostics: [RawDiagnostic] = []

  init(body: ZIR.Function, range: SourceRange, table: TypeTable) {
    self.body = body
    self.range = range
    self.table = table
  }

  /// The value of a literal; `nil`: it is none, or one that is not a scalar or a text by itself.
  func literal(_ type: TypeID) -> ConstantValue? {
    guard body.code.count == 2 else { return nil }
    let literal = body.code[0]
    if literal.tag == .integer {
      return type.scalar.map {
        ConstantValue(bytes: body.integers[Int(literal.a)].constant($0).bytes)
      }
    }
    if literal.tag == .float, type == .f64 {
      return ConstantValue(bytes: body.floats[Int(literal.a)].bytes(8))
    }
    if literal.tag == .bool, type == .bool {
      return ConstantValue(bytes: [literal.a == 0 ? 0 : 1])
    }
    guard literal.tag == .string, type == .text else { return nil }
    var writer = ByteWriter()
    writer.append(blob: body.strings[Int(literal.a)])
    guard writer.bytes.count <= ConstantValue.sizeMaxBytes else { return nil }
    return ConstantValue(bytes: writer.bytes)
  }

  mutating func run(_ air: AIR.Function, _ type: TypeID) -> ConstantValue? {
    var interpreter = Interpreter([air], table, limits: Interpreter.Limits(bytes: 16 << 20))
    var result: UInt64?
    if !type.isScalar {
      result = try? interpreter.memory.addFrame(Int(table.layout(of: type).size))
    }
    switch interpreter.run(air.symbol, result.map { [.integer($0, .u64)] } ?? []) {
    case .returned(let value):
      if let value { return ConstantValue(bytes: value.bytes) }
      if let result, let value = interpreter.constant(at: result, type) { return value }
      reportTooLarge()
    case .panicked(let what, _, let ordinal):
      diagnostics.append(
        RawDiagnostic(
          .constantFails,
          "the constant cannot be evaluated: \(String(decoding: what, as: UTF8.self))",
          at: body.range(ofOperation: ordinal) ?? range))
    case .exited, .refused: reportTooLarge()
    }
    return nil
  }

  private mutating func reportTooLarge() {
    diagnostics.append(
      RawDiagnostic(
        .constantTooLarge, "the constant's value has more than 1 MiB", at: range))
  }
}
