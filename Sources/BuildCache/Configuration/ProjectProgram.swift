// The programs of a project: its `mini.config`.
//
//   [program "app"]
//       root = src/main.mini        default: main.mini
//       level = 2                   default: 0
//       output = build/app          default: the program's name

import FileIO
package import SystemPackage

/// A program of a project. Paths are relative to the project's folder, and stay inside.
package struct ProjectProgram: Hashable, Sendable {
  package let name: String
  package fileprivate(set) var root: FilePath = "main.mini"
  /// The level of optimisation.
  package fileprivate(set) var level = 0
  package fileprivate(set) var output: FilePath
  /// Of its first line.
  package let origin: SettingOrigin

  /// The name of a project's configuration, beside its root file or above it.
  package static let fileName = ConfigurationLayer.projectFileName

  fileprivate init(_ name: String, _ origin: SettingOrigin) {
    self.name = name
    self.origin = origin
    output = FilePath(name)
  }
}

extension Configuration {
  /// The programs that the project's file sets, in its order.
  ///
  /// - Throws: if two of them have the same output, one has that of the file itself, a name that no file
  ///   can have, or two values of one setting.
  package func programs() throws(ConfigurationError) -> [ProjectProgram] {
    var programs: [ProjectProgram] = []
    for (number, setting) in settings.enumerated() {
      guard let name = setting.program else { continue }
      guard !settings[..<number].contains(where: { $0.program == name && $0.key == setting.key })
      else {
        throw ConfigurationError(
          origin: setting.origin,
          problem: .program("the program '\(name)' has this setting twice: remove one of the lines")
        )
      }
      let known = programs.firstIndex { $0.name == name }
      let index = known ?? programs.count
      if known == nil {
        try check(name, setting.origin)
        programs.append(ProjectProgram(name, setting.origin))
      }
      if setting.key == .programRoot { programs[index].root = FilePath(bytes: setting.value) }
      if setting.key == .programOutput { programs[index].output = FilePath(bytes: setting.value) }
      if setting.key == .programLevel {
        // A digit, because `add` checked it.
        programs[index].level = Int(String(decoding: setting.value, as: UTF8.self)) ?? 0
      }
    }
    for (index, program) in programs.enumerated() {
      guard program.output.lastComponent?.string != ProjectProgram.fileName else {
        throw ConfigurationError(
          origin: program.origin,
          problem: .program(
            "the program '\(program.name)' cannot replace this file: set another output")
        )
      }
      let same = programs[..<index].first {
        $0.output.lexicallyNormalized() == program.output.lexicallyNormalized()
      }
      guard let same else { continue }
      throw ConfigurationError(
        origin: program.origin,
        problem: .program(
          "the programs '\(same.name)' and '\(program.name)' have the same output: set another one")
      )
    }
    return programs
  }

  private func check(
    _ name: String, _ origin: SettingOrigin
  ) throws(ConfigurationError) {
    let isPlain =
      SettingType.projectPath.problem(Array(name.utf8), in: .project) == nil
      && !name.contains("/") && !name.hasSuffix(".mini") && !name.hasSuffix(".ll")
    guard !isPlain else { return }
    throw ConfigurationError(
      origin: origin,
      problem: .program("'\(name)' is not the name of a program: its output is named after it"))
  }
}
