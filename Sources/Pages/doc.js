// The search of the index of `mini doc`.

const results = html("ul", { "aria-live": "polite" });
const search = html("input", {
  type: "search", id: "search", "aria-label": "find a declaration", placeholder: "find a declaration",
  oninput: () => {
    const word = search.value.toLowerCase();
    const found = word ? data.declarations.filter(([name]) => name.toLowerCase().includes(word)).slice(0, 50) : [];
    results.replaceChildren(...found.map(([name, address]) => html("li", {}, html("a", { href: address }, name))));
  },
});
document.getElementById("find").append(search, results);
