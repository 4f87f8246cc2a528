// The names under which the project's index records outputs.
//
//   name = "copy" | "run" | "program O" variant | "root " file name | "path " path
//        | "bytes of " name | "units of " name | "linker of " name

import BuildCache
import MiniFrontend

/// Identifies a record of an output.
///
/// Outputs in the root's folder are recorded by their file names, so that the index stays valid
/// wherever the project is.
enum OutputName: Hashable {
  /// The combined IR in the cache, where no `main.ll` is made.
  case copy
  /// No output: the run of the machine in which the others were written; see ``OutputTrust``.
  case run
  /// The program of `mini run`, at a level and with `-g` or without: ``BuildContext/unitVariant``.
  case program(variant: Int)
  /// A file in the root file's folder.
  case inRoot(String)
  /// A file elsewhere, as the user named it.
  case elsewhere(String)
  /// The bytes of an executable.
  indirect case bytes(of: OutputName)
  /// The units that an executable was linked of.
  indirect case units(of: OutputName)
  /// The identity of the linker that made an executable, for `--explain`.
  indirect case linker(of: OutputName)

  /// The name as the index stores it.
  var text: String {
    switch self {
    case .copy: OutputRecord.copyPath
    case .run: "run"
    case .program(let variant): Self.program + String(variant)
    case .inRoot(let name): Self.inRoot + name
    case .elsewhere(let path): Self.elsewhere + path
    case .bytes(let output): Self.bytes + output.text
    case .units(let output): Self.units + output.text
    case .linker(let output): Self.linker + output.text
    }
  }

  /// - Parameter text: from an index, so it can be anything. `nil` for other text.
  init?(_ text: String) {
    func rest(_ prefix: String) -> String? {
      text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : nil
    }
    if text == OutputRecord.copyPath {
      self = .copy
    } else if text == "run" {
      self = .run
    } else if let variant = rest(Self.program).flatMap({ Int($0) }) {
      self = .program(variant: variant)
    } else if let name = rest(Self.inRoot) {
      self = .inRoot(name)
    } else if let path = rest(Self.elsewhere) {
      self = .elsewhere(path)
    } else if let output = rest(Self.bytes), let of = OutputName(output) {
      self = .bytes(of: of)
    } else if let output = rest(Self.units), let of = OutputName(output) {
      self = .units(of: of)
    } else if let output = rest(Self.linker), let of = OutputName(output) {
      self = .linker(of: of)
    } else {
      return nil
    }
  }

  private static let program = "program O"
  private static let inRoot = "root "
  private static let elsewhere = "path "
  private static let bytes = "bytes of "
  private static let units = "units of "
  private static let linker = "linker of "

  /// The name for a reader: of a file its path, without the kind of the record.
  var shown: String {
    switch self {
    case .copy, .run, .program: text
    case .inRoot(let name), .elsewhere(let name): name
    case .bytes(let output), .units(let output), .linker(let output): output.shown
    }
  }
}

extension [OutputRecord] {
  /// The record of a name.
  subscript(name: OutputName) -> OutputRecord? {
    let text = name.text
    return first { $0.path == text }
  }
}
