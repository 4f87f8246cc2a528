// A disk that counts whole seconds: ext4 with inodes of 128 bytes, the default until 2008 and still
// for small disks. Two saves of one size in one second have the same stamp there.

import TestSupport
import Testing

@Suite struct CoarseDiskTests {
  /// Makes such a disk in a mount namespace that ends with the shell, and edits and builds on it.
  private static let script = """
    set -e
    image=$1 mini=$2 count=$3
    command -v mkfs.ext4 > /dev/null || exit 77
    truncate -s 8M "$image"
    mkfs.ext4 -q -I 128 "$image" > "$image.log" 2>&1
    mkdir "$image.mnt"
    mount -o loop "$image" "$image.mnt" || exit 77
    cd "$image.mnt"
    number=100
    while [ $number -lt $((100 + count)) ]; do
      echo "fn main() { print($number); }" > main.mini
      "$mini" emit > out.ll
      grep -q "i32 $number" out.ll || echo "stale: $number"
      number=$((number + 1))
    done
    stat -c %z main.mini
    """

  @Test func noSaveIsMissedOnADiskThatCountsSeconds() throws {
    let workspace = Workspace()
    let count = 40 * fuzzScale
    let run = try Tools.run(
      "unshare",
      ["-m", "sh", "-c", Self.script, "sh", workspace.path("disk"), Mini.executable, "\(count)"],
      in: workspace.folder(""))
    // Mounting needs rights that not every user has.
    if run.status == 77 || run.errorText.contains("unshare failed") {
      return print("hostile: coarse disks: 0 trials (\(run.errorText))")
    }
    #expect(run.status == 0, "\(run.text)\n\(run.errorText)")
    let lines = run.text.split(separator: "\n").map(String.init)
    #expect(lines.count == 1, "\(lines)")
    #expect(lines.last?.contains(".000000000 ") == true)
    print("hostile: coarse disks: \(count) trials")
  }
}
