// The report of a project's builds: `mini report`.

const why = (piece) => [piece.why, ...piece.changes.map((change) => `  ${change}`)].join("\n");
const whyInALine = (piece) => piece.changes.length ? `${piece.why}: ${piece.changes.join("; ")}` : piece.why;

function timeline(build) {
  const info = details("A bar shows its time and its reason here, by a click or Enter.");
  const pieces = build.work.slice().sort((a, b) => a.begin - b.begin || b.ms - a.ms);
  const lanes = [];
  for (const piece of pieces) {
    let lane = lanes.findIndex((end) => end <= piece.begin + 1e-6);
    if (lane < 0) lane = lanes.push(0) - 1;
    lanes[lane] = piece.begin + piece.ms;
    piece.lane = lane;
  }
  criticalPath(pieces);
  let begin = 0;
  const phases = build.phases.map(([name, length]) => {
    const phase = { kind: "phase", name, begin, ms: length, lane: -1, why: "a phase of the build", changes: [] };
    begin += length;
    return phase;
  }).filter((phase) => phase.ms > 0);
  const all = [...phases, ...pieces];
  const end = Math.max(build.total, ...all.map((piece) => piece.begin + piece.ms), 0.001);
  const x = (time) => 70 + (time / end) * 920;
  const rows = lanes.length + 1;
  const marks = all.map((piece) => {
    const width = Math.max(1.5, (piece.ms / end) * 920);
    const y = (piece.lane + 1) * 28 + 4;
    return svg("g", { "aria-label": `${piece.kind} ${piece.name}, ${ms(piece.ms)}${piece.isCritical ? ", critical" : ""}` },
      svg("rect", {
        class: `bar ${piece.kind}` + (piece.isCritical ? " critical" : ""), x: x(piece.begin).toFixed(2), y,
        width: width.toFixed(2), height: 20,
      }),
      width > 40 ? svg("text", { x: x(piece.begin) + 4, y: y + 14, style: "fill: var(--back)" }, cut(piece.name, Math.floor(width / 7))) : "",
      svg("title", {}, `${piece.kind} ${piece.name}: ${ms(piece.ms)}`));
  });
  const ticks = [0, 1, 2, 3, 4].map((part) => svg("g", {},
    svg("line", { class: "axis", x1: x((end * part) / 4), x2: x((end * part) / 4), y1: 0, y2: rows * 28 }),
    svg("text", { x: x((end * part) / 4), y: rows * 28 + 14, "text-anchor": part === 4 ? "end" : "middle" }, ms((end * part) / 4))));
  operable(marks, (at) => {
    const piece = all[at];
    info.textContent = `${piece.kind} ${piece.name}: ${ms(piece.ms)}, from ${ms(piece.begin)} on`
      + (piece.lane < 0 ? "" : `, miss: ${why(piece)}`);
  });
  return html("figure", {},
    svg("svg", { viewBox: `0 0 1000 ${rows * 28 + 20}`, role: "group", "aria-label": "timeline", id: "timeline-chart" },
      ...ticks, svg("text", { x: 0, y: 18 }, "phases"),
      ...lanes.map((_, lane) => svg("text", { x: 0, y: (lane + 1) * 28 + 18 }, `core ${lane + 1}`)), ...marks),
    html("figcaption", {}, ...[["file", "files"], ["unit", "units"], ["link", "the linker"], ["phase", "phases"]].flatMap(
      ([kind, name]) => [html("span", { class: `swatch ${kind}`, style: `background: var(--${kind})` }), ` ${name}; `]),
    "red frame: the critical path."), info);
}

// From the piece that ended last, each time the one that ended last before it began.
function criticalPath(pieces) {
  const ends = pieces.slice().sort((a, b) => b.begin + b.ms - a.begin - a.ms);
  let next = ends[0];
  while (next) {
    next.isCritical = true;
    const begin = next.begin;
    next = ends.find((piece) => !piece.isCritical && piece.begin + piece.ms <= begin + 1e-6);
  }
}

function showTimeline(build) {
  const share = (kind) => {
    const [total, compiled] = build[kind];
    return total ? `${grouped(total - compiled)} of ${plural(total, kind.slice(0, -1))} hit` : null;
  };
  const critical = build.work.filter((piece) => piece.isCritical).sort((a, b) => a.begin - b.begin);
  return [
    html("p", {}, html("code", {}, build.command), ` on ${build.time}: ${build.outcome}, ${ms(build.total)}. `,
      ["files", "functions", "units"].map(share).filter(Boolean).join(", ") + "."),
    ...(build.work.length ? [] : [html("p", { class: "faint" }, "This record has no times of files and units: an older mini made it, or nothing was compiled.")]),
    build.chart,
    ...(critical.length ? [html("h3", {}, "The critical path"), table(["what", "name", "ms", "share", "why"], critical.map((piece) => [
      piece.kind, html("code", {}, piece.name), html("span", {}, ms(piece.ms)), html("span", {}, `${Math.round((100 * piece.ms) / build.total)} %`), whyInALine(piece)]))] : []),
    html("p", { class: "faint" }, "A hit has no bar: it is a lookup, and all lookups are in the phase 'compile'. Work is divided among as many cores as were busy at once. "
      + `Bars are the ${data.workMax} longest pieces of work; a unit that clang compiled with others has its share of their time.`),
  ];
}

function history(builds) {
  const info = details("A build shows what it compiled here, by a click or Enter.");
  const max = Math.max(1, ...builds.map((build) => build.total));
  const height = (value) => (120 * Math.log10(1 + value)) / Math.log10(1 + max);
  const step = 930 / Math.max(builds.length, 30);
  const rate = (build) => {
    const [total, compiled] = [0, 1].map((part) => build.files[part] + build.functions[part] + build.units[part]);
    return total ? 1 - compiled / total : 1;
  };
  const marks = builds.map((build, at) => svg("g", { "aria-label": `build ${build.id}, ${ms(build.total)}, ${Math.round(100 * rate(build))} % hits` },
    svg("rect", { class: `bar ${build.outcome === "done" ? "file" : "phase"}`, x: (60 + at * step).toFixed(2), y: (130 - height(build.total)).toFixed(2), width: Math.max(1, step - 1).toFixed(2), height: height(build.total).toFixed(2) }),
    svg("title", {}, `${build.time}: ${ms(build.total)}`)));
  operable(marks, (at) => {
    const build = builds[at];
    info.textContent = `${build.id}  ${build.time}  ${build.command}: ${build.outcome}, ${ms(build.total)}\n`
      + ["files", "functions", "units"].map((kind) => `${kind} ${grouped(build[kind][1])} of ${grouped(build[kind][0])} compiled`).join(", ")
      + `; ${Math.round(100 * rate(build))} % hits, ${ms(build.saved)} saved`;
  });
  const line = builds.map((build, at) => `${(60 + (at + 0.5) * step).toFixed(1)},${(190 - 40 * rate(build)).toFixed(1)}`).join(" ");
  return html("figure", {},
    svg("svg", { viewBox: "0 0 1000 200", role: "group", "aria-label": "history of builds", id: "history-chart" },
      svg("text", { x: 0, y: 20 }, ms(max)), svg("text", { x: 0, y: 130 }, "0 ms"),
      svg("line", { class: "axis", x1: 60, x2: 995, y1: 130, y2: 130 }),
      svg("text", { x: 0, y: 154 }, "100 %"), svg("text", { x: 0, y: 193 }, "0 % hits"),
      svg("polyline", { class: "rate", points: line }), ...marks),
    html("figcaption", {}, "Above: the time of each build, the last one at the right; the heights are logarithms. Below: the share of files, functions and units that came from the cache."), info);
}

// Squares of areas in proportion to sizes, in a rectangle (Bruls, Huizing, van Wijk: squarified treemaps).
function squares(items, x, y, width, height) {
  const total = items.reduce((sum, item) => sum + item.size, 0);
  let scale = (width * height) / total;
  const placed = [];
  let rest = items.slice();
  while (rest.length) {
    const side = Math.min(width, height);
    let [count, area, worst] = [0, 0, Infinity];
    while (count < rest.length) {
      const sum = area + rest[count].size * scale;
      const [most, least] = [rest[0].size * scale, rest[count].size * scale];
      const ratio = Math.max((side * side * most) / (sum * sum), (sum * sum) / (side * side * least));
      if (ratio > worst) break;
      [worst, area] = [ratio, sum];
      count++;
    }
    const depth = area / side;
    let at = 0;
    for (const item of rest.slice(0, count)) {
      const length = (item.size * scale) / depth;
      placed.push(width >= height
        ? { item, x, y: y + at, width: depth, height: length } : { item, x: x + at, y, width: length, height: depth });
      at += length;
    }
    if (width >= height) { x += depth; width -= depth; } else { y += depth; height -= depth; }
    rest = rest.slice(count);
  }
  return placed;
}

function treemap(rows) {
  const root = { name: "all, before compression", children: new Map(), size: 0 };
  for (const [path, size, kind] of rows) {
    let node = root;
    root.size += size;
    for (const name of path.split("/")) {
      if (!node.children) node.children = new Map();
      if (!node.children.has(name)) node.children.set(name, { name, size: 0, parent: node });
      node = node.children.get(name);
      node.size += size;
      node.kind = kind;
    }
  }
  const frame = html("div");
  const path = html("div", { class: "row" });
  const info = details("A square shows its size and its share here, by a click or Enter.");
  const shownMax = 150;
  const show = (node, focused) => {
    const all = [...(node.children?.values() ?? [])].filter((child) => child.size > 0).sort((a, b) => b.size - a.size);
    const items = all.slice(0, shownMax);
    const rest = all.slice(shownMax);
    if (rest.length) items.push({ name: `${grouped(rest.length)} more`, size: rest.reduce((sum, child) => sum + child.size, 0), kind: "rest" });
    const cells = squares(items, 0, 0, 1000, 420);
    const marks = cells.map(({ item, x, y, width, height }) => svg("g", { "aria-label": `${item.name}, ${bytes(item.size)}` },
      svg("rect", { class: "cell" + (item.children ? " folder" : "") + (item.kind ? ` ${item.kind}` : ""), x: x.toFixed(2), y: y.toFixed(2), width: width.toFixed(2), height: height.toFixed(2) }),
      width > 45 && height > 18 ? svg("text", { x: x + 4, y: y + 14 }, cut(item.name, Math.floor(width / 7))) : "",
      width > 45 && height > 34 ? svg("text", { x: x + 4, y: y + 29 }, bytes(item.size)) : "",
      svg("title", {}, `${item.name}: ${bytes(item.size)}`)));
    frame.replaceChildren(svg("svg", { viewBox: "0 0 1000 420", role: "group", "aria-label": "contents of the cache", id: "space-chart" }, ...marks));
    if (marks.length) operable(marks, (at) => {
      const item = cells[at].item;
      info.textContent = `${item.name}: ${bytes(item.size)}, ${((100 * item.size) / root.size).toFixed(1)} % of all`;
      if (item.children) show(item, true);
    });
    if (focused) marks[0]?.focus();
    const above = [];
    for (let up = node; up; up = up.parent) above.unshift(up);
    path.replaceChildren(...above.flatMap((up, at) => [at ? "/" : "", html("button", { type: "button", onclick: () => show(up, true) }, `${up.name}: ${bytes(up.size)}`)]));
  };
  show(root);
  return html("figure", {}, path, frame,
    html("figcaption", {}, "Each object once, in all states that the cache keeps, before compression. Blue: LLVM IR of files and functions; yellow: object code; grey: everything else on the disk. A folder or file opens by a click or Enter."), info);
}

// Builds that compile everything for the first time record no names.
function unnamed({ builds, files, functions, units }) {
  if (!builds) return [];
  const counts = [[files, "file"], [functions, "function"], [units, "unit"]].filter(([count]) => count);
  return [html("p", { class: "faint" }, `Not in the table: ${counts.map(([count, noun]) => plural(count, noun)).join(", ")}`
    + ` of ${plural(builds, "build")} that compiled too much to record names, such as a first build.`)];
}

function sizes({ disk, stored, distinct, rows }) {
  const all = rows.reduce((sum, [, size]) => sum + size, 0);
  return `${bytes(disk)} on the disk: ${bytes(stored)} of objects and ${bytes(Math.max(0, disk - stored))} of indexes, copies and records. `
    + `Before compression the objects have ${bytes(distinct)}, and all together ${bytes(all)}.`;
}

if (data.build) {
  data.build.chart = timeline(data.build);
  section("timeline", "The last build", ...showTimeline(data.build));
  section("history", "All builds", html("p", {}, `${plural(data.history.length, "build")} of this program on record` + (data.olderCount ? `, without ${grouped(data.olderCount)} older ones` : "") + "."), history(data.history));
  const count = ([name, number]) => `${name}: ${grouped(number)}`;
  section("hot", "What is compiled most often, and why",
    html("h3", {}, "Inputs whose changes caused most work"),
    data.causes.length ? table(["input", "caused", "in builds", "the last change"], data.causes.map((cause) => [html("code", {}, cause.name), cause.count, cause.builds, html("code", {}, cause.last)]))
      : html("p", { class: "faint" }, "No build on record compiled anything because an input changed."),
    html("h3", {}, "Files, functions and units that were compiled most often"),
    data.compiled.length ? table(["what", "name", "times", "why"], data.compiled.map((one) => [one.kind, html("code", {}, one.name), one.count, one.why.map(count).join(", ")]))
      : html("p", { class: "faint" }, "No record names any."),
    ...unnamed(data.unnamed));
} else {
  section("timeline", "The last build", html("p", { class: "faint" }, "No build is on record: build the project, then make the report again."));
}
section("space", "What fills the cache", html("p", {}, sizes(data.space)), treemap(data.space.rows));
section("slow", "What took longest to compile", data.slow.length
  ? table(["what", "name", "time"], data.slow.map((one) => [one.kind, html("code", {}, one.name), html("span", {}, ms(one.ms))]))
  : html("p", { class: "faint" }, "The cache has no entries."));
if (data.graph) section("graph", "Modules and what they use", ...showGraph(data.graph, "module"));
else section("graph", "Modules and what they use", html("p", { class: "faint" }, data.graphProblem));
