// The interfaces of some of a project's files.

import MiniFrontend

/// Interfaces by file, each decoded once. Takes four bytes for a file without one.
struct InterfaceTable: Sendable {
  /// For each file its slot in `interfaces`, or ``none``.
  private var slots: [Int32]
  private var interfaces: [Interface] = []
  private static let none: Int32 = -1
  /// Whether the forms of all of them say all.
  private(set) var areSelfContained = true

  init(fileCount: Int) {
    slots = Array(repeating: Self.none, count: fileCount)
  }

  subscript(file: Int) -> Interface? {
    slots[file] == Self.none ? nil : interfaces[Int(slots[file])]
  }

  /// Adds the interface of a file that has none yet.
  mutating func add(_ interface: Interface, of file: Int) {
    slots[file] = Int32(interfaces.count)
    interfaces.append(interface)
    areSelfContained = areSelfContained && interface.isSelfContained
  }
}
