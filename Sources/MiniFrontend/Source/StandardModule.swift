// The modules that are part of the tool.

/// A standard module. The raw value is its name behind `std:`.
package enum StandardModule: String, Hashable, Sendable, CaseIterable {
  case io
  case math
  case random
  case strings

  /// The beginning of every import path of a standard module, and of no module of a project.
  package static let prefix = "std:"

  /// Its import path, which is also its module's name.
  package var path: String { Self.prefix + rawValue }

  /// The module with this import path; `nil` if it is a file's, or there is no such module.
  package init?(path: String) {
    // Nearly all paths differ in the first byte.
    guard path.utf8.first == Self.prefix.utf8.first, path.utf8.starts(with: Self.prefix.utf8) else {
      return nil
    }
    self.init(rawValue: String(path.dropFirst(Self.prefix.utf8.count)))
  }
}
