"""/admin over JSON: one table of routes, each of them a call of the mesh; and its description."""
