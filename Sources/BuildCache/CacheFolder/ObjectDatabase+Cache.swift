// The trees of a cache.

package import FileIO
package import ObjectStore

extension ObjectDatabase.Tree {
  /// One object per distinct file.
  package static var zir: Self { Self(number: 0, name: "zir") }
  /// One object per distinct function or unit.
  package static var objects: Self { Self(number: 1, name: "objects") }

  package static var allCases: [Self] { [zir, objects] }

  /// The index whose rows refer to the tree's objects, at the cache's top level.
  var indexName: String { self == .zir ? CacheName.zirIndex : CacheName.airIndex }
}

extension ObjectDatabase {
  /// Opens the trees of a cache.
  ///
  /// - Parameters:
  ///   - packScrutiny: how thoroughly packs' indexes are checked before they are used.
  ///   - compression: the level of new objects, 0 to 9.
  ///   - fileSystem: `nil` for the cache's own.
  package convenience init(
    _ cache: CacheDirectory, packScrutiny: PackIndex.Scrutiny = .checksum,
    compression: Int = 1, fileSystem: (any FileSystem)? = nil
  ) throws(ObjectError) {
    try self.init(
      in: cache.path, trees: Tree.allCases, quarantine: cache.quarantinePath,
      packScrutiny: packScrutiny, level: Int32(compression),
      fileSystem: cache.confined(fileSystem ?? cache.fileSystem))
  }

  package var zir: LooseTree { loose(.zir) }
  package var objects: LooseTree { loose(.objects) }
}
