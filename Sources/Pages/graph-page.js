section("graph", `${plural(data.graph.parts.length, data.noun)} and what they use`,
  ...showGraph(data.graph, data.noun));
