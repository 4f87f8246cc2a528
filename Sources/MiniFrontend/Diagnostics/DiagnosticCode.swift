// The stable codes of all diagnostics, in one list.

/// The subject of a diagnostic. Codes are stable: a new one is in its subject's group, and its number
/// is the smallest above all that were ever used for errors, or for warnings.
package enum DiagnosticCode: UInt16, Hashable, Sendable, CaseIterable {
  // Text and tokens.
  case sourceNotUTF8 = 1
  case unexpectedCharacter = 2
  case unterminatedString = 3
  case badEscape = 4
  case malformedNumber = 5
  case integerOutOfRange = 6
  // Grammar.
  case unexpectedToken = 7
  case nestingTooDeep = 8
  case chainedComparison = 9
  // Names.
  case duplicateDeclaration = 10
  case shadowing = 11
  case undefinedName = 12
  case undefinedFunction = 13
  case undefinedNamespace = 14
  case undefinedImportedName = 15
  case notAValue = 16
  case undefinedField = 17
  case undefinedType = 18
  case undefinedCase = 19
  // Types.
  case wrongArgumentCount = 20
  case typeMismatch = 21
  case invalidOperand = 22
  case voidValue = 24
  case assignmentToConstant = 25
  case invalidVariableType = 26
  case unknownType = 27
  case noElements = 28
  case notOptional = 29
  // Control flow.
  case missingReturn = 30
  case breakOutsideLoop = 31
  case breakInLoopHead = 32
  // Modules and the entry point.
  case noMain = 40
  case wrongMainSignature = 41
  case importNotFound = 42
  case badImportPath = 43
  case unreadableImport = 44
  case reservedModuleName = 45
  // Bounds of the compiler.
  case tooManyErrors = 50
  case fileTooLarge = 51
  // References: arguments with `&`.
  case notAPlace = 60
  case givenTwice = 61
  case missingReference = 62
  case superfluousReference = 63
  // Structs and enums.
  case missingField = 64
  case unknownLabel = 65
  case repeatedLabel = 66
  case misplacedLabel = 67
  case typeContainsItself = 68
  case typeTooLarge = 69
  // `switch`.
  case missingCases = 70
  case repeatedPattern = 71
  case invalidPattern = 72
  // Constant expressions.
  case notConstant = 73
  case constantFails = 74
  case constantCycle = 75
  case constantTooLarge = 76
  // Maps.
  case invalidKey = 77
  case repeatedKey = 78

  // Warnings, from 1000 on.
  case unusedVariable = 1001
  case unusedImport = 1002
  case unreachableCode = 1003
  case statementWithoutEffect = 1004
  case divisionByZero = 1005
  case unreachedElse = 1006

  package var severity: Severity { rawValue < 1000 ? .error : .warning }

  /// Whether it is about characters, literals or grammar, for which no other file matters.
  package var isOfSyntax: Bool {
    switch self {
    case .sourceNotUTF8, .unexpectedCharacter, .unterminatedString, .badEscape, .malformedNumber,
      .integerOutOfRange, .unexpectedToken, .nestingTooDeep, .chainedComparison, .fileTooLarge:
      true
    case .duplicateDeclaration, .shadowing, .undefinedName, .undefinedFunction, .undefinedNamespace,
      .undefinedImportedName, .notAValue, .undefinedField, .undefinedType, .undefinedCase,
      .wrongArgumentCount, .typeMismatch, .invalidOperand, .voidValue, .assignmentToConstant,
      .invalidVariableType, .unknownType, .noElements, .notOptional, .missingReturn,
      .breakOutsideLoop, .breakInLoopHead, .noMain, .wrongMainSignature, .importNotFound,
      .badImportPath, .unreadableImport, .reservedModuleName, .tooManyErrors, .notAPlace,
      .givenTwice, .missingReference, .superfluousReference, .missingField, .unknownLabel,
      .repeatedLabel, .misplacedLabel, .typeContainsItself, .typeTooLarge, .missingCases,
      .repeatedPattern, .invalidPattern, .notConstant, .constantFails, .constantCycle,
      .constantTooLarge, .invalidKey, .repeatedKey, .unusedVariable, .unusedImport,
      .unreachableCode, .statementWithoutEffect, .divisionByZero, .unreachedElse:
      false
    }
  }

  /// As printed and documented: `E0012`, `W0001`.
  package var text: String {
    let number = String(rawValue % 1000)
    let zeros = String(repeating: "0", count: 4 - number.utf8.count)
    return (severity == .error ? "E" : "W") + zeros + number
  }
}
