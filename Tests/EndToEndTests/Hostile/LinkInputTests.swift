// The files of the C library and of gcc that are linked into every program: another one is noticed,
// and clang is asked where they are not in a known folder.

import TestSupport
import Testing

@Suite struct LinkInputTests {
  /// Substitutes files in a mount namespace that ends with the shell, and builds with them and
  /// without.
  private static let script = """
    cd "$1" && mini=$2 crti=$3 gcc=$4
    build() { "$mini" build --explain 2>&1 && { ./main || echo "status $?"; }; }
    "$mini" build && cp main right
    cp "$crti" ../crti.o && echo >> ../crti.o
    cp "$gcc/libgcc.a" .. && printf 7 | dd of=../libgcc.a bs=1 seek=24 conv=notrunc 2> /dev/null
    mount --bind ../crti.o "$crti" || exit 77
    build
    umount "$crti"
    build
    cmp main right
    mount --bind ../libgcc.a "$gcc/libgcc.a"
    build
    umount "$gcc/libgcc.a"
    build
    cmp main right
    mkdir ../gcc && mount --bind "$gcc" ../gcc
    for folder in /usr/lib/gcc /usr/lib64/gcc; do
      if [ -d $folder ]; then mount -t tmpfs none $folder; fi
    done
    mkdir -p /usr/lib/gcc/x86_64-slackware-linux/12
    mount --bind ../gcc /usr/lib/gcc/x86_64-slackware-linux/12
    build
    umount /usr/lib/gcc/x86_64-slackware-linux/12
    for folder in /usr/lib/gcc /usr/lib64/gcc; do
      if [ -d $folder ]; then umount $folder; fi
    done
    build
    cmp main right
    """

  @Test func anotherFileOfTheSystemLinksAgainAndCompilesNothing() throws {
    let workspace = Workspace()
    try workspace.write("project/main.mini", "fn main() i32 { return 7; }\n")
    Workspace.age()
    func place(_ name: String) throws -> String {
      let script = "realpath \"$(clang -print-file-name=\(name))\""
      let found = try Tools.run("sh", ["-c", script], in: workspace.folder(""))
      return String(found.text.dropLast())
    }
    let crti = try place("crti.o")
    let gcc = String(try place("libgcc.a").dropLast("/libgcc.a".count))
    let run = try Tools.run(
      "unshare",
      [
        "-m", "sh", "-ec", Self.script, "sh", workspace.path("project"), Mini.executable, crti, gcc,
      ],
      in: workspace.folder(""))
    // Mounting needs rights that not every user has.
    if run.status == 77 || run.errorText.contains("unshare failed") {
      return print("hostile: files of the system: 0 trials (\(run.errorText))")
    }
    #expect(run.status == 0, "\(run.text)\n\(run.errorText)")
    let lines = run.text.split(separator: "\n")
    try #require(lines.count == 6 * 3, "\(run.text)")
    var identities: [Substring] = []
    for number in 0..<6 {
      let part = Array(lines[(3 * number)..<(3 * number + 3)])
      #expect(part[0] == "main was linked: an input changed" && part[2] == "status 7", "\(part)")
      let words = part[1].split(separator: " ")
      try #require(words.count == 4 && words[0] == "toolchain", "\(part)")
      if number == 0 { identities.append(words[1]) }
      #expect(identities.last == words[1])
      identities.append(words[3])
    }
    #expect([2, 4, 6].allSatisfy { identities[$0] == identities[0] }, "\(identities)")
    #expect(Set(identities).count == 4, "\(identities)")
    print("hostile: files of the system: 3 trials")
  }
}
