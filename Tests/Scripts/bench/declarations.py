"""Generates a project in which modules share types: structs, enums, constants, arrays, texts, maps."""

from projects import Tree, Variant

MODULE = '''\
// Module {number}, state {comment}.
const limit = {limit};
const names = ["red", "green", "blue", "module {number}"];

struct Item {{ id: i32, middle{field}: i32 = 0, name: text, weight: f64 }}
enum Kind {{ plain, named(text), sized(i32, f64) }}
struct Group {{ first: {first}Item, others: [{last}Item], kind: Kind }}

fn make(x: i32) Item {{
    return Item(id: x, name: names[abs(x % 4)], weight: f64(x) / 2.0);
}}

fn weigh(items: [Item]) f64 {{
    var sum = 0.0;
    for item in items {{ sum += item.weight; }}
    return sum;
}}

fn rename(item: &Item, prefix: text) {{
    item.name = prefix + item.name;
}}

fn kind_of(x: i32) Kind {{
    if x % 3 == 0 {{ return .plain; }}
    if x % 3 == 1 {{ return .named(names[1]); }}
    return .sized(x, 0.5);
}}

fn describe(item_kind: Kind) text {{
    switch item_kind {{
        .plain {{ return "plain"; }}
        .named(name) {{ return name; }}
        .sized(number, size) {{ return text(number) + " of " + text(size); }}
    }}
}}

fn squares(n: i32) [i32] {{
    var result: [i32] = [];
    for i in 0..n {{ push(&result, i * i + {number}); }}
    return result;
}}

fn largest(values: [i32]) ?i32 {{
    var result: ?i32 = none;
    for each in values {{
        if each > (result orelse each - 1) {{ result = each; }}
    }}
    return result;
}}

fn letters(s: text) u32 {{
    var bits: u32 = 0;
    for byte in s {{ bits |= 1 << (byte & 31); }}
    return bits;
}}

fn is_name(s: text) bool {{
    for name in names {{ if name == s {{ return true; }} }}
    return false;
}}

fn frequencies(words: [text]) [text: i32] {{
    var counts: [text: i32] = [:];
    for word in words {{ counts[word] = (counts[word] orelse 0) + 1; }}
    return counts;
}}

fn level(x: i32) i32 {{
    switch x {{
        0 {{ return 1; }}
        1..10, 20..=29 {{ return 2; }}
        else {{ return limit + {body}; }}
    }}
}}

fn half(x: i32) i32 {{
    var rest = x;
    while rest > limit {{ rest = rest / 2 - 1; }}
    return rest;
}}

fn group(x: i32) Group {{
    return Group(first: {first}make(x), others: [{last}make(x + 1)], kind: kind_of(x));
}}

fn width(whole: {first}Group) i32 {{
    return len(whole.others) + whole.first.id;
}}

fn value(x: i32, k: {parameter}) i32 {{
    var items = [make(half(x)), make(level(x))];
    rename(&items[0], describe(kind_of(x)));
    const found = width({first}group(half(x))) + len(frequencies([items[0].name, "red"]));
    return half(found + i32(k) + items[1].id{calls});
}}
'''


class Declarations(Tree):
    """Modules of fifteen functions whose imports form a binary tree below `main.mini`. Each declares a
    struct `Item`, and a struct `Group` that contains its children's items; its parent uses both.
    """

    functions_each = 15
    users = 3
    """The files that use an item of `middle`: its module, the parent's group, and what the parent's
    parent does with such a group."""
    functions_of_users = 7

    @property
    def middle(self):
        """A module that has children, and is its parent's first child, as the parent is of its own."""
        number = self.count // 5
        while number % 4 != 3:
            number += 1
        return number

    def path(self, number):
        return f"d{number // 100:03d}/m{number:05d}.mini"

    def text(self, number, variant=Variant()):
        children = [c for c in (2 * number + 1, 2 * number + 2) if c < self.count]
        imports = "".join(
            f'import "../{self.path(c)}" as c{k};\n' for k, c in enumerate(children))
        text = MODULE.format(
            number=number, comment=variant.comment, field=variant.field, body=variant.body,
            parameter=variant.parameter, limit=number % 7 + 30,
            first="c0." if children else "", last=f"c{len(children) - 1}." if children else "",
            calls="".join(f" + c{k}.value(x + {k}, {k + 3})" for k in range(len(children))))
        return imports + text + self.more(variant)
