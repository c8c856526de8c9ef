"""/admin and /api over JSON: one table of routes, each a call of the mesh; and its description."""
