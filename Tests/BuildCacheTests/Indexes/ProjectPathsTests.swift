// The places of a project's own files in a cache.

import BuildCache
import FileIO
import Foundation
import ObjectStore
import SystemPackage
import TestSupport
import Testing

@Test func aProjectInItsOwnCacheLiesAtTheTop() throws {
  let folder = TemporaryDirectory()
  let cache = folder.appending(".mini_cache")
  let directory = try CacheDirectory.openOrCreate(at: cache, fileSystem: LocalFileSystem())
  let place = ProjectPaths(directory: directory, rootFolder: folder.path, rootName: "main.mini")
  #expect(place.index == cache.appending("file_hashes.bin"))
  #expect(place.combined == cache.appending("combined").appending("main.mini.ll"))
}

@Test func otherRootsAndOtherFoldersLieApart() throws {
  let folder = TemporaryDirectory()
  let cache = folder.appending(".mini_cache")
  let directory = try CacheDirectory.openOrCreate(at: cache, fileSystem: LocalFileSystem())
  let digits = Digest(hashing: Array("/elsewhere".utf8) + [0] + Array("main.mini".utf8))
  let place = ProjectPaths(directory: directory, rootFolder: "/elsewhere", rootName: "main.mini")
  let home = cache.appending("projects").appending(String(digits.description.prefix(16)))
  #expect(place.index == home.appending("file_hashes.bin"))
  #expect(place.combined == home.appending("combined").appending("main.mini.ll"))
  let places = [
    place,
    ProjectPaths(directory: directory, rootFolder: folder.path, rootName: "main.mini"),
    ProjectPaths(directory: directory, rootFolder: folder.path, rootName: "other.mini"),
    ProjectPaths(directory: directory, rootFolder: "/elsewhere", rootName: "other.mini"),
    ProjectPaths(directory: directory, rootFolder: "/elsewhere2", rootName: "main.mini"),
  ]
  #expect(Set(places).count == places.count)
}

@Test func aCacheReachedThroughALinkIsTheSameCache() throws {
  let folder = TemporaryDirectory()
  let directory = try CacheDirectory.openOrCreate(
    at: folder.appending(".mini_cache"), fileSystem: LocalFileSystem())
  let other = TemporaryDirectory()
  let link = other.appending("link")
  try FileManager.default.createSymbolicLink(
    atPath: link.string, withDestinationPath: folder.path.string)
  let linked = try CacheDirectory.openOrCreate(
    at: link.appending(".mini_cache"), fileSystem: LocalFileSystem())
  let place = ProjectPaths(directory: linked, rootFolder: folder.path, rootName: "main.mini")
  #expect(place.index == linked.path.appending("file_hashes.bin"))
  #expect(
    ProjectPaths(directory: directory, rootFolder: other.path, rootName: "main.mini").index
      != directory.path.appending("file_hashes.bin"))
}
