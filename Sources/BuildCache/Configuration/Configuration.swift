// The settings of the system, the user, the cache, the environment and the command line, in layers.
// The table of settings is in SettingKey.

package import FileIO
package import SystemPackage

/// All settings that were made, checked.
///
/// Each setting is known, its layer may set it, and its value is valid for its type.
package struct Configuration: Sendable {
  /// In the order of the layers. The last setting of a key counts.
  package private(set) var settings: [ConfigurationSetting] = []
  /// The folder for `~`; `nil` if the environment names none.
  private var home: [UInt8]?

  package init() {}

  /// Reads the system's and the user's files, the environment and the options.
  ///
  /// Cost without files: two system calls.
  ///
  /// - Parameters:
  ///   - environment: returns a variable's value; `nil` if it is unset or empty.
  ///   - options: the values of command-line options.
  ///   - suggestion: the project's remote cache. It is used if the user has accepted it and names none.
  package init(
    environment: (String) -> [UInt8]?, options: [ConfigurationSetting] = [],
    suggestion: RemoteSuggestion? = nil,
    fileSystem: any FileSystem = LocalFileSystem()
  ) throws(ConfigurationError) {
    home = environment("HOME").flatMap(absolute)
    for layer in [ConfigurationLayer.system, .user] {
      guard let path = Self.path(of: layer, environment: environment) else { continue }
      guard let file = try ConfigurationFile(path, layer, fileSystem: fileSystem) else { continue }
      for setting in try file.settings() { try add(setting) }
    }
    try add(variablesOf: SettingKey.ofVariables, environment)
    if let suggestion, setting(.remote) == nil, let accepted = acceptance(of: suggestion) {
      let url = Array(suggestion.url.utf8)
      try add(ConfigurationSetting(key: .remote, value: url, origin: accepted.origin))
    }
    // A build without a remote cache asks for nothing about it.
    if setting(.remote) != nil {
      try add(
        variablesOf: [.remoteMode, .remoteInstance, .remoteTokenFile, .remoteExecution], environment
      )
    }
    for setting in options { try add(setting) }
  }

  private mutating func add(
    variablesOf keys: [SettingKey], _ environment: (String) -> [UInt8]?
  ) throws(ConfigurationError) {
    for key in keys {
      guard let name = key.variable, let value = environment(name) else { continue }
      try add(ConfigurationSetting(key: key, value: value, origin: .environment(name)))
    }
  }

  /// The file of a layer; `nil` for a layer without a file, or if the environment names no home.
  ///
  /// - SeeAlso: XDG Base Directory Specification. It says to ignore relative paths in variables.
  package static func path(
    of layer: ConfigurationLayer, environment: (String) -> [UInt8]?
  ) -> FilePath? {
    switch layer {
    case .system:
      return environment("MINI_CONFIG_SYSTEM").map(FilePath.init(bytes:)) ?? "/etc/mini/config"
    case .user:
      if let named = environment("MINI_CONFIG_GLOBAL") { return FilePath(bytes: named) }
      if let folder = environment("XDG_CONFIG_HOME").flatMap(absolute) {
        return FilePath(bytes: folder + Array("/mini/config".utf8))
      }
      return environment("HOME").flatMap(absolute).map {
        FilePath(bytes: $0 + Array("/.config/mini/config".utf8))
      }
    case .project, .cache, .environment, .option: return nil
    }
  }

  /// A copy with the settings of a cache's `config`. Settings that a cache may not make, or with
  /// wrong values, are skipped and returned as problems: a cache must not make a command fail.
  package func adding(
    cacheConfig bytes: [UInt8], of path: FilePath
  ) -> (configuration: Configuration, problems: [ConfigurationError]) {
    var result = self
    var problems: [ConfigurationError] = []
    do throws(ConfigurationError) {
      for found in try ConfigurationFile(path, .cache, bytes).entries {
        do throws(ConfigurationError) {
          let setting = try found.get()
          if setting.key != .cacheSign { try result.add(setting) }
        } catch {
          problems.append(error)
        }
      }
    } catch {
      problems.append(error)
    }
    return (result, problems)
  }

  /// A copy with the settings of a project's `mini.config`; `nil` if there is no such file. It can only
  /// set programs: a stranger may have made the project.
  ///
  /// - Parameter path: of the file.
  package func adding(
    projectFile path: FilePath, fileSystem: any FileSystem = LocalFileSystem()
  ) throws(ConfigurationError) -> Configuration? {
    guard let file = try ConfigurationFile(path, .project, fileSystem: fileSystem) else {
      return nil
    }
    var result = self
    for setting in try file.settings() { try result.add(setting) }
    return result
  }

  /// Inserts a setting after those of its layer and of earlier layers.
  private mutating func add(_ setting: ConfigurationSetting) throws(ConfigurationError) {
    let key = setting.key
    let layer = setting.origin.layer
    guard key.rule.layers.contains(layer) else {
      throw ConfigurationError(origin: setting.origin, problem: .notHere(key, layer))
    }
    let needsHome = setting.value.starts(with: "~/".utf8) && home == nil
    let problem =
      key.rule.type.problem(setting.value, in: layer) ?? (needsHome ? "HOME is not set" : nil)
    if let problem {
      throw ConfigurationError(origin: setting.origin, problem: .wrongValue(setting.name, problem))
    }
    let index = settings.lastIndex { $0.origin.layer <= layer }.map { $0 + 1 } ?? 0
    settings.insert(setting, at: index)
  }

  // MARK: Values

  /// The setting that counts; `nil` if nothing sets the key.
  package func setting(_ key: SettingKey) -> ConfigurationSetting? {
    settings.last { $0.key == key }
  }

  /// All values that count, or else the default.
  package func values(_ key: SettingKey) -> [[UInt8]] {
    let rule = key.rule
    guard rule.type.isList else {
      return [setting(key)?.value ?? rule.fallback.map { Array($0.utf8) }].compactMap { $0 }
    }
    let all = settings.filter { $0.key == key }.map(\.value)
    return Array(all[(all.lastIndex(of: []).map { $0 + 1 } ?? 0)...])
  }

  func text(_ key: SettingKey) -> String? {
    values(key).last.map { String(decoding: $0, as: UTF8.self) }
  }

  /// Parses a value again. It is valid, because `add` checked it.
  func number(_ key: SettingKey) -> UInt64? {
    switch key.rule.type {
    case .count(let range): text(key).flatMap { try? Amount.count($0, in: range) }
    case .size: text(key).flatMap { try? Amount.bytes($0) }
    case .age, .flag, .path, .program, .paths, .projectPath, .words, .text, .choice, .pairs,
      .duration,
      .remote, .remotes, .key:
      nil
    }
  }

  /// Without the table: a null build asks for three of them, and usually nothing is set.
  private func flag(_ key: SettingKey) -> Bool {
    guard let setting = setting(key) else { return false }
    return SettingType.truth(String(decoding: setting.value, as: UTF8.self)) ?? false
  }

  /// The path that a setting names; `nil` if nothing sets it.
  func path(_ key: SettingKey) -> FilePath? { setting(key).map { path($0.value) } }

  private func path(_ value: [UInt8]) -> FilePath {
    guard value.starts(with: "~/".utf8), let home else { return FilePath(bytes: value) }
    return FilePath(bytes: home + value.dropFirst())
  }

  package var gcAuto: UInt64 { number(.gcAuto) ?? 0 }
  package var gcAutoPackLimit: UInt64 { number(.gcAutoPackLimit) ?? 0 }
  package var maxSizeBytes: UInt64 { number(.maxSize) ?? 0 }
  /// `nil`: snapshots of any age stay.
  package var snapshotAgeMaxNanoseconds: Int64? {
    // Valid, because `add` checked it.
    text(.snapshotMaxAge).flatMap { try? Amount.age($0) }
  }
  package var snapshotsMax: Int { number(.snapshotMaxCount).map { Int(clamping: $0) } ?? 1 }
  /// The level of new objects, 0 to 9.
  package var compression: Int {
    // Without the table, because each build asks.
    guard setting(.compression) != nil else { return 1 }
    return number(.compression).map { Int(clamping: $0) } ?? 1
  }
  /// Whether builds wait until everything is on the disk.
  package var isDurable: Bool { flag(.durable) }
  /// Whether builds store nothing in the cache.
  package var isReadOnly: Bool { flag(.readOnly) }
  /// Whether builds use no entry of the cache.
  package var isRefresh: Bool { flag(.refresh) }
  /// `nil` if each project has its own.
  package var cacheDirectory: FilePath? { path(.cacheDir) }
  /// `nil` for one thread per processor.
  package var jobs: Int? { number(.jobs).map { Int(clamping: $0) } }
  /// A path, or a name on the search path; `nil` for `clang`.
  package var clang: FilePath? { path(.clang) }
  /// Names of environment variables, sorted and distinct.
  package var toolEnvironment: [String] {
    let words = values(.toolEnvironment).flatMap { value in
      SettingType.words(of: value).map { String(decoding: $0, as: UTF8.self) }
    }.sorted()
    return words.indices.filter { $0 == 0 || words[$0] != words[$0 - 1] }.map { words[$0] }
  }
  /// Caches that are only read, in the order in which they are asked.
  package var upstreams: [FilePath] { values(.upstream).map(path) }
  /// Whether the cache of a linked worktree's main worktree is one of them.
  package var asksMainWorktree: Bool {
    !settings.contains { $0.key == .upstream && $0.value.isEmpty }
  }
  /// The file of the key that signs snapshots; `nil`: they are not signed.
  package var signingKey: FilePath? { path(.signingKey) }
  /// The file that lists whose snapshots are accepted; `nil`: no snapshot is.
  package var allowedSigners: FilePath? { path(.allowedSigners) }
  /// Caches of other users that mini uses; `*` means any.
  package var safeCaches: [FilePath] { values(.safeCache).map(path) }
}

/// The path if it is absolute, else `nil`: a relative one would depend on the working directory.
private func absolute(_ path: [UInt8]) -> [UInt8]? {
  path.first == UInt8(ascii: "/") ? path : nil
}
