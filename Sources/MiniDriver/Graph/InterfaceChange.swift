// Finds the files that see a difference after the text of another has changed, in a graph that stays
// in memory.

import BuildCache
import MiniFrontend

/// The difference between two texts of a file, as its importers see it.
struct InterfaceChange: Sendable {
  let file: Int
  /// The names whose declarations may have changed; `nil`: all.
  fileprivate(set) var names: Set<String>?
  /// The names whose declarations are the same, if all others may have changed, also names that
  /// neither text declares: in a text with syntax errors, any name can be in error.
  private let kept: Set<String>?

  /// All that importers see may have changed.
  init(ofAllIn file: Int) {
    self.file = file
    names = nil
    kept = nil
  }

  /// - Parameters:
  ///   - last: the interface of the last build.
  ///   - hasOtherImports: whether its imports refer to other files than before.
  /// - Returns: `nil` if importers see no difference.
  init?(
    of file: Int, from old: Interface, to new: Interface, last: Interface?, hasOtherImports: Bool
  ) {
    self.file = file
    if old == new, !hasOtherImports { return nil }
    var same: Set<String> = []
    for entry in old.declarations where new.lookup(entry.name) == entry.form {
      if hasOtherImports, entry.form.uses.contains(where: { $0.importIndex != nil }) { continue }
      same.insert(entry.name)
    }
    var all = Set(old.names).union(new.names)
    let isOtherwiseSame = old.isComplete == new.isComplete && old.unusable == new.unusable
    kept = isOtherwiseSame ? nil : same
    if !isOtherwiseSame { all.formUnion(last?.names ?? []) }
    all.subtract(same)
    names = all
    if all.isEmpty, isOtherwiseSame { return nil }
  }

  /// A change of declarations that name a changed one.
  init(of file: Int, names: Set<String>?) {
    self.file = file
    self.names = names
    kept = nil
  }

  /// Whether a file that uses names of it sees a difference.
  fileprivate func affects(usersOf used: [String]) -> Bool {
    guard let names else { return true }
    return used.contains { name in kept.map { !$0.contains(name) } ?? names.contains(name) }
  }
}

extension ProjectGraph {
  /// The files that see a difference, directly or through the forms of others.
  func users(of changes: [InterfaceChange]) -> Set<Int> {
    var changed = ChangedDeclarations()
    var users: Set<Int> = []
    var wave = changes
    while !wave.isEmpty {
      var added: [InterfaceChange] = []
      for change in wave {
        var change = change
        change.names = withDependents(change.names, of: change.file)
        if changed.add(change.names, of: change.file) { added.append(change) }
      }
      var next: [InterfaceChange] = []
      for importer in importers(of: added).sorted(by: { $0.file < $1.file }) {
        users.insert(importer.file)
        guard importer.isInForms, files.problem(of: importer.file) == nil else { continue }
        let names = names(of: importer.file, naming: changed)
        if names?.isEmpty ?? false { continue }
        next.append(InterfaceChange(of: importer.file, names: names))
      }
      wave = next
    }
    return users
  }

  /// The files that import one with a change and use a changed name: by their rows, which can add
  /// some that do not, or by the facts of their texts.
  func importers(of changes: [InterfaceChange]) -> [(file: Int, isInForms: Bool)] {
    guard !changes.isEmpty else { return [] }
    var found: [(file: Int, isInForms: Bool)] = []
    let rows = changes.compactMap { change in
      files.oldRow(of: change.file).map { row in
        ChangedNames(row: row, names: change.names?.map { NameMask($0) })
      }
    }
    if !rows.isEmpty, let snapshot {
      for importer in snapshot.importers(of: rows) where files.facts(of: importer.row) == nil {
        found.append((importer.row, importer.isInForms))
      }
    }
    var slots = [Int32](repeating: -1, count: files.count)
    for (slot, change) in changes.enumerated() { slots[change.file] = Int32(slot) }
    for file in files.touchedIndices {
      guard let targets = files.targets(of: file) else { continue }
      for (number, target) in targets.enumerated() {
        guard case .file(let index) = target, slots[index] >= 0,
          let fact = files.facts(of: file)?.imports[number],
          changes[Int(slots[index])].affects(usersOf: fact.names)
        else { continue }
        found.append((file, fact.isInForms))
      }
    }
    return found
  }
}
