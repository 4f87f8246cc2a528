// One setting, and its origin.

/// The value of a setting, and the source that set it.
package struct ConfigurationSetting: Hashable, Sendable {
  package let key: SettingKey
  package let value: [UInt8]
  package let origin: SettingOrigin

  init(key: SettingKey, value: [UInt8], origin: SettingOrigin) {
    self.key = key
    self.value = value
    self.origin = origin
  }

  /// A setting that an option of the command line makes.
  package init(option key: SettingKey, value: [UInt8]) {
    self.init(key: key, value: value, origin: .option(key.rule.option ?? ""))
  }
}
