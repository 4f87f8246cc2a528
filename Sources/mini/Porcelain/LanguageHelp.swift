// `mini help language`.

/// The language on one page, which is itself a program.
enum LanguageHelp {
  /// The word behind `help`.
  static let topic = "language"

  // swift-format-ignore
  static let text = #"""
    // The Mini language on one page. This page is a program:
    //   mini help language > page.mini; mini run page.mini; mini test page.mini
    // A file is a module. Imports come first: import "lib/shapes.mini" as shapes;
    import "std:io";                 // standard input, files, arguments, the clock
    import "std:math";               // pi, sqrt, sin, pow, floor, …
    import "std:random";             // random numbers from a seed
    import "std:strings";            // split, join, trim, parse_i32, fixed, …
    // Built in ('mini doc find' explains one): print write assert panic exit, len
    // push pop insert remove truncate append reverse sort contains find, keys
    // entry, bytes, min max abs.

    // Constants are evaluated by the compiler. There are no global variables.
    const limit: i64 = 1_000_000;
    const names = ["one", "two", "three"];

    // A struct has fields; those with a default may be left out.
    struct Point { x: f64, y: f64 = 0.0 }

    // An enum is one of several cases, which may hold values.
    enum Shape { circle(Point, f64), polygon([Point]), empty }

    fn main() {
        // Types: bool, u8 i32 u32 i64 u64 (they wrap), f64, text; [T] arrays,
        // [K: V] maps, ?T optionals, fn(T) R functions, structs and enums.
        const n = 6 * 7;                              // cannot be assigned to
        var total: i64 = 0;                           // can
        for i in 1..=10 { total += i64(i); }          // 1..10 leaves 10 out
        print(n, " ", total, " ", f64(n) / 2.0, " ", 7 / 2, " ", -7 % 3);

        // Text is bytes, UTF-8 by custom.
        var line = "grüße";
        line += ", " + text(n);
        print(len(line), line[0] == 'g', line[0..2], " ", strings.upper("abc"));

        // Arrays grow. Everything is a value: b is a copy.
        var a = [3, 1, 2];
        var b = a;
        push(&a, 4);
        sort(&a);
        b[0] = 9;
        print(a, " ", b, " ", a[1..3], " ", pop(&b) orelse 0);
        sort(&a, is_larger);                          // a function is a value
        for i, x in a { write(i, ":", x, " "); }
        print("");

        // Maps keep the order of insertion. m[k] may be absent: a ?V.
        var ages = ["Ada": 36, "Alan": 41];
        ages["Grace"] = 85;
        ages["Ada"] += 1;
        entry(&ages, "Kurt", 71);                     // only if it is absent
        for name, age in ages { write(name, " ", age, " "); }
        print(ages["Nobody"] orelse -1);

        // Optionals: none, orelse, if const, while const.
        if const age = ages["Alan"] { print("Alan is ", age); }
        while const word = pop(&b) { write(word, " "); }
        print("gone");

        // Structs by name; switch covers all cases.
        const corner = Point(x: 2.0);
        print(corner, " ", area(.circle(corner, 1.0)), " ", area(.empty));
        switch n {
            0 { print("nothing"); }
            1..=9 { print("one digit"); }
            else { print("more"); }
        }

        // Only what is given with & can be changed by a function.
        var p = corner;
        move(&p, 1.5);
        print(p == corner, p.x);

        var dice = random.seeded(1);
        const thrown = random.between(&dice, 1, 6);
        assert(thrown >= 1 and thrown <= 6, "a die has six sides");
        if len(io.args()) > 0 { exit(2); }            // or panic("message")
    }

    fn area(shape: Shape) f64 {
        switch shape {
            .circle(_, radius) { return math.pi * radius * radius; }
            .polygon(corners) { return f64(len(corners)); }
            .empty { return 0.0; }
        }
    }

    fn is_larger(a: i32, b: i32) bool { return a > b; }

    fn move(point: &Point, by: f64) { point.x += by; }

    // Tests are run by 'mini test', and are in no program.
    test "constants" { assert(len(names) == 3 and limit > 9); }
    """#
}
