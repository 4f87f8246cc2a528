// The limits that a cache's `config` sets.

import FileIO

extension Configuration {
  /// A copy with the settings of the cache's `config`; see ``adding(cacheConfig:of:)``. Adds
  /// nothing if the file cannot be read: the next process that opens the cache for writing creates
  /// it again.
  package func adding(
    _ directory: CacheDirectory
  ) -> (configuration: Configuration, problems: [ConfigurationError]) {
    let path = directory.configPath
    guard let bytes = try? directory.fileSystem.contents(of: path, sizeMax: cacheConfigSizeMax),
      bytes != Array(CacheConfig.text.utf8)  // sets nothing
    else { return (self, []) }
    return adding(cacheConfig: bytes, of: path)
  }
}

/// The limit for all small files in a cache.
private let cacheConfigSizeMax = 64 << 10
