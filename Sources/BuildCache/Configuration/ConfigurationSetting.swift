// One setting that somebody has made.

/// A value, and who has set it.
package struct ConfigurationSetting: Hashable, Sendable {
  package let key: SettingKey
  package let value: [UInt8]
  package let origin: SettingOrigin
}
