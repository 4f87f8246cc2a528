"use strict";
// The parts that all pages share. Text from the project enters the page as text nodes and attributes
// of elements, never as HTML.

const data = JSON.parse(document.getElementById("data").textContent);

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined) element.setAttribute(name, value);
  }
  for (const child of children) element.append(child);
  return element;
}

const html = (tag, attributes = {}, ...children) =>
  fill(document.createElement(tag), attributes, children);
const svg = (tag, attributes = {}, ...children) =>
  fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);

const grouped = (number) => String(Math.round(number)).replace(/\B(?=(\d{3})+$)/g, ",");
const plural = (count, noun) => `${grouped(count)} ${noun}${count === 1 ? "" : "s"}`;
const ms = (value) =>
  value >= 1000 ? `${(value / 1000).toFixed(2)} s` : `${value.toFixed(value < 10 ? 2 : 1)} ms`;

function bytes(count) {
  for (const unit of ["B", "KiB", "MiB"]) {
    if (count < 1024) return `${count < 10 && unit !== "B" ? count.toFixed(1) : Math.round(count)} ${unit}`;
    count /= 1024;
  }
  return `${count.toFixed(1)} GiB`;
}

const cut = (text, length) => (text.length <= length ? text : text.slice(0, length - 1) + "…");

function section(id, title, ...children) {
  const made = html("section", { id, "aria-labelledby": `${id}-title` },
    html("h2", { id: `${id}-title` }, title), ...children);
  document.getElementById("content").append(made);
  document.querySelector("nav ul")?.append(html("li", {}, html("a", { href: `#${id}` }, title)));
  return made;
}

function table(heads, rows) {
  const cell = (tag, value, number) =>
    html(tag, number ? { class: "number" } : {}, value instanceof Node ? value : String(value));
  return html("table", {},
    html("thead", {}, html("tr", {}, ...heads.map((head, at) => cell("th", head, rows[0] && typeof rows[0][at] === "number")))),
    html("tbody", {}, ...rows.map((row) => html("tr", {}, ...row.map((value) =>
      cell("td", typeof value === "number" ? grouped(value) : value, typeof value === "number"))))));
}

// Makes the marks of a chart usable without a mouse: Tab enters the chart, the arrows go from mark to
// mark, Enter and Space do what a click does.
function operable(marks, choose, move) {
  const focus = (at) => {
    marks.forEach((mark, number) => mark.setAttribute("tabindex", number === at ? 0 : -1));
    marks[at].focus();
  };
  marks.forEach((mark, at) => {
    mark.setAttribute("tabindex", at === 0 ? 0 : -1);
    mark.setAttribute("role", "button");
    mark.addEventListener("click", () => choose(at));
    mark.addEventListener("keydown", (event) => {
      const next = move ? move(at, event.key) : at + ({ ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key] ?? 0);
      if (event.key === "Enter" || event.key === " ") choose(at);
      else if (event.key === "Home") focus(0);
      else if (event.key === "End") focus(marks.length - 1);
      else if (event.key.startsWith("Arrow")) { if (marks[next]) focus(next); }
      else return;
      event.preventDefault();
    });
  });
}

// An empty box shows the hint.
const details = (hint) => html("div", { class: "details mono", "aria-live": "polite", "data-hint": hint });
