// Why units are compiled and an executable is linked, compared with the program that was linked
// last.

import BuildCache

extension Linking {
  /// The units that are compiled, each with its reason.
  var unitReasons: [BuildReport.Unit] {
    let linked = linkedBefore.filter { $0.variant == variant }
    let last = Dictionary(
      linked.compactMap { context.cache.unit($0.key) }.map { ($0.inputs.name, $0) },
      uniquingKeysWith: { $1 })
    return stale.map { number in
      let unit = units[number]
      return .init(
        name: "\(unit.name) \(unit.inputs.options)",
        reason: reason(ofCompiling: unit.inputs, since: last[unit.inputs.name]),
        key: unit.inputs.key)
    }
  }

  private func reason(ofCompiling inputs: UnitInputs, since last: UnitEntry?) -> MissReason {
    guard let reason = reasonForDisuse, context.cache.unit(inputs.key) != nil else {
      return context.cache.missReason(inputs, since: last)
    }
    return reason
  }

  /// The reason why this build does not use the cache's code; `nil` if it does.
  private var reasonForDisuse: MissReason? {
    switch context.codeUse {
    case .used: nil
    case .replaced: .refused
    case .compared: .rechecked
    case .ignored: .noCache
    }
  }

  /// The key of an executable, and the identity of its linker, if that is recorded.
  typealias Recorded = (key: UnitKey, linker: Digest?)

  /// Why the executable is linked.
  ///
  /// - Parameters:
  ///   - recorded: the executable that the last build left at the output; `nil` if there is none.
  ///   - made: the inputs of the executable that is linked now.
  func linkReason(recorded: Recorded?, made: UnitInputs) -> MissReason {
    guard let recorded else {
      return [.none, .refresh].contains(context.options.cacheUse) ? .noCache : .neverBuilt
    }
    guard recorded.key != made.key else { return reasonForDisuse ?? .objectMissing }
    let toolchain = recorded.linker.map { "\($0)" } ?? made.toolchain
    let variants = Set(linkedBefore.map(\.variant)).sorted()
    let last = variants.first { executable($0, by: toolchain, like: made).key == recorded.key }
    var changes: [InputChange] = []
    if let last, last != variant {
      let (old, new) = (Self.options(last), Self.options(UInt32(variant)))
      guard toolchain != made.toolchain else { return .optionsChanged(old: old, new: new) }
      changes.append(.init(label: "options", old: old, new: new))
    } else {
      let before = executable(UInt32(variant), by: toolchain, like: made).content
      if before != made.content {
        changes.append(.init(label: "units", old: "\(before)", new: "\(made.content)"))
      }
    }
    if toolchain != made.toolchain {
      changes.append(.init(label: "toolchain", old: toolchain, new: made.toolchain))
    }
    if last == nil {
      changes.append(
        .init(label: "executable", old: "\(recorded.key.digest)", new: "\(made.key.digest)"))
    }
    return .inputsChanged(changes)
  }

  /// The inputs of an executable of the units that were last linked in a variant.
  private func executable(
    _ variant: UInt32, by toolchain: String, like made: UnitInputs
  ) -> UnitInputs {
    UnitInputs(
      toolchain: toolchain, options: made.options, name: made.name,
      content: Digest(of: linkedBefore.filter { $0.variant == variant }.map(\.key.digest)))
  }

  private static func options(_ variant: UInt32) -> String {
    let debug = UInt32(ProjectPaths.debugVariant)
    return variant >= debug ? "-O\(variant - debug) -g" : "-O\(variant)"
  }
}
