// One setting, and its origin.

/// The value of a setting, and the source that set it.
package struct ConfigurationSetting: Hashable, Sendable {
  package let key: SettingKey
  /// The program whose setting it is.
  package let program: String?
  package let value: [UInt8]
  package let origin: SettingOrigin

  /// With the program's name.
  package var name: String {
    program.map { key.rawValue.replacing("NAME", with: $0) } ?? key.rawValue
  }

  init(key: SettingKey, program: String? = nil, value: [UInt8], origin: SettingOrigin) {
    self.key = key
    self.program = program
    self.value = value
    self.origin = origin
  }

  /// A setting that an option of the command line makes.
  package init(option key: SettingKey, value: [UInt8]) {
    self.init(key: key, value: value, origin: .option(key.rule.option ?? ""))
  }
}
