// The names in a declaration, and what they stand for.

import BuildCache
import MiniFrontend

extension DeclarationGraph {
  /// The declarations that a declaration names.
  struct NodeUses {
    /// Types and constants, each once.
    var nodes: [Int] = []
    /// Whether one of the types that it states is absent, or names another kind of declaration.
    var isBroken = false
  }

  enum Uses {
    case found(NodeUses)
    /// This file must be read before.
    case unread(Int)
  }

  /// The declarations that a node names. Loads their files.
  mutating func uses(
    of node: Int, from source: inout some DeclarationSource
  ) throws(Restart) -> Uses {
    if let known = namedByNode[node] { return .found(known) }
    let file = files[nodes[node].slot].declaring
    let form = entry(of: node).form
    let types = form.types.flatMap(\.typeNames).compactMap(ZIR.Callee.init)
    var found = NodeUses()
    for use in form.uses {
      let isType = types.contains(use)
      guard let target = target(of: use, in: file, ofSlot: nodes[node].slot) else {
        found.isBroken = found.isBroken || isType
        continue
      }
      guard let known = try load(target, from: &source) else {
        if source.isUnread(target) { return .unread(target) }
        found.isBroken = found.isBroken || isType
        continue
      }
      guard let other = self.node(of: use.name, in: known) else {
        found.isBroken = found.isBroken || isType
        continue
      }
      switch entry(of: other).form {
      case .function: found.isBroken = found.isBroken || isType
      case .constant:
        found.isBroken = found.isBroken || isType
        found.nodes.append(other)
      case .structure, .enumeration: found.nodes.append(other)
      }
    }
    namedByNode[node] = found
    return .found(found)
  }

  /// The file that a use refers to; `nil` if the import failed.
  private func target(of use: ZIR.Callee, in file: DeclaringFile, ofSlot slot: Int) -> Int? {
    use.importIndex.map { file.targets[Int($0)] } ?? fileOfSlot[slot]
  }

  /// The node that a use in a file with a node refers to; `nil` if there is none.
  func node(of use: ZIR.Callee, namedBy node: Int) -> Int? {
    let slot = nodes[node].slot
    return target(of: use, in: files[slot].declaring, ofSlot: slot)
      .flatMap { known($0) }.flatMap { self.node(of: use.name, in: $0) }
  }

  /// The meaning of a name in the file with a node.
  func meaning(of use: ZIR.Callee, namedBy node: Int) -> NameMeaning {
    let slot = nodes[node].slot
    guard let target = target(of: use, in: files[slot].declaring, ofSlot: slot),
      let file = known(target)
    else { return .unavailable }
    let declaring = file.declaring
    guard let form = declaring.interface.lookup(use.name) else {
      if use.importIndex == nil || declaring.interface.isInError(use.name) { return .unavailable }
      return .undefined(module: declaring.module, candidates: declaring.interface.names)
    }
    if let node = self.node(of: use.name, in: file), let state = states[node] {
      return state.declaration.map { .usable($0) } ?? .unavailable
    }
    return .usable(
      Declaration(
        module: declaring.module, name: use.name,
        form: form.resolved(in: declaring.module, imports: declaring.imports), facts: nil))
  }
}
