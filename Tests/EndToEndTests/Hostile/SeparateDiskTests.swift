// A cache whose folders `zir` and `objects` are mount points of other disks.

import TestSupport
import Testing

@Suite struct SeparateDiskTests {
  /// Mounts a disk on each of the two folders, in a mount namespace that ends with the shell, and
  /// damages objects there: they must get into the quarantine, which is on the first disk.
  private static let script = """
    set -e
    cd "$1" && mini=$2
    for tree in zir objects; do
      mkdir -p .mini_cache/$tree
      mount -t tmpfs none .mini_cache/$tree || exit 77
    done
    "$mini" build --emit ir --no-cache && cp main.ll right.ll
    "$mini" build --emit ir && cmp main.ll right.ll
    for file in $(find .mini_cache/zir .mini_cache/objects -type f -path '*/??/*'); do
      chmod 644 $file && printf x > $file
    done
    sed -i 's/ 1;/ 2;/' lib.mini
    "$mini" build --emit ir && cp main.ll kept.ll
    "$mini" build --emit ir --no-cache && cmp main.ll kept.ll
    "$mini" verify --repair || true
    ls .mini_cache/quarantine
    "$mini" verify
    "$mini" gc --prune now
    "$mini" build --emit ir && cmp main.ll kept.ll
    "$mini" verify
    """

  @Test func damagedObjectsGetIntoTheQuarantineOfAnotherDisk() throws {
    let workspace = Workspace()
    try workspace.write(
      "main.mini", "import \"lib.mini\" as lib;\nfn main() i32 { return lib.f() - lib.g(); }\n")
    try workspace.write("lib.mini", "fn f() i32 { return 1; }\nfn g() i32 { return 1; }\n")
    Workspace.age()
    let run = try Tools.run(
      "unshare", ["-m", "sh", "-c", Self.script, "sh", workspace.path(""), Mini.executable],
      in: workspace.folder(""))
    // Mounting needs rights that not every user has.
    if run.status == 77 || run.errorText.contains("unshare failed") {
      return print("hostile: separate disks: 0 trials (\(run.errorText))")
    }
    #expect(run.status == 0, "\(run.text)\n\(run.errorText)")
    #expect(run.text.contains("zir-") && run.text.contains("objects-"), "\(run.text)")
    print("hostile: separate disks: 2 trials")
  }
}
