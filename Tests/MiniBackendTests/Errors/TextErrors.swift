// The type checker's errors about texts and arrays.

let textErrors: [MarkedSource] = [
  body(
    "a byte is no text",
    """
    const s = "abc"; const b = s[0]; if b == ‹E0021›"a" { } if s[0] == ‹E0021›"ab" { }
    if ‹E0021›'a' == s { } if "a" == ‹E0021›s[1] { } const t: text = ‹E0021›b; const u: text = ‹E0021›'x';
    print(t, u, s + ‹E0021›b, contains(s, ‹E0021›'b'));
    """,
    says: [
      "'a' is a byte", "a byte is 'a'", "\"a\" is a text", "'a' is a byte",
      "the text of one byte is a slice", "\"x\" is a text", "the text of one byte is a slice",
      "\"b\" is a text",
    ]),
  body(
    "a text grows by texts",
    """
    var s = "a"; const n = 1; s += ‹E0021›n; s = s + ‹E0021›1; s = ‹E0021›n + s; s = ‹E0021›1 + ‹E0021›2.5;
    const t = n + ‹E0021›s; const u = ‹E0022›true + s; print(t, u, ‹E0021›1 + s);
    """,
    says: [
      "expected text, found i32", "text(…) would convert it", "text(…) would convert it",
      "text(…) would convert it", "text(…) would convert it",
      "text(n) would convert the other operand", "'+' is not defined on bool",
      "text(…) would convert it",
    ]),
  body(
    "of arithmetic, texts have only +",
    """
    const s = "a"; print(‹E0022›s * 3, ‹E0022›s - s, -‹E0022›s, s < "b", ~‹E0022›s, 3 % ‹E0022›s);
    const n: i32 = ‹E0021›s + 1; const t: text = ‹E0021›n - 1; print(t);
    """,
    says: [
      "'strings.repeat(s, n)' of \"std:strings\"", "this is text", "'-' is not defined on text",
    ]),
  body(
    "a text is no condition and no number",
    """
    const s = "a"; const a = [1]; const n: i32 = ‹E0021›s; if ‹E0021›s { } if ‹E0021›a { } if ‹E0021›n { }
    print(i32(‹E0022›s), f64(‹E0022›a), !‹E0021›s);
    """,
    says: [
      "expected i32, found text", "'len(s) > 0'", "'len(a) > 0'", "'n != 0'",
      "cannot convert text to i32", "cannot convert [i32] to f64",
    ]),
  body(
    "arrays are joined by append",
    """
    const a = [1]; const b: [i32] = ‹E0022›a + a; var c = [1.5]; ‹E0022›c += a; print(b, ‹E0022›[1] + 2);
    ‹E0022›c += 1; print(‹E0022›a - 1, -‹E0022›a);
    """, says: ["'append(&a, b)'"]),
  body(
    "arrays have no order",
    "const a = [1]; print(‹E0022›a < a, a == [1], [2] != a, ‹E0022›[1] < [2]);",
    says: ["'<' is not defined on [i32]"]),
  body(
    "elements have one type",
    """
    const n: i64 = 1; const i: i32 = 2; const a = [n, 2, ‹E0021›i]; const b = [1, n]; const c = [‹E0021›1, true];
    const d = ["a", ‹E0021›1]; const e: [i64] = [‹E0021›i, n, i, ‹E0021›true]; const f = [[‹E0021›1], ["a"]];
    const g = [[i], ‹E0021›2, [‹E0021›2.5]]; const h: [i64] = ‹E0021›[i][0..]; print(a, b, c, d, e, f, g, h);
    """,
    says: ["expected i64, found i32", "expected bool, found i32"]),
  body(
    "one type of arrays is not another",
    """
    const i = [1]; const a: [i64] = ‹E0021›i; const b: [?i32] = ‹E0021›i; const c: [[i32]] = ‹E0021›i;
    const d: [i32] = ‹E0021›7; const e: i32 = ‹E0021›i; const f: text = ‹E0021›i; const g: i32 = ‹E0021›[]; print(a, b, c, d, e, f, g);
    """,
    says: [
      "expected [i64], found [i32]", "expected [?i32], found [i32]",
      "an array of one element is '[x]'",
      "an array of one element is '[x]'", "expected i32, found [i32]", "this is [i32]",
      "expected i32, found []",
    ]),
  body(
    "a literal without a type needs one",
    """
    const a = ‹E0027›[]; var b = ‹E0027›none; const c = [‹E0027›[], []]; print(‹E0027›none, ‹E0027›none == none);
    const d = [‹E0027›none]; const e = [‹E0027›[]; 3]; print(len(‹E0027›[]), ‹E0027›[] == [], a, b, c, d, e, ‹E0027›[][0]);
    for x in ‹E0027›[] { print(x); } print([[1], []], [] == [1]); const n: i32 = ‹E0021›none;
    print(text(‹E0027›none), n, contains(‹E0027›[], none), 1 + ‹E0021›none, ‹E0022›none + none);
    """,
    says: ["var a: [i32] = [];", "var x: ?i32 = none;"]),
  body(
    "only arrays, maps and texts have elements",
    """
    const n = 5; const o: ?[i32] = [1]; print(‹E0028›n[0], ‹E0028›n[0..], ‹E0028›true[0], ‹E0028›o[0], len(‹E0028›n), len(‹E0028›o));
    for x in ‹E0028›n { print(x); } for x in ‹E0028›o { print(x); } print(contains(‹E0028›n, 1), find(‹E0028›1.5, 1), bytes(‹E0021›n));
    var m = 1; ‹E0028›m[0] = 1; var k = [1]; ‹E0028›k[0][1] = 2; print(k);
    """,
    says: [
      "i32 has no elements", "i32 has no elements", "bool has no elements", "'o orelse …'",
      "'len' is the length of an array, a map or a text", "'o orelse …'",
      "'for i in 0..n'", "'o orelse …'", "'contains' searches", "'find' searches",
    ]),
  body(
    "indices and counts are integers of any type",
    """
    const a = [1]; const s = "a"; const u: u64 = 0; print(a[u], a['a'], s[u..], [0; u], a[‹E0022›0.5], s[‹E0022›true]);
    print(s[‹E0022›1.5..‹E0022›"a"], [0; ‹E0022›2.5], a[‹E0006›3000000000]); var b = a; b[‹E0022›0.5] = 1; b[‹E0022›a] += 1;
    print(a[find(a, 1) orelse 0], a[‹E0022›find(a, 1)]);
    """,
    says: [
      "an index is an integer", "an index is an integer", "the end of a slice is an integer",
      "the end of a slice is an integer", "a count is an integer",
    ]),
  body(
    "a literal's array is on its own inside an index",
    "const n: i64 = ‹E0021›[1, 2][0]; const m = [1, 2][‹E0006›5000000000]; print(n, m);"),
  body(
    "the bytes of a text are no places",
    """
    var s = "abc"; ‹E0060›s[0] = 'x'; ‹E0060›s[0] += 1; var a = ["a"]; ‹E0060›a[0][0] = 'x'; a[0] = "x"; a[0] += "y";
    a[0] = ‹E0021›'x'; print(s, a);
    """, says: ["the bytes of a text cannot be changed", "'var b = bytes(s);'"]),
  body(
    "an array literal is no operand of text",
    "const b: [u8] = [104, 105]; print(text(b), text(‹E0022›[104]), text(‹E0022›[]), text(1.5), text([\"a\"][0]));",
    says: ["does not convert an array literal"]),
]
