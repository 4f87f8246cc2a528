// The limits that a cache's `config` sets.

import FileIO
package import ObjectStore

extension Configuration {
  /// With what the cache's `config` sets; see ``adding(cacheConfig:of:)``. Without a file that can be
  /// read nothing is added: whoever opens the cache for writing makes it anew.
  package func adding(
    _ directory: CacheDirectory
  ) -> (configuration: Configuration, problems: [ConfigurationError]) {
    let path = directory.configPath
    guard let bytes = try? directory.fileSystem.contents(of: path, sizeMax: cacheConfigSizeMax),
      bytes != Array(CacheConfig.text.utf8)  // nobody has set anything
    else { return (self, []) }
    return adding(cacheConfig: bytes, of: path)
  }
}

/// As for all of a cache's own small files.
private let cacheConfigSizeMax = 64 << 10
