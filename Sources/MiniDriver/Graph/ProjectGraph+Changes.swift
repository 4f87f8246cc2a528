// Finds the declarations that may differ from those of the last build: those with other forms, and
// through any number of files those that name one.

import BuildCache
import MiniFrontend

/// The declarations that may differ from those of the last build.
struct ChangedDeclarations: Sendable {
  /// By file the names; `nil`: all.
  private var names: [Int: Set<String>?] = [:]
  /// The rows that use one of them.
  fileprivate(set) var users: [Int] = []

  var isEmpty: Bool { names.isEmpty }

  func contain(_ name: String, of file: Int) -> Bool {
    guard let known = names[file] else { return false }
    return known?.contains(name) ?? true
  }

  /// Adds names of a file; `nil`: all.
  ///
  /// - Returns: whether one of them is new.
  mutating func add(_ added: Set<String>?, of file: Int) -> Bool {
    guard let known = names[file] else {
      names[file] = .some(added)
      return true
    }
    guard let known else { return false }
    guard let added else {
      names[file] = .some(nil)
      return true
    }
    guard !added.isSubset(of: known) else { return false }
    names[file] = known.union(added)
    return true
  }
}

extension ProjectGraph {
  /// The declarations that may differ from those of the last build, and the rows that use them.
  var changedDeclarations: ChangedDeclarations {
    var changed = ChangedDeclarations()
    guard let snapshot else { return changed }
    var wave = files.touchedIndices.filter { isReachable($0) }.compactMap { file in
      let names = changedNames(of: file)
      return names?.isEmpty ?? false ? nil : (file: file, names: names)
    }
    while !wave.isEmpty {
      var rows: [ChangedNames] = []
      for (file, names) in wave {
        let names = withDependents(names, of: file)
        guard changed.add(names, of: file), let row = files.oldRow(of: file) else { continue }
        let isWorthMasks = names.map { $0.count <= Self.changedNamesMax } ?? false
        rows.append(
          ChangedNames(row: row, names: isWorthMasks ? names?.map { NameMask($0) } : nil))
      }
      let importers = rows.isEmpty ? [] : snapshot.importers(of: rows)
      changed.users += importers.map(\.row)
      let next = Set(importers.filter(\.isInForms).map(\.row)).sorted()
      wave = next.filter { isReachable($0) && files.problem(of: $0) == nil }.compactMap { file in
        let names = names(of: file, naming: changed)
        return names?.isEmpty ?? false ? nil : (file, names)
      }
    }
    return changed
  }

  /// With more changed names, all importers are looked at: comparing each with all names would take
  /// longer.
  private static let changedNamesMax = 64

  /// The names of `file` whose forms differ from the last build's, or are gone; `nil`: any may
  /// have changed. A name that is new is not among them: no file of the last
  /// build uses it, because using an absent name is an error.
  private func changedNames(of file: Int) -> Set<String>? {
    guard let row = files.oldRow(of: file), let facts = files.facts(of: file) else { return [] }
    let oldForms = context.cache.forms(of: snapshot!.combinedHash(row))
    let hasOtherImports =
      hasNewShape && targets(of: file) != snapshot!.imports(row).map { .file(Int($0)) }
    if oldForms == facts.forms, !hasOtherImports { return [] }
    guard let oldForms, let old = Interface(decoding: oldForms), let new = interface(of: file)
    else { return nil }
    let changed = old.declarations.filter { declaration in
      new.lookup(declaration.name) != declaration.form
        || hasOtherImports && declaration.form.uses.contains { $0.importIndex != nil }
    }
    return Set(changed.map(\.name))
  }

  /// Adds the declarations of the same file that name one of the names, through any number of others.
  func withDependents(_ names: Set<String>?, of file: Int) -> Set<String>? {
    guard var names, let interface = interface(of: file) else { return nil }
    guard !interface.isSelfContained else { return names }
    var users: [String: [String]] = [:]
    for declaration in interface.declarations {
      for use in declaration.form.uses where use.importIndex == nil {
        users[use.name, default: []].append(declaration.name)
      }
    }
    var pending = Array(names)
    while let name = pending.popLast() {
      for user in users[name] ?? [] where names.insert(user).inserted { pending.append(user) }
    }
    return names
  }

  /// The declarations of a file that name a changed one of an import; `nil`: any may. Those that are
  /// known to have changed are left out.
  func names(of file: Int, naming changed: ChangedDeclarations) -> Set<String>? {
    guard let interface = interface(of: file) else {
      return changed.contain("", of: file) ? [] : nil
    }
    let targets = targets(of: file)
    let found = interface.declarations.filter { declaration in
      !changed.contain(declaration.name, of: file)
        && declaration.form.uses.contains { use in
          guard let index = use.importIndex, Int(index) < targets.count,
            case .file(let target) = targets[Int(index)]
          else { return false }
          return changed.contain(use.name, of: target)
        }
    }
    return Set(found.map(\.name))
  }
}
