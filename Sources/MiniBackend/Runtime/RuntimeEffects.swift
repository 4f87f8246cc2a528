// The uses that functions of the runtime make of the world outside a program.

import MiniFrontend

/// Parts of the world outside a program that functions of the runtime read or change.
package struct RuntimeEffects: Hashable, Sendable {
  private var bits: UInt8 = 0

  package init() {}

  /// The effects of a function that no section defines.
  ///
  /// A function of the runtime has none unless it is a primitive that has one, and an intrinsic of
  /// LLVM has none. All others count as unknown, which is an effect.
  ///
  /// - Parameter name: the function's name with the `@`, as IR spells it.
  package init(ofName name: ArraySlice<UInt8>) {
    let name = name.dropFirst()
    if name.starts(with: "llvm.".utf8) { return }
    guard name.starts(with: Self.prefix.utf8), !name.contains(UInt8(ascii: ".")) else {
      bits = Self.unknown
      return
    }
    let rest = name.dropFirst(Self.prefix.utf8.count)
    guard let primitive = Primitive(rawValue: String(decoding: rest, as: UTF8.self)),
      let effect = primitive.effect, let number = Primitive.Effect.allCases.firstIndex(of: effect)
    else { return }
    bits = 1 << UInt8(number)
  }

  package var isEmpty: Bool { bits == 0 }

  package mutating func formUnion(_ other: RuntimeEffects) { bits |= other.bits }

  /// `uses standard input and files`.
  package var words: String {
    var parts = Primitive.Effect.allCases.enumerated()
      .filter { bits & 1 << UInt8($0.offset) != 0 }.map(\.element.rawValue)
    if bits & Self.unknown != 0 { parts.append("something unknown") }
    let last = parts.popLast() ?? "nothing"
    return "uses " + (parts.isEmpty ? last : parts.joined(separator: ", ") + " and " + last)
  }

  private static let prefix = "mini_"
  private static let unknown: UInt8 = 0x80
}
