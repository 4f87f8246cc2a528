// Private constants of a function: texts, and descriptions of types for the run-time library.

import MiniFrontend

/// String literals in this file are bytes in the executable, which cost nothing to append.
private typealias StringLiteralType = StaticString

extension Emitter {
  /// Appends the name of a constant's value, which is the function's own if it is small.
  mutating func appendGlobal(_ number: UInt32) {
    let global = function.globals[Int(number)]
    if isInlined(global) {
      Self.append(function.symbol, ":g", number, to: &text)
    } else {
      descriptions.refer(to: global.symbol)
      text.append(symbol: global.symbol)
    }
  }

  private func isInlined(_ global: AIR.Global) -> Bool {
    table.id(of: global.type).map { table.layout(of: $0).isInlined } ?? false
  }

  /// Appends the name of a private symbol of a function.
  ///
  /// - Parameter mark: `:g` for the value of a constant, `:f` for the address of a function.
  private static func append(
    _ symbol: Swift.String, _ mark: StaticString, _ number: UInt32, to text: inout IRText
  ) {
    text.append("@\"")
    text.append(quotedSymbol: symbol)
    text.append(mark, number, "\"")
  }

  /// Appends the values of small constants.
  func appendGlobals(to text: inout IRText) {
    for (number, global) in function.globals.enumerated() where isInlined(global) {
      guard let type = table.id(of: global.type) else { continue }
      let bytes = ConstantImage(global.value, type, table).parts[0].bytes
      Self.append(function.symbol, ":g", UInt32(number), to: &text)
      text.append(" = private unnamed_addr constant [", bytes.count, " x i8] c\"")
      text.append(escaped: bytes)
      text.append("\", align 8\n")
    }
  }

  /// Appends the name of the memory that contains a function's address.
  mutating func appendFunctionValue(_ callee: UInt32) {
    isValue[Int(callee)] = true
    Self.append(function.symbol, ":f", callee, to: &text)
  }

  /// Appends the addresses of functions that are used as values, and their declarations.
  func appendFunctionValues(to text: inout IRText) {
    for (number, callee) in function.callees.enumerated() where isValue[number] {
      Self.append(function.symbol, ":f", UInt32(number), to: &text)
      text.append(" = private unnamed_addr constant ptr ")
      text.append(symbol: callee.symbol)
      text.append("\n; refers declare ", callee.signature.result.llvmName, " ")
      text.append(symbol: callee.symbol)
      text.append("(")
      for (position, type) in callee.signature.parameters.enumerated() {
        text.append(position == 0 ? "" : ", ")
        text.append(AIR.llvmName(type))
      }
      text.append(")\n")
    }
  }

  /// Appends the texts: a buffer that is never freed, and a value that shares it.
  func appendTexts(to text: inout IRText) {
    for string in isText.indices where isText[string] {
      let bytes = function.strings[Int(string)]
      text.append("@\"")
      text.append(quotedSymbol: function.symbol)
      text.append(":t", string, "\" = private unnamed_addr constant { ptr, i32, i32 } ")
      if bytes.isEmpty {
        text.append("zeroinitializer\n")
        continue
      }
      text.append("{ ptr @\"")
      text.append(quotedSymbol: function.symbol)
      text.append(":b", string, "\", i32 0, i32 ", bytes.count, " }\n@\"")
      text.append(quotedSymbol: function.symbol)
      text.append(":b", string, "\" = private unnamed_addr global { i64, i64, i64, [")
      text.append(bytes.count, " x i8] } { i64 4611686018427387904, i64 ")
      text.append(bytes.count, ", i64 ", bytes.count, ", [", bytes.count)
      text.append(" x i8] c\"")
      text.append(escaped: bytes)
      text.append("\" }\n")
    }
  }
}

extension TypeLayout {
  /// Whether each function that uses a constant of the type contains its value.
  var isInlined: Bool { size <= 64 && !isCounted }
}
