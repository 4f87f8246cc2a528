// The projects that use a cache, and how much of it each reaches: `mini projects`.

import FileIO

/// The shares of all projects in a cache.
package struct ProjectCensus: Sendable {
  package struct Share: Sendable {
    package let project: CacheProject
    /// The disk space that is free without the project: its indexes and outputs, and the objects that
    /// nothing else reaches.
    package fileprivate(set) var aloneBytes: UInt64 = 0
    /// The disk space of its other objects.
    package fileprivate(set) var sharedBytes: UInt64 = 0
  }

  /// In the order of ``CacheProject/all(in:)``.
  package private(set) var shares: [Share] = []
  /// Messages about problems, because of which sizes can be too small.
  package let events: [String]

  private enum Owner: Equatable {
    case none
    case project(Int)
    /// Several projects, or a Git ref, or a pack that is kept.
    case several
  }

  /// Reach is gc's: what the project's last good build used, and the earlier states of its files and
  /// functions. Cost: a listing of all objects, and a walk over the index of each project.
  package init(_ collection: GarbageCollection) throws(MaintenanceError) {
    let (context, listing) = (collection.context, try collection.list())
    let fileSystem = context.fileSystem
    let projects = try MaintenanceError.ofFile { () throws(FileError) in
      try CacheProject.all(in: context.directory)
    }
    let unmarked = try GarbageMarks(unmarked: listing.trees, context)
    var refs = unmarked
    try refs.markReferred()
    var owners = refs.trees.map { tree in
      tree.inventory.objects.indices.map { tree.isPinned(slot: $0) ? Owner.several : .none }
    }
    var reached: [[[Int]]] = []
    for (number, project) in projects.enumerated() {
      var marks = unmarked
      try marks.markReach(of: project.folder)
      reached.append(marks.trees.map(\.slotsInUse))
      for (tree, slots) in reached[number].enumerated() {
        for slot in slots {
          owners[tree][slot] = owners[tree][slot] == .none ? .project(number) : .several
        }
      }
    }
    events = refs.events
    for (number, project) in projects.enumerated() {
      var share = Share(project: project)
      share.aloneBytes = try MaintenanceError.ofFile { () throws(FileError) in
        try project.folder.ownBytes(fileSystem)
      }
      for (tree, slots) in reached[number].enumerated() {
        for slot in slots {
          let bytes = unmarked.trees[tree].inventory.allocatedBytes(slot: slot)
          if owners[tree][slot] == .project(number) {
            share.aloneBytes += bytes
          } else {
            share.sharedBytes += bytes
          }
        }
      }
      shares.append(share)
    }
  }
}
