// One message of a chat: its bubble, its ticks, and what can be tapped in it.

import { $, element } from "./dom.js";
import { link, said } from "./text.js";
import { ticks } from "./ticks.js";

export const KINDS = {
  image: "Photo", audio: "Voice message", video: "Video", document: "Document", sticker: "Sticker",
  location: "Location", contacts: "Contact card", reaction: "Reaction 👍", button: "Template button",
  order: "Order", edit: "Edit a message", revoke: "Delete a message", unsupported: "Something unknown",
};
const UNNAMED = ["text", "interactive"];

// `chat` knows the business's name, the clock of its zone, other messages, whether customers can
// write, and how.
export function drawn(message, chat) {
  const mine = message.sender === "customer";
  const emojis = Object.values(message.reactions).join(" ");
  return element("article", { class: mine ? "message mine" : "message", "aria-label": mine ? "You" : chat.business },
    bubble(message, mine, chat),
    emojis ? element("span", { class: "reactions", "aria-label": `Reactions: ${emojis}` }, emojis) : null,
    mine ? null : replies(message, chat));
}

function bubble(message, mine, chat) {
  const { header, footer } = message.content;
  const quoted = chat.find(message.reply_to);
  return element("div", { class: "bubble" },
    mine && quoted ? element("span", { class: "quote" }, quoted.text.replaceAll("*", "")) : null,
    message.kind === "template" ? mark(message.content) : null,
    header?.text ? element("span", { class: "head" }, header.text) : null,
    [...UNNAMED, "template"].includes(message.kind) ? null : element("span", { class: "kind" }, KINDS[message.kind] ?? message.kind),
    ...said(message.text),
    footer?.text ? element("span", { class: "foot" }, footer.text) : null,
    meta(message, mine, chat));
}

function mark({ name, language }) {
  const code = typeof language === "string" ? language : language?.code;
  return element("span", { class: "mark", title: `The template ${name}, in ${code}` }, `Template · ${name} · ${code}`);
}

function meta(message, mine, chat) {
  const time = element("time", { datetime: message.time }, chat.clock(message.time, { hour: "2-digit", minute: "2-digit" }));
  if (message.status === "failed") return element("div", { class: "meta" }, element("span", { class: "failed" }, `not delivered · ${message.error ?? ""}`), time);
  const words = mine && message.status === "delivered" ? "taken by the gateway" : message.status;
  return element("div", { class: "meta", title: words }, time, ticks(message.status), element("span", { class: "unseen" }, words));
}

function replies(message, chat) {
  const action = message.content.action ?? {};
  const taps = (action.buttons ?? []).filter(({ reply }) => reply).map(({ reply }) => tap(reply, message, chat));
  const links = (message.content.links ?? []).map(({ title, url }) => link(url, `↗ ${title}`, { class: "tap", title: url }));
  const rows = (action.sections ?? []).some((section) => section.rows);
  const list = rows ? [element("button", { type: "button", class: "tap", disabled: chat.writes ? null : "", "aria-haspopup": "dialog", onclick: () => openList(message, chat) }, `☰ ${action.button}`)] : [];
  const all = [...taps, ...links, ...list];
  return all.length ? element("div", { class: "replies", role: "group", "aria-label": "Replies" }, ...all) : null;
}

function tap(reply, message, chat) {
  const tapped = () => chat.write({ button: { id: reply.id, title: reply.title }, reply_to: message.id });
  return element("button", { type: "button", class: "tap", disabled: chat.writes ? null : "", onclick: tapped }, reply.title);
}

function openList(message, chat) {
  const { button, sections } = message.content.action;
  const parts = sections.flatMap((section) => [
    section.title ? element("h3", {}, section.title) : null,
    ...section.rows.map((row) => choice(row.title, row.description, () => chat.write({ list: row, reply_to: message.id }))),
  ]);
  openSheet(button, parts);
}

export function choice(title, description, chosen) {
  return element("button", { type: "button", class: "choice", onclick: () => { $("sheet").close(); chosen(); } }, title, description ? element("small", {}, description) : null);
}

export function openSheet(title, parts) {
  $("sheet-title").textContent = title;
  $("sheet-rows").replaceChildren(...parts.filter(Boolean));
  $("sheet").showModal();
}
