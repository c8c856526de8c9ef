// What every part of the page needs: elements, answers of the sandbox, and the tabs.
// Everything shown goes through textContent; nothing from outside becomes markup.

export const $ = (id) => document.getElementById(id);
export const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value !== null && value !== undefined) made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

export async function fetched(path, options) {
  const answer = await fetch(path, options);
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
  return answer.json();
}

// What `fetch` takes to post this.
export const posting = (body) => ({ method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

// --- tabs ---

const opened = new Map();

// What happens when a tab is opened; the tabs stand in the order in which they were added.
export function addTab(name, open) {
  opened.set(name, open);
  $(`tab-${name}`).addEventListener("click", () => openTab(name));
  $(`tab-${name}`).addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step) return;
    const names = [...opened.keys()];
    const next = names.at((names.indexOf(name) + step) % names.length);
    openTab(next);
    $(`tab-${next}`).focus();
  });
}

export function openTab(name) {
  for (const tab of opened.keys()) {
    $(`tab-${tab}`).setAttribute("aria-selected", String(tab === name));
    $(`tab-${tab}`).tabIndex = tab === name ? 0 : -1;
    $(`${tab}-view`).hidden = tab !== name;
  }
  opened.get(name)();
}
