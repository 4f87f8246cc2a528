// The type checker's errors about arguments with `&` and built-in functions.

let callErrors: [MarkedSource] = [
  MarkedSource(
    "an argument has an & exactly if the parameter has",
    """
    fn change(a: &[i32], n: i32) { a[0] = n; }
    fn count(n: &i32) { n += 1; }
    fn main() {
      var a = [1]; var n = 1;
      change(&a, n);
      change(‹E0062›a, n);
      change(&a, ‹E0063›&n);
      change(‹E0062›[1], ‹E0063›&n);
      count(&a[0]);
      count(‹E0062›a[0]);
      count(‹E0062›1);
      count(‹E0012›m);
      print(len(‹E0063›&a), contains(a, ‹E0063›&n), min(‹E0063›&n, 1));
      push(‹E0062›a, 1);
      push(&a, ‹E0063›&n);
      sort(‹E0062›[1]);
      const l = pop(‹E0062›a) orelse 1;
      print(l);
    }
    """,
    says: [
      "'change' changes this argument: '&' is missing", "write it without the '&'",
      "a variable with '&' is needed",
      "write it without the '&'", "a variable with '&' is needed", "a variable with '&' is needed",
      "undefined name", "'len' does not change this argument",
    ]),
  MarkedSource(
    "a place has exactly the parameter's type",
    """
    fn count(n: &i32) { n += 1; }
    fn maybe(n: &?i32) { n = 1; }
    fn list(a: &[i64]) { push(&a, 1); }
    fn main() {
      var n = 1; var l: i64 = 1; var o: ?i32 = 1; var a = [1]; var s = "a";
      count(&n); count(‹E0021›&l); count(‹E0021›&o); maybe(&o); maybe(‹E0021›&n); list(‹E0021›&a); count(&a[0]);
      count(&‹E0060›s[0]); count(&‹E0028›n[0]); count(‹E0021›&a); maybe(‹E0021›&a[0]); count(&a[‹E0022›"a"]);
    }
    """,
    says: [
      "expected i32, found i64", "expected i32, found ?i32", "expected ?i32, found i32",
      "expected [i64], found [i32]",
    ]),
  MarkedSource(
    "a parameter with & is its value",
    """
    fn f(n: &i32, a: &[text]) {
      n = ‹E0021›"a"; n += ‹E0021›"a"; n = 2; a = ‹E0021›n; a[0] = ‹E0021›n; a = []; a = ["b"]; a[0] += "c"; a[0] = text(n);
      const t: text = ‹E0021›n; print(t);
    }
    fn main() { }
    """),
  body(
    "built-in functions take their arguments",
    """
    var a = [1]; var s = ["b"]; var t = "c"; var b = [true]; const o: ?i32 = 1;
    push(&a, ‹E0021›1.5); push(&a, ‹E0021›a); push(‹E0028›&t, 'x');
    push(&s, "x"); insert(&a, ‹E0022›1.5, 2); insert(&a, 0, ‹E0021›"a"); print(remove(&a, ‹E0022›"b"));
    truncate(&a, ‹E0022›1.5); append(&a, ‹E0021›1); append(&a, [1]); append(&a, []); append(&s, ‹E0021›a); append(‹E0028›&t, "x");
    sort(&a); sort(&s); sort(‹E0022›&b); reverse(&b); print(contains(a, ‹E0021›"a"), contains(t, "a"), contains(t, ‹E0021›1));
    print(find(s, ‹E0021›1), contains([1, 2], 2.5), contains(["a"], ‹E0021›1), bytes(‹E0021›a), bytes(t), pop(&a) == none);
    """,
    says: [
      "expected i32, found f64", "'append(&a, b)' appends all elements", "'push' changes an array",
      "an index is an integer",
      "expected i32, found text", "an index is an integer", "a count is an integer",
      "'push(&a, x)' appends one element", "expected [text], found [i32]",
      "texts are joined: 's += …'",
      "'sort' is not defined on [bool]",
    ]),
  body(
    "the number of arguments of built-in functions",
    """
    var a = [1]; print(‹E0020›len(), ‹E0020›len(a, a), ‹E0020›pop(), ‹E0020›contains(a), ‹E0020›min(1), ‹E0020›abs());
    ‹E0020›push(&a); ‹E0020›push(a); ‹E0020›insert(&a, 1); ‹E0020›sort(&a, 1, 2);
    """, says: ["'len' takes 1 argument, found 0", "it is used as 'len(x)'"]),
  body(
    "some built-in functions have no value",
    "var a = [1]; const b = ‹E0024›push(&a, 1); print(‹E0024›sort(&a), b, 1 + ‹E0024›reverse(&a));",
    says: ["'push' has no value", "'sort' has no value"]),
  body(
    "min, max and abs are like operators on numbers",
    """
    const n: i64 = 1; const i = 1; print(min(n, 5000000000), max(n, ‹E0021›i), min(1, 2.5), abs(-n), abs(‹E0022›true), min(‹E0022›"a", "b"));
    const x: f64 = max(1, 2); const y: f64 = min(‹E0021›i, 2.5); const z: u8 = abs(‹E0006›300); const t: text = ‹E0021›min(1, 2); print(x, y, z, t, max(1, ‹E0021›none));
    """,
    says: [
      "expected i64, found i32", "'abs' is not defined on bool", "'min' is not defined on text",
    ]),
]
