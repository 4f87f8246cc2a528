// verify, refs: every object that a Git ref reaches is in the cache.

import ObjectStore

extension Verification {
  /// Checks that each ref is valid and that all objects that refs reach exist.
  mutating func checkRefs() throws(MaintenanceError) {
    let refs = GitRefs(of: directory.path, fileSystem: fileSystem)
    // `checkRepositoryFiles` reports HEAD.
    for problem in refs.problems where problem.path != "HEAD" {
      fault(
        problem.path, problem.reason, .none("correct it with 'git update-ref', or remove it"))
    }
    guard !refs.refs.isEmpty else { return }
    let database = try MaintenanceError.ofObject { () throws(ObjectError) in
      try ObjectDatabase(directory, fileSystem: fileSystem)
    }
    for gap in RefReach(refs.refs, in: database).gaps {
      fault(
        gap.ref, "it reaches object \(gap.id): \(gap.problem)",
        .none("get the object from another repository, or remove the ref: 'git update-ref -d'"))
    }
  }
}
