import MiniBackend
import MiniFrontend
import TestSupport
import Testing

private let fixtures = [
  "Frontend/types.mini", "Frontend/statements.mini", "Frontend/maps-and-functions.mini",
  "Frontend/recovery.mini", "Frontend/not-utf8.mini", "Frontend/crlf.mini",
]

/// Asks everything about a text that ends while it is being written.
@Test(arguments: fixtures)
func queriesAnswerAboutAllPrefixes(fixture: String) throws {
  let source = try Repository.contents(ofFixture: fixture)
  let library = QueriedText("", ["lib": shapes])
  var answered = 0
  for count in 0...source.count {
    let module = QueriedText.module("prefix", Array(source.prefix(count)))
    let semantics = ModuleSemantics(module, library)
    let whole = SourceRange(start: 0, end: UInt32(count))
    for offset in count.isMultiple(of: 8) ? [UInt32(count), UInt32(count / 2)] : [UInt32(count)] {
      if semantics.completions(at: offset, imports: []) != nil { answered += 1 }
      _ = semantics.callHelp(at: offset)
      _ = semantics.description(at: offset)
      _ = semantics.definition(at: offset)
      _ = semantics.typeDefinitions(at: offset)
      _ = semantics.removal(ofUnusedAt: offset)
      if let (entity, range) = semantics.renamed(at: offset) {
        #expect(semantics.occurrences(of: entity).contains { $0.range == range })
        _ = semantics.problem(withRenaming: entity, to: "other")
      }
    }
    guard count.isMultiple(of: 16) else { continue }
    _ = semantics.typeHints(in: whole)
    _ = semantics.nameTokens(in: whole)
    let structure = SourceStructure(module.source, module.symbols)
    #expect(structure.folds.allSatisfy { $0.range.end <= whole.end })
    _ = structure.selections(at: UInt32(count / 2))
  }
  #expect(answered > source.count / 3)
}
