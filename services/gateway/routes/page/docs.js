// Shows /openapi.json. Everything is set as text, so nothing in it can become markup.

const METHODS = ["get", "post", "put", "patch", "delete"];
let described;

function made(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children.filter((child) => child !== null));
  return element;
}

function named(reference) {
  return reference.split("/").pop();
}

function kindOf(schema) {
  if (schema.$ref) return made("a", { href: `#schema-${named(schema.$ref)}` }, named(schema.$ref));
  if (schema.type === "array") return made("span", {}, "list of ", kindOf(schema.items));
  return made("span", {}, schema.format ?? schema.type ?? "object");
}

function rulesOf(schema) {
  const words = {
    minLength: "at least", maxLength: "at most", minimum: "from", maximum: "to",
    minItems: "items from", maxItems: "items to", pattern: "pattern",
  };
  const found = Object.keys(words).filter((name) => name in schema);
  return found.map((name) => `${words[name]} ${schema[name]}`).join(", ");
}

function field(name, schema, { required = false, place = "" } = {}) {
  const marks = [place, required ? "required" : "", schema.readOnly ? "read only" : ""];
  const rules = rulesOf(schema);
  return made(
    "tr", {},
    made("th", { scope: "row" }, made("code", {}, name)),
    made("td", {}, kindOf(schema), made("small", {}, marks.filter(Boolean).join(", "))),
    made("td", {}, schema.description ?? "", rules ? made("small", {}, rules) : null),
  );
}

function table(title, rows) {
  if (!rows.length) return null;
  return made("section", {}, made("h4", {}, title), made("table", {}, made("tbody", {}, ...rows)));
}

function fieldsOf(schema) {
  const required = schema.required ?? [];
  const properties = Object.entries(schema.properties ?? {});
  return properties.map(([name, each]) => field(name, each, { required: required.includes(name) }));
}

function parametersOf(operation) {
  return (operation.parameters ?? []).map((each) =>
    field(each.name, { description: each.description, ...each.schema },
      { required: each.required, place: each.in }));
}

function bodyOf(operation) {
  return operation.requestBody?.content["application/json"].schema;
}

function answersOf(operation) {
  return Object.entries(operation.responses).map(([status, answer]) => {
    const schema = answer.content?.["application/json"]?.schema;
    return made(
      "tr", {},
      made("th", { scope: "row" }, made("code", {}, status)),
      made("td", {}, schema ? kindOf(schema) : ""),
      made("td", { class: "lines" }, answer.description),
    );
  });
}

function curlOf(method, path, operation) {
  const parts = [`curl -X ${method.toUpperCase()} "${location.origin}${path}"`];
  parts.push('-H "Authorization: Bearer $LYO_API_KEY"');
  if (bodyOf(operation)) parts.push("-d '{…}'");
  return parts.join(" \\\n  ");
}

function routeOf(method, path, operation) {
  const scope = operation.security[0].bearer[0];
  return made(
    "article", { id: operation.operationId, "data-words": `${path} ${operation.description}`.toLowerCase() },
    made("h3", {}, made("span", { class: `method ${method}` }, method.toUpperCase()), " ", made("code", {}, path)),
    made("p", { class: "lines" }, operation.description),
    made("p", {}, "Scope ", made("code", {}, scope), ", call ", made("code", {}, operation["x-call"])),
    made("pre", {}, curlOf(method, path, operation)),
    table("Parameters", parametersOf(operation)),
    table("Body", fieldsOf(bodyOf(operation) ?? {})),
    table("Answers", answersOf(operation)),
  );
}

function schemaOf(name, schema) {
  const values = schema.enum ? made("p", {}, schema.enum.join(", ")) : null;
  return made(
    "article", { id: `schema-${name}`, "data-words": name.toLowerCase() },
    made("h3", {}, made("code", {}, name)),
    made("p", { class: "lines" }, schema.description ?? ""), values, table("Fields", fieldsOf(schema)),
  );
}

function operations() {
  return Object.entries(described.paths).flatMap(([path, methods]) =>
    METHODS.filter((method) => method in methods).map((method) => [method, path, methods[method]]));
}

function group(title, links, articles) {
  const contents = document.getElementById("contents");
  contents.append(made("h2", {}, title), made("ul", {}, ...links));
  document.getElementById("routes").append(made("h2", {}, title), ...articles);
}

function shortened(path) {
  return path.replace("/admin/tenants/{tenant_id}/", "…/");
}

function link(target, ...content) {
  return made("li", {}, made("a", { href: `#${target}` }, ...content));
}

function show() {
  document.getElementById("version").textContent = described.info.version;
  document.getElementById("note").remove();
  for (const tag of new Set(operations().map(([, , operation]) => operation.tags[0]))) {
    const of_tag = operations().filter(([, , operation]) => operation.tags[0] === tag);
    const links = of_tag.map(([method, path, operation]) =>
      link(operation.operationId, made("span", { class: `method ${method}` }, method), ` ${shortened(path)}`));
    group(tag, links, of_tag.map((each) => routeOf(...each)));
  }
  const schemas = Object.entries(described.components.schemas);
  group("schemas", schemas.map(([name]) => link(`schema-${name}`, name)), schemas.map((each) => schemaOf(...each)));
  document.getElementById(location.hash.slice(1))?.scrollIntoView();
}

document.getElementById("filter").addEventListener("input", ({ target }) => {
  const wanted = target.value.toLowerCase();
  for (const article of document.querySelectorAll("article")) {
    article.hidden = !article.dataset.words.includes(wanted);
    const shown = document.querySelector(`nav a[href="#${article.id}"]`);
    shown.parentElement.hidden = article.hidden;
  }
});

try {
  const answer = await fetch("/openapi.json");
  if (!answer.ok) throw new Error(`/openapi.json answers ${answer.status}`);
  described = await answer.json();
  show();
} catch (error) {
  document.getElementById("note").textContent = `This cannot be shown: ${error.message}`;
}
