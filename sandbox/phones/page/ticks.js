// The sign beside a message: a clock, one tick, or two.

const SVG = "http://www.w3.org/2000/svg";

export function ticks(status) {
  const double = status === "delivered" || status === "read" || status === "played";
  const drawing = document.createElementNS(SVG, "svg");
  drawing.setAttribute("viewBox", "0 0 18 12");
  drawing.setAttribute("class", `ticks ${status}`);
  drawing.setAttribute("aria-hidden", "true");
  const lines = status === "accepted" ? ["M9 2.5v3.5l2.2 1.6M9 1a5 5 0 1 0 .01 0"] : double ? ["M1 6.5l3.2 3.3L11 2", "M7.6 9.4l.5.4L15 2"] : ["M4 6.5l3.2 3.3L14 2"];
  for (const line of lines) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", line);
    drawing.append(path);
  }
  return drawing;
}
