// gc and the projects that share a cache: checkouts come and go.

import BuildCache
import FileIO
import ObjectStore
import SystemPackage
import TestSupport
import Testing

@Suite struct GCProjectTests {
  private let fixture = MaintenanceFixture()
  /// A second project that shares the cache of the first; they have no object in common.
  private let name = "other.mini"
  private let sources = [
    MaintenanceSource(path: "other.mini", text: "other", functions: [("main", "of the other")])
  ]
  private var root: FilePath { fixture.folder.appending(name) }
  private let disk = LocalFileSystem()

  init() throws {
    try fixture.build(MaintenanceFixture.project())
    try disk.replaceFile(root, with: [1])
    try fixture.build(sources, rootName: name)
  }

  private func folder() throws -> FilePath {
    fixture.place(try fixture.directory(), name).index.removingLastComponent()
  }

  private func pass(days: Int64) {
    fixture.clock.advance(nanoseconds: days * MaintenanceFixture.day)
  }

  /// Checks for both projects' objects, or only the first one's.
  private func check(isThere: Bool, _ report: GarbageReport, _ context: Comment) throws {
    let first = fixture.objects(MaintenanceFixture.project())
    let all = first.union(fixture.objects(sources))
    #expect(try fixture.objects() == (isThere ? all : first), context)
    #expect(report.projects.count == (isThere ? 0 : 1) && report.events == [], context)
    let entries = try disk.entries(of: fixture.file("projects"))
    #expect(entries?.count == (isThere ? 1 : 0), context)
  }

  @Test func aProjectIsDroppedWhenItsRootHasBeenGoneForTheGraceTime() throws {
    pass(days: 1000)
    try check(isThere: true, fixture.collect(GarbagePolicy()), "the root is there")
    try disk.remove(root)
    fixture.clock.advance(nanoseconds: -1000 * MaintenanceFixture.day)
    pass(days: 13)
    try check(isThere: true, fixture.collect(GarbagePolicy()), "it was used in the grace time")
    pass(days: 3)
    let plan = try fixture.collection(GarbagePolicy()).plan()
    #expect(plan.projects.count == 1)
    try check(isThere: false, fixture.collect(GarbagePolicy()), "the root is gone")
    // A checkout that comes back is a new project.
    try disk.replaceFile(root, with: [1])
    try fixture.build(sources, rootName: name)
    try check(isThere: true, fixture.collect(GarbagePolicy()), "it is back")
  }

  @Test func aProjectThatIsNotUsedForTheLongestAgeIsDropped() throws {
    var policy = GarbagePolicy()
    policy.ageMaxNanoseconds = 30 * MaintenanceFixture.day
    pass(days: 29)
    try check(isThere: true, fixture.collect(policy), "it is young enough")
    pass(days: 2)
    try check(isThere: false, fixture.collect(policy), "it is too old, root or no root")
  }

  @Test func aProjectThatNamesNoRootIsDroppedForItsAgeAlone() throws {
    try disk.remove(root)
    try disk.remove(try folder().appending("root"))
    pass(days: 1000)
    try check(isThere: true, fixture.collect(GarbagePolicy()), "nobody knows where it was")
    var policy = GarbagePolicy()
    policy.ageMaxNanoseconds = 30 * MaintenanceFixture.day
    try check(isThere: false, fixture.collect(policy), "it is too old")
  }

  @Test func aProjectThatTheUserRemovesGoesAtOnceWithWhatItAloneNeeds() throws {
    let projects = try CacheProject.all(in: fixture.directory())
    #expect(projects.map { $0.root?.lastComponent?.string } == ["main.mini", name])
    #expect(projects.allSatisfy { $0.isThere && $0.lastBuildNanoseconds != nil })
    let shares = try ProjectCensus(fixture.collection(GarbagePolicy())).shares
    var policy = GarbagePolicy()
    policy.removedProjects = [projects[1].id]
    let plan = try fixture.collection(policy).plan()
    #expect(plan.projects.count == 1 && plan.freedBytes == shares[1].aloneBytes)
    #expect(shares[1].sharedBytes == 0)
    try check(isThere: false, fixture.collect(policy), "its root is there")
    policy.removedProjects = [projects[0].id]
    let rest = try ProjectCensus(fixture.collection(GarbagePolicy())).shares
    #expect(try fixture.collection(policy).plan().freedBytes == rest[0].aloneBytes)
    let report = try fixture.collect(policy)
    #expect(try fixture.objects() == [] && report.projects.count == 1 && report.events == [])
    #expect(try CacheProject.all(in: fixture.directory()).isEmpty)
    try fixture.build(MaintenanceFixture.project())
    #expect(try fixture.objects() == fixture.objects(MaintenanceFixture.project()))
  }

  /// Both projects have a file with the same IR.
  @Test func whatAnotherProjectNeedsStays() throws {
    let shared = MaintenanceFixture.project()[0]
    let more = sources + [shared]
    try fixture.build(more, rootName: name)
    var policy = GarbagePolicy()
    policy.removedProjects = [try CacheProject.all(in: fixture.directory())[1].id]
    let shares = try ProjectCensus(fixture.collection(policy)).shares
    #expect(shares[0].sharedBytes > 0 && shares[0].sharedBytes == shares[1].sharedBytes)
    try check(isThere: false, fixture.collect(policy), "the first project's objects stay")
  }

  /// A build that begins after gc has planned keeps its objects.
  @Test func aProjectThatIsBuiltMeanwhileStays() throws {
    try disk.remove(root)
    pass(days: 20)
    let collection = try fixture.collection(GarbagePolicy())
    let prepared = try collection.prepare(collection.list())
    try disk.replaceFile(root, with: [1])
    try fixture.build(
      [MaintenanceSource(path: name, text: "other", functions: [("main", "of another")])],
      rootName: name)
    let report = try collection.finish(prepared)
    #expect(report.projects.count == 0)
    #expect(try fixture.objects().isSuperset(of: [fixture.object(sources[0])]))
  }
}
