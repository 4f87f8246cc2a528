// The declarations of one file, and the declarations that each of them names.

import MiniFrontend

/// A file's share of the graph of declarations: its declarations, and the edges that start there.
struct FileUses: Sendable {
  /// A declaration with all that its text names.
  struct Declared: Sendable {
    let kind: ProjectPart.Kind
    let name: String
    /// Of its name.
    let range: SourceRange
    /// Each once.
    var uses: [Use]
  }

  /// A name of a file of the project, whether that declares it or not.
  struct Use: Hashable, Sendable {
    let file: Int
    let name: String
    /// Whether the declaration's form names it, so that its users depend on it, too.
    let isInForm: Bool
  }

  /// Functions, tests, types and constants.
  private(set) var declarations: [Declared] = []
  let lines: LineMap
  /// Whether the text has errors. Then more names than in reality count as those of forms.
  let hasErrors: Bool

  /// - Parameters:
  ///   - file: the number of the file.
  ///   - targets: for each of the ZIR's imports the number of the imported file; `nil`: it has none.
  init(_ analysis: FileAnalysis, file: Int, targets: [Int?]) {
    hasErrors = analysis.hasErrors
    lines = analysis.lines
    let (zir, interface) = (analysis.zir, analysis.interface)
    func add(
      _ kind: ProjectPart.Kind, _ name: String, at range: SourceRange, _ callees: [ZIR.Callee] = []
    ) {
      let formUses = kind == .test ? [] : interface.lookup(name)?.uses ?? []
      func use(_ callee: ZIR.Callee, isInForm: Bool) -> Use? {
        let target = callee.importIndex.map { targets[Int($0)] } ?? file
        return target.map { Use(file: $0, name: callee.name, isInForm: isInForm) }
      }
      let uses =
        formUses.compactMap { use($0, isInForm: true) }
        + callees.filter { !formUses.contains($0) }.compactMap { use($0, isInForm: false) }
      declarations.append(Declared(kind: kind, name: name, range: range, uses: uses))
    }
    for function in zir.functions {
      add(.function, function.name, at: function.nameRange, function.callees)
    }
    for test in zir.tests { add(.test, test.name, at: test.nameRange, test.callees) }
    for type in zir.types {
      switch type.shape {
      case .structure: add(.structure, type.name, at: type.nameRange)
      case .enumeration: add(.enumeration, type.name, at: type.nameRange)
      }
    }
    for constant in zir.constants { add(.constant, constant.name, at: constant.nameRange) }
    if hasErrors { addMentions(in: analysis, file: file, targets: targets) }
  }

  /// Adds what the ZIR of a text with errors lacks: declarations in error, and names in the text.
  private mutating func addMentions(in analysis: FileAnalysis, file: Int, targets: [Int?]) {
    let mentions = FileMentions(analysis)
    var numbers: [String: Int] = [:]
    for (number, declared) in declarations.enumerated() { numbers[declared.name] = number }
    for symbol in mentions.declarations where numbers[symbol.name] == nil {
      guard let kind = ProjectPart.Kind(symbol.kind) else { continue }
      numbers[symbol.name] = declarations.count
      declarations.append(
        Declared(kind: kind, name: symbol.name, range: symbol.nameRange, uses: []))
    }
    for mention in mentions.all {
      guard let number = numbers[mention.declaration],
        let target = mention.importIndex.map({ targets[$0] }) ?? file
      else { continue }
      let isKnown = declarations[number].uses.contains {
        $0.file == target && $0.name == mention.name
      }
      guard !isKnown else { continue }
      let isInForm = analysis.interface.lookup(mention.declaration) == nil
      declarations[number].uses.append(
        Use(file: target, name: mention.name, isInForm: isInForm))
    }
  }
}

/// The places in a file that name declarations, by the declaration that contains them. Also of a text
/// with errors.
struct FileMentions {
  struct Mention {
    /// The declaration that contains it.
    let declaration: String
    /// Index into the ZIR's imports; `nil`: a declaration of this file.
    let importIndex: Int?
    let name: String
    let range: SourceRange
  }

  /// The symbols of the file's functions, tests, types and constants.
  let declarations: [SourceSymbol]
  /// In source order.
  private(set) var all: [Mention] = []

  init(_ analysis: FileAnalysis) {
    let symbols = FileSymbols(analysis.lines.source)
    declarations = symbols.symbols.filter {
      $0.owner == nil && !$0.isLocal && $0.kind != .namespace && !$0.name.isEmpty
    }
    var next = declarations.sorted { $0.range.start < $1.range.start }[...]
    for occurrence in symbols.occurrences where occurrence.role != .declaration {
      while let first = next.first, first.range.end <= occurrence.range.start { next.removeFirst() }
      guard let owner = next.first, owner.range.start <= occurrence.range.start else { continue }
      let (importIndex, name): (Int?, String)
      switch occurrence.target {
      case .symbol(let index):
        let symbol = symbols.symbols[index]
        guard symbol.owner == nil, !symbol.isLocal, symbol.kind != .namespace else { continue }
        (importIndex, name) = (nil, symbol.name)
      case .imported(let namespace, let imported):
        let range = symbols.symbols[namespace].range
        let index = analysis.zir.imports.firstIndex {
          range.start <= $0.range.start && $0.range.end <= range.end
        }
        guard let index else { continue }
        (importIndex, name) = (index, imported)
      case .path, .member, .builtin, .unknown: continue
      }
      all.append(
        Mention(
          declaration: owner.name, importIndex: importIndex, name: name, range: occurrence.range))
    }
  }
}

extension ProjectPart.Kind {
  /// `nil`: not a declaration of a file.
  init?(_ kind: SourceSymbol.Kind) {
    switch kind {
    case .function: self = .function
    case .structure: self = .structure
    case .enumeration: self = .enumeration
    case .constant: self = .constant
    case .test: self = .test
    case .namespace, .field, .enumCase, .parameter, .variable, .value: return nil
    }
  }
}
