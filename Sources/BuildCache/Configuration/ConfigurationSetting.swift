// One setting, and its origin.

/// The value of a setting, and the source that set it.
package struct ConfigurationSetting: Hashable, Sendable {
  package let key: SettingKey
  package let value: [UInt8]
  package let origin: SettingOrigin
}
