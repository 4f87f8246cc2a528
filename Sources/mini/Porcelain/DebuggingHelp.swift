// `mini help debugging`.

/// How to debug a program, on a page that is itself a script for gdb.
///
/// The values of `-g` programs are described in DWARF: see note 4 of MiniBackend. The script shows
/// what gdb does not follow there. No program contains it, because gdb runs a program's scripts only
/// with its user's consent.
enum DebuggingHelp {
  /// The word behind `help`.
  static let topic = "debugging"

  // swift-format-ignore
  static let text = #"""
    """Debugging with gdb. This page is a script for it:

        mini help debugging > mini-gdb.py
        mini build -g && gdb -x mini-gdb.py ./main

        (gdb) break main.mini:12            stop at a line
        (gdb) break area if n == 3          stop in a function
        (gdb) info locals                   show all variables
        (gdb) print corners[1].x            show a value
        (gdb) set max-value-size unlimited  show also large arrays

    Start gdb in the root file's folder. Expressions are those of Rust. Without
    this script gdb shows arrays, maps and texts, but not those inside arrays and
    maps. This line in ~/.gdbinit loads the script always:

        source /path/to/mini-gdb.py
    """

    import gdb


    def joined(count, show):
        most = gdb.parameter("print elements") or count
        items = [show(number) for number in range(min(count, most))]
        return ", ".join(items + ["..."] * (count > most))


    class Text:
        def __init__(self, value):
            self.value = value

        def to_string(self):
            length = int(self.value["length"])
            if length == 0:
                return ""
            start = int(self.value["buffer"]) + 24 + int(self.value["start"])
            memory = gdb.selected_inferior().read_memory(start, length)
            return memory.tobytes().decode("utf-8", "backslashreplace")

        def display_hint(self):
            return "string"


    class Array:
        def __init__(self, value):
            self.value = value

        def to_string(self):
            length = int(self.value["length"])
            if length == 0:
                return "[]"
            items = self.value["buffer"].dereference()["items"]
            return f"[{joined(length, lambda n: items[n].format_string())}]"


    class Map:
        def __init__(self, buffer):
            self.buffer = buffer

        def to_string(self):
            if self.buffer is None:
                return "[:]"
            pairs, state = self.buffer["pairs"], self.buffer["state"]
            u32 = gdb.lookup_type("u32").pointer()
            first, last = pairs.type.range()
            live = [n for n in range(first, last + 1)
                    if state[n].address.cast(u32).dereference() != 0]

            def show(number):
                pair = pairs[live[number]]
                key, item = pair["__0"], pair["__1"]
                return f"{key.format_string()}: {item.format_string()}"

            return f"[{joined(len(live), show)}]"


    def printer(value):
        kind = value.type.strip_typedefs()
        fields = kind.fields() if kind.code == gdb.TYPE_CODE_STRUCT else []
        if not fields:
            return None
        if fields[0].name == "buffer":
            if kind.name == "text":
                return Text(value)
            if ": " not in kind.name:
                return Array(value)
            buffer = value["buffer"]
            return Map(buffer.dereference() if int(buffer) else None)
        if fields[-1].name == "[:]":
            return Map(None)
        if fields[-1].name == kind.name:
            return Map(value[fields[-1]])
        return None


    gdb.pretty_printers.append(printer)
    """#
}
