// `mini config`

import ArgumentParser
import BuildCache
import FileIO
import MiniDriver
import SystemPackage

struct ConfigCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config",
    abstract: "Print and change settings.",
    usage: """
      mini config [--show-origin | --json] [<file-option>] <key>
      mini config [--show-origin | --json] [<file-option>] --list
      mini config [--add] [<file-option>] <key> <value>
      mini config --unset [<file-option>] <key> [<value>]
      mini config --accept
      """,
    discussion: """
      Settings are kept in Git's configuration syntax in these files, of which later ones \
      override earlier ones: the system's, /etc/mini/config; the user's, \
      $XDG_CONFIG_HOME/mini/config or ~/.config/mini/config; the project's, mini.config here; and \
      'config' in the cache. Then come environment variables, then options. Without a file option the effective value is \
      printed, and the user's file is changed. Exits with 1 if a setting to print or to remove \
      is not set.

      A project may come from elsewhere: its file can only set programs, and suggest a remote cache \
      (mini.suggestedRemote), which builds ask after 'mini config --accept' in its folder. So may a \
      cache: its file can only set mini.gcAuto, mini.gcAutoPackLimit \
      and mini.maxSize, and mistakes in it are ignored with a warning. In the other files, and \
      in variables, they are errors.

      EXAMPLES:
        mini config mini.maxSize 10g         caches may have 10 GiB
        mini config mini.maxSize             print the effective size
        mini config --list --show-origin     all settings, and where they come from
        mini config --add safe.cache /srv/team/mini-cache

      SETTINGS:
      \(settingsHelp)
      """)

  private static var settingsHelp: String {
    SettingKey.documented.map { key in
      let rule = key.rule
      let facts = [
        rule.fallback.map { "default \($0)" }, key.variable.map { "or $\($0)" },
        rule.option.map { "or \($0)" }, rule.type.isList ? "any number of times" : nil,
      ].compactMap { $0 }
      let note = facts.isEmpty ? "" : " (\(facts.joined(separator: ", ")))"
      return "  \(key.rawValue)\(note)\n      \(rule.summary)"
    }.joined(separator: "\n")
  }

  @Flag(name: .shortAndLong, help: "Print all settings, one per line.")
  var list = false

  @Flag(help: "Also print where each setting comes from.")
  var showOrigin = false

  @Flag(help: "Print each setting as a JSON object, with where it comes from.")
  var json = false

  @Flag(help: "Add a value to the setting's list.")
  var add = false

  @Flag(help: "Remove the setting, or one value of it.")
  var unset = false

  @Flag(help: "Use the remote cache that the project here suggests, in this folder.")
  var accept = false

  /// The files that an option can select, named as in git.
  enum File: String, EnumerableFlag {
    case system, global, project, local

    static func help(for value: File) -> ArgumentHelp? {
      switch value {
      case .system: "Only the system's file."
      case .global: "Only the user's file."
      case .project: "Only the project's file, which you edit yourself."
      case .local: "Only the cache's file."
      }
    }

    fileprivate var layer: ConfigurationLayer {
      switch self {
      case .system: .system
      case .global: .user
      case .project: .project
      case .local: .cache
      }
    }
  }

  @Flag(exclusivity: .exclusive)
  var file: File?

  @Argument(
    help: ArgumentHelp("The setting's name.", valueName: "key"),
    completion: .list(SettingKey.documented.map(\.rawValue)), transform: Setting.init(named:))
  var setting: Setting?

  /// A setting as the command line names it.
  struct Setting {
    let key: SettingKey
    /// Of a setting of a program.
    let program: String?

    init(named name: String) throws {
      guard let key = SettingKey(name: name) else {
        let error = ConfigurationError(origin: nil, problem: .unknownKey(name))
        throw ValidationError("\(error)\(error.hint)")
      }
      self.key = key
      program = SettingKey.program(in: name)
    }
  }

  @Argument(help: ArgumentHelp("Its value.", valueName: "value"))
  var value: String?

  @OptionGroup var cache: CacheOptions

  func validate() throws {
    if accept {
      guard setting == nil, !list, !add, !unset, !showOrigin, !json, file == nil else {
        throw ValidationError("'--accept' cannot be combined with settings and other options")
      }
      return
    }
    guard list == (setting == nil) else {
      throw ValidationError("give the name of a setting, or '--list'")
    }
    guard !(add && unset), !add || value != nil, !list || !(add || unset) else {
      throw ValidationError("'--add' needs a name and a value, '--unset' needs a name")
    }
    guard !showOrigin && !json || (value == nil && !unset) else {
      throw ValidationError("'--show-origin' and '--json' cannot be combined with a change")
    }
    guard !showOrigin || !json else {
      throw ValidationError("'--json' prints origins: leave '--show-origin' out")
    }
  }

  func run() throws {
    if accept { return try acceptSuggestion() }
    if let change { return try make(change) }
    let settings = try settings()
    guard let setting else {
      return try StandardOutput.write(
        settings.settings.filter(isWanted).flatMap { line($0, named: true) })
    }
    let key = setting.key
    let fallback = key.rule.fallback
    if key.rule.type.isList {
      let all = settings.settings.filter { $0.key == key && isWanted($0) }
      guard !all.isEmpty else { throw FoundFaults() }
      try StandardOutput.write(all.flatMap { line($0, named: false) })
    } else if let setting = settings.settings.last(where: {
      $0.key == key && $0.program == setting.program && isWanted($0)
    }) {
      try StandardOutput.write(line(setting, named: false))
    } else if let fallback, file == nil, setting.program == nil {
      try StandardOutput.write(
        json
          ? Self.object(key.rawValue, fallback, layer: "default", origin: nil)
          : (showOrigin ? "default:\t" : "") + fallback + "\n")
    } else {
      throw FoundFaults()
    }
  }

  private func isWanted(_ setting: ConfigurationSetting) -> Bool {
    file == nil || setting.origin.layer == file?.layer
  }

  /// All settings, including those of the cache that is named by them or found here.
  private func settings() throws -> Configuration {
    var configuration = try cache.configuration()
    let path = FilePath(ProjectProgram.fileName)
    configuration = try configuration.adding(projectFile: path) ?? configuration
    guard let directory = try PlumbingCache.find(configuration) else { return configuration }
    let (all, problems) = configuration.adding(directory)
    StandardError.write(
      problems.map { problem in
        "mini: warning: \(problem)\(problem.hint); it is ignored\n"
      }.joined())
    return all
  }

  /// The format of `git config --show-origin`: `file:/etc/mini/config<TAB>mini.jobs=4`.
  private func line(_ setting: ConfigurationSetting, named: Bool) -> [UInt8] {
    if json { return Array(Self.object(setting).utf8) }
    var line: [UInt8] = []
    if showOrigin {
      line =
        switch setting.origin {
        case .file(let path, _, _): Array("file:".utf8) + path.bytes
        case .environment(let name): Array("env:\(name)".utf8)
        case .option(let name): Array("option:\(name)".utf8)
        }
      line.append(UInt8(ascii: "\t"))
    }
    if named { line += Array("\(setting.name)=".utf8) }
    return line + setting.value + [UInt8(ascii: "\n")]
  }

  private static func object(_ setting: ConfigurationSetting) -> String {
    object(
      setting.name, String(decoding: setting.value, as: UTF8.self),
      layer: setting.origin.layer.name, origin: "\(setting.origin)")
  }

  private static func object(
    _ name: String, _ value: String, layer: String, origin: String?
  ) -> String {
    JSON.line([
      ("key", .string(name)), ("value", .string(value)), ("layer", .string(layer)),
      ("origin", .optional(origin)),
    ])
  }

  // MARK: Changes

  private var change: ConfigurationFile.Change? {
    let bytes = value.map(\.argumentBytes)
    if unset { return .unset(bytes) }
    return bytes.map { add ? .add($0) : .set($0) }
  }

  private func make(_ change: ConfigurationFile.Change) throws {
    guard let key = setting?.key else { return }
    guard !add || key.rule.type.isList else {
      throw CommandFailure("'\(key.rawValue)' has one value: leave '--add' out")
    }
    let layer = file?.layer ?? .user
    guard layer != .project, setting?.program == nil else {
      throw CommandFailure(
        "'mini config' does not change the project's '\(ProjectProgram.fileName)': edit the file")
    }
    let path = try path(of: layer)
    guard try ConfigurationFile.change(path, layer, key, change) else {
      guard unset else { return }
      StandardError.write("mini: error: '\(key.rawValue)' is not set in '\(path)'\n")
      throw FoundFaults()
    }
  }

  private func acceptSuggestion() throws {
    let configuration = try settings()
    guard let suggestion = configuration.suggestion(in: ".") else {
      throw CommandFailure(
        "no '\(ProjectProgram.fileName)' here suggests a remote cache (mini.suggestedRemote)")
    }
    let shown = TerminalText.escaped(suggestion.url)
    guard configuration.acceptance(of: suggestion) == nil else {
      return StandardError.write("mini: '\(shown)' is accepted already\n")
    }
    let change = ConfigurationFile.Change.add(suggestion.acceptance)
    _ = try ConfigurationFile.change(try path(of: .user), .user, .acceptedRemote, change)
    StandardError.write(
      "mini: builds in '\(TerminalText.escaped(suggestion.folder.string))' ask '\(shown)' from now on;"
        + " whose results they take, mini.trust.key says\n")
  }

  private func path(of layer: ConfigurationLayer) throws -> FilePath {
    if layer == .cache {
      let configuration = try cache.configuration()
      guard let directory = try PlumbingCache.find(configuration) else {
        throw PlumbingCache.failure(configuration)
      }
      return directory.configPath
    }
    guard let path = Configuration.path(of: layer, environment: Environment.bytes) else {
      throw CommandFailure("no folder for your settings: set HOME or XDG_CONFIG_HOME")
    }
    return path
  }
}
