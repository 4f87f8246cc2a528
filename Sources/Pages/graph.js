// A graph of many parts, folded by folder. `graph.parts` are [folder, name], `graph.uses` are numbers.

const childrenMax = 150;
const edgesMax = 2500;

// The tree of folders. A folder with many children has groups of them instead.
function folders(parts) {
  const root = { name: "", path: "", children: [], isOpen: true };
  const known = new Map([["", root]]);
  const folder = (path) => {
    if (known.has(path)) return known.get(path);
    const slash = path.lastIndexOf("/");
    const parent = folder(slash < 0 ? "" : path.slice(0, slash));
    const made = { name: path.slice(slash + 1) + "/", path, children: [], parent };
    known.set(path, made);
    parent.children.push(made);
    return made;
  };
  parts.forEach(([path, name], part) => {
    const parent = folder(path);
    parent.children.push({ name, path: (path ? path + "/" : "") + name, part, parent });
  });
  const count = (node) => node.children
    ? (node.count = node.children.reduce((sum, child) => sum + count(child), 0)) : 1;
  for (const node of [...known.values()]) group(node);
  count(root);
  let only = root;
  while (only.children.length === 1 && only.children[0].children) (only = only.children[0]).isOpen = true;
  return root;
}

function group(node) {
  node.children.sort((a, b) => !a.children - !b.children || (a.name < b.name ? -1 : 1));
  while (node.children.length > childrenMax) {
    const groups = [];
    for (let at = 0; at < node.children.length; at += childrenMax) {
      const children = node.children.slice(at, at + childrenMax);
      const name = `${children[0].name} … ${children[children.length - 1].name}`;
      const made = { name, path: (node.path ? node.path + "/" : "") + name, children, parent: node };
      for (const child of children) child.parent = made;
      groups.push(made);
    }
    node.children = groups;
  }
}

function showGraph(graph, noun) {
  const root = folders(graph.parts);
  const leaves = [];
  (function collect(node) {
    if (node.children) node.children.forEach(collect); else leaves[node.part] = node;
  })(root);
  const users = graph.parts.map(() => []);
  graph.uses.forEach((uses, part) => uses.forEach((used) => users[used].push(part)));
  const frame = html("div", { class: "scroll" });
  const info = details();
  const opened = html("div", { class: "row" });
  const found = html("div", { class: "row" });
  let chosen = null;

  const search = html("input", {
    type: "search", id: "search", "aria-label": `find a ${noun}`, placeholder: `find a ${noun}`,
    oninput: () => {
      const word = search.value.toLowerCase();
      const hits = word ? leaves.filter((leaf) => leaf.path.toLowerCase().includes(word)).slice(0, 20) : [];
      found.replaceChildren(...hits.map(jump));
    },
  });
  const jump = (leaf) => html("button", { type: "button", onclick: () => reveal(leaf) }, leaf.path);

  function reveal(leaf) {
    for (let node = leaf.parent; node; node = node.parent) node.isOpen = true;
    chosen = leaf;
    draw();
    const mark = frame.querySelector(".selected");
    mark?.scrollIntoView({ block: "center", inline: "center" });
  }

  function close(node) {
    node.isOpen = false;
    (node.children ?? []).forEach(close);
  }

  function visible() {
    const nodes = [];
    const shown = new Array(graph.parts.length);
    (function walk(node, closed) {
      if (node.children && node.isOpen && !closed) return node.children.forEach((child) => walk(child));
      if (!closed) { nodes.push(closed = node); node.at = nodes.length - 1; }
      if (node.children) node.children.forEach((child) => walk(child, closed));
      else shown[node.part] = closed.at;
    })(root);
    return { nodes, shown };
  }

  // Layers from left to right: a part is to the right of those that use it, except in a circle.
  function layout(nodes, uses) {
    const order = [];
    const state = new Uint8Array(nodes.length);
    for (let start = 0; start < nodes.length; start++) {
      const stack = [[start, 0]];
      while (stack.length) {
        const top = stack[stack.length - 1];
        if (top[1] === 0) { if (state[top[0]]) { stack.pop(); continue; } state[top[0]] = 1; }
        const next = uses[top[0]][top[1]++];
        if (next === undefined) { order.push(top[0]); state[top[0]] = 2; stack.pop(); }
        else if (!state[next]) stack.push([next, 0]);
      }
    }
    const place = new Array(nodes.length);
    order.reverse().forEach((node, at) => { place[node] = at; });
    const rank = new Array(nodes.length).fill(0);
    for (const node of order) {
      for (const used of uses[node]) {
        if (place[used] > place[node]) rank[used] = Math.max(rank[used], rank[node] + 1);
      }
    }
    const layers = [];
    for (const node of order) (layers[rank[node]] ??= []).push(node);
    const rows = Math.max(12, Math.ceil(Math.sqrt(nodes.length) * 1.5));
    const columns = [];
    const weight = new Array(nodes.length).fill(0).map(() => [0, 0]);
    for (const layer of layers.filter(Boolean)) {
      const mean = (node) => (weight[node][1] ? weight[node][0] / weight[node][1] : 1e6);
      layer.sort((a, b) => mean(a) - mean(b) || a - b);
      for (let at = 0; at < layer.length; at += rows) columns.push(layer.slice(at, at + rows));
      layer.forEach((node, at) => uses[node].forEach((used) => {
        weight[used][0] += at / layer.length; weight[used][1]++;
      }));
    }
    columns.forEach((column, x) => column.forEach((node, y) => {
      nodes[node].x = 10 + x * 250; nodes[node].y = 10 + y * 34; nodes[node].column = x; nodes[node].line = y;
    }));
    return columns;
  }

  function draw(focused) {
    const { nodes, shown } = visible();
    const sets = nodes.map(() => new Map());
    graph.uses.forEach((uses, part) => uses.forEach((used) => {
      const [from, to] = [shown[part], shown[used]];
      if (from !== to) sets[from].set(to, (sets[from].get(to) ?? 0) + 1);
    }));
    const uses = sets.map((set) => [...set.keys()].sort((a, b) => a - b));
    const columns = layout(nodes, uses);
    const selected = chosen ? nodes.findIndex((node) => node === chosen) : -1;
    const isNear = (a, b) => a === selected || b === selected;
    const total = uses.reduce((sum, list) => sum + list.length, 0);
    const lines = [];
    nodes.forEach((node, from) => uses[from].forEach((to) => {
      if (total > edgesMax && !isNear(from, to)) return;
      const target = nodes[to];
      const [x, y, u, v] = [node.x + 200, node.y + 13, target.x, target.y + 13];
      const bend = Math.max(40, Math.abs(u - x) / 2);
      lines.push(svg("path", {
        class: "edge" + (selected < 0 ? "" : isNear(from, to) ? " near" : " far"),
        d: `M${x} ${y}C${x + bend} ${y} ${u - bend} ${v} ${u} ${v}`,
        "stroke-width": Math.min(4, 1 + Math.log10(sets[from].get(to))).toFixed(1),
      }));
    }));
    const marks = nodes.map((node, at) => {
      const far = selected >= 0 && at !== selected && !sets[at].has(selected) && !sets[selected].has(at);
      const label = node.children ? `${node.name} (${grouped(node.count)})` : node.path;
      return svg("g", {
        class: "node" + (node.children ? " folder" : "") + (at === selected ? " selected" : "") + (far ? " far" : ""),
        transform: `translate(${node.x} ${node.y})`, "data-path": node.path,
        "aria-label": node.children ? `folder ${node.path || node.name}, ${plural(node.count, noun)}` : node.path,
      }, svg("title", {}, node.path || node.name), svg("rect", { width: 200, height: 26, rx: 4 }),
      svg("text", { x: 8, y: 17 }, label.length > 30 ? "…" + label.slice(-29) : label));
    });
    const width = columns.length * 250 + 10;
    const height = 20 + 34 * Math.max(1, ...columns.map((column) => column.length));
    frame.replaceChildren(svg("svg", { width, height, viewBox: `0 0 ${width} ${height}`, role: "group", "aria-label": `graph of ${noun}s` },
      ...lines, ...marks));
    operable(marks, (at) => choose(nodes[at]), (at, key) => {
      const { column, line } = nodes[at];
      const step = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] }[key];
      const goal = step && columns[column + step[0]];
      return goal && (step[0] ? goal[Math.min(line, goal.length - 1)] : goal[line + step[1]]);
    });
    if (focused) frame.querySelector(`[tabindex="0"]`)?.focus();
    opened.replaceChildren(...openFolders().map((node) => html("button", {
      type: "button", "aria-label": `fold ${node.path || node.name}`, onclick: () => { close(node); chosen = null; draw(true); },
    }, `${node.path || node.name} ✕`)));
    describe(nodes, total);
  }

  function openFolders() {
    const list = [];
    (function walk(node) {
      if (!node.children || !node.isOpen) return;
      if (node !== root) list.push(node);
      node.children.forEach(walk);
    })(root);
    return list;
  }

  function choose(node) {
    if (node.children) { node.isOpen = true; chosen = null; } else chosen = chosen === node ? null : node;
    draw(true);
  }

  function describe(nodes, total) {
    if (!chosen) {
      info.replaceChildren(`${plural(nodes.length, "node")} of ${plural(graph.parts.length, noun)}. A folder opens by a click or Enter; a ${noun} shows what it uses.`
        + (total > edgesMax ? ` Lines are drawn for a chosen ${noun} only: there are ${grouped(total)}.` : ""));
      return;
    }
    const list = (title, parts) => html("div", { class: "row" }, `${title} (${grouped(parts.length)}): `,
      ...parts.slice(0, 30).map((part) => jump(leaves[part])), parts.length > 30 ? "…" : "");
    info.replaceChildren(html("strong", {}, chosen.path),
      list("uses", graph.uses[chosen.part]), list("used by", users[chosen.part]));
  }

  draw();
  return [html("div", { class: "row" }, search), found, opened, frame, info];
}
