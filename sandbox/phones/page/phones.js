// The phones page: pick a business and a customer, write, tap, and see what comes back.

import { $, addTab, element, fetched, pause, posting } from "./dom.js";
import { followJournal } from "./journal.js";
import { followOwner } from "./owner.js";
import { ticks } from "./ticks.js";

const KINDS = {
  image: "Photo", audio: "Voice message", video: "Video", document: "Document", sticker: "Sticker",
  location: "Location", contacts: "Contact card", reaction: "Reaction 👍", button: "Template button",
  order: "Order", edit: "Edit a message", revoke: "Delete a message", unsupported: "Something unknown",
};
const NO_CHANNEL = "This tenant has no channel yet";
const SHORT_WAIT = 25;

const state = { tenants: [], tenant: null, channel: null, customer: null, seen: new Map(), revision: 0, waiting: null };
let polling = new AbortController();

const initials = (name) => name.split(/\s+/).map((word) => word[0] ?? "").join("").slice(0, 2).toUpperCase();
const chatPath = () => ["", "phones", state.channel.platform, state.channel.address, state.customer.address, "messages"].map(encodeURIComponent).join("/");

// --- who writes to whom ---

const storageKey = () => `customers:${state.tenant.name}`;

function ownCustomers() {
  try {
    const kept = JSON.parse(localStorage.getItem(storageKey()) ?? "[]");
    return Array.isArray(kept) ? kept : [];
  } catch {
    return [];
  }
}

const noted = (address) => (/^\d/.test(address) ? `+${address}` : "username, phone hidden");

function customersOf(chats) {
  const here = chats.filter((chat) => chat.address === state.channel?.address)
    .map((chat) => ({ name: chat.name, address: chat.customer, note: noted(chat.customer) }));
  const known = new Map();
  for (const customer of [...state.tenant.customers, ...ownCustomers(), ...here]) {
    if (!known.has(customer.address)) known.set(customer.address, customer);
  }
  return [...known.values()];
}

function showCustomers(customers) {
  $("customers").replaceChildren(...customers.map((customer) => element("li", {},
    element("button", { type: "button", "aria-pressed": String(customer.address === state.customer?.address), onclick: () => pickCustomer(customer) },
      element("span", { class: "avatar", "aria-hidden": "true" }, initials(customer.name)),
      element("span", {}, customer.name),
      element("small", {}, customer.note)))));
}

async function pickTenant(name, wanted) {
  const list = await fetched("/phones");
  state.tenants = list.tenants;
  state.tenant = state.tenants.find((tenant) => tenant.name === name) ?? state.tenants[0];
  $("tenant").replaceChildren(...state.tenants.map((tenant) => element("option", { value: tenant.name }, tenant.display_name)));
  $("tenant").value = state.tenant.name;
  state.channel = state.tenant.channels[0] ?? null;
  $("channel").replaceChildren(...state.tenant.channels.map((channel) => element("option", { value: channel.address }, `${channel.platform === "whatsapp" ? "WhatsApp" : channel.platform} ${channel.display_number}`)));
  $("channel").disabled = !state.channel;
  for (const field of $("composer").elements) field.disabled = !state.channel;
  $("text").placeholder = state.channel ? "Message" : NO_CHANNEL;
  const customers = customersOf(list.chats);
  await pickCustomer(customers.find((customer) => customer.address === wanted) ?? customers[0], customers);
}

async function pickCustomer(customer, customers) {
  state.customer = customer;
  location.hash = `${state.tenant.name}/${customer.address}`;
  showCustomers(customers ?? customersOf((await fetched("/phones")).chats));
  $("business").textContent = state.tenant.display_name;
  $("avatar").textContent = initials(state.tenant.display_name);
  $("hints").replaceChildren(...state.tenant.hints.map((hint) => element("button", { type: "button", title: "Put it into the message box", disabled: state.channel ? null : "", onclick: () => propose(hint) }, hint)));
  say("");
  clearLog();
  follow();
}

function propose(text) {
  $("text").value = text;
  $("text").focus();
}

// --- the chat ---

function clearLog() {
  state.seen.clear();
  state.revision = 0;
  showPresence(false);
  $("log").replaceChildren(element("p", { class: "empty" }, state.channel
    ? `Nothing written yet. Try one of the lines below.` : `${NO_CHANNEL}, so no phone can write to it.`));
}

async function follow() {
  polling.abort();
  const mine = (polling = new AbortController());
  while (!mine.signal.aborted && state.channel) {
    try {
      const wait = state.revision ? SHORT_WAIT : 0;
      const news = await fetched(`${chatPath()}?since=${state.revision}&wait=${wait}`, { signal: mine.signal });
      if (mine.signal.aborted) return;
      showNews(news);
      if (!wait && !news.revision) await pause(700);
    } catch (error) {
      if (mine.signal.aborted) return;
      say("The sandbox does not answer. Trying again …");
      await pause(1500);
    }
  }
}

function showNews(news) {
  if (news.revision < state.revision) clearLog();
  if (!state.seen.size && news.messages.length) $("log").replaceChildren();
  keepingTheEnd(() => news.messages.forEach(showMessage));
  if (news.messages.some((message) => message.id === state.waiting && message.status !== "accepted")) say("");
  state.revision = news.revision;
  showPresence(news.typing);
}

// Whoever was reading the latest message still does after the change.
function keepingTheEnd(change) {
  const log = $("log");
  const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 80;
  change();
  if (atEnd) showEnd();
}

function showEnd() {
  $("log").scrollTop = $("log").scrollHeight;
}

function showPresence(typing) {
  const writer = state.customer ? `You are ${state.customer.name}` : "";
  $("presence").textContent = typing ? "typing …" : writer;
}

function showMessage(message) {
  const known = state.seen.get(message.id);
  const shown = drawn(message);
  state.seen.set(message.id, { message, shown });
  if (known) known.shown.replaceWith(shown);
  else $("log").append(...dayLine(message), shown);
}

function dayLine(message) {
  const days = [...$("log").querySelectorAll(".day")];
  const day = clock(message.time, { weekday: "long", day: "numeric", month: "long" });
  return days.at(-1)?.textContent === day ? [] : [element("p", { class: "day" }, day)];
}

function clock(time, format) {
  return new Intl.DateTimeFormat("en-GB", { ...format, timeZone: state.tenant.time_zone }).format(new Date(time));
}

function drawn(message) {
  const mine = message.sender === "customer";
  const header = message.content.header?.text, footer = message.content.footer?.text;
  const quoted = state.seen.get(message.reply_to)?.message;
  const bubble = element("div", { class: "bubble" },
    mine && quoted ? element("span", { class: "quote" }, quoted.text.replaceAll("*", "")) : null,
    header ? element("span", { class: "head" }, header) : null,
    ["text", "interactive", "template"].includes(message.kind) ? null : element("span", { class: "kind" }, KINDS[message.kind] ?? message.kind),
    ...emphasised(message.text),
    footer ? element("span", { class: "foot" }, footer) : null,
    meta(message, mine));
  const emojis = Object.values(message.reactions).join(" ");
  return element("article", { class: mine ? "message mine" : "message", "aria-label": mine ? "You" : state.tenant.display_name },
    bubble,
    emojis ? element("span", { class: "reactions", "aria-label": `Reactions: ${emojis}` }, emojis) : null,
    mine ? null : replies(message));
}

// WhatsApp's *bold*, as elements.
function emphasised(text) {
  return text.split(/(\*[^*\n]+\*)/).filter(Boolean).map((part) => /^\*[^*\n]+\*$/.test(part) ? element("strong", {}, part.slice(1, -1)) : document.createTextNode(part));
}

function meta(message, mine) {
  const time = element("time", { datetime: message.time }, clock(message.time, { hour: "2-digit", minute: "2-digit" }));
  if (message.status === "failed") return element("div", { class: "meta" }, element("span", { class: "failed" }, `not delivered · ${message.error ?? ""}`), time);
  const words = mine && message.status === "delivered" ? "taken by the gateway" : message.status;
  return element("div", { class: "meta", title: words }, time, ticks(message.status), element("span", { class: "unseen" }, words));
}

function replies(message) {
  const action = message.content.action ?? {};
  const buttons = (action.buttons ?? []).map(({ reply }) => element("button", { type: "button", onclick: () => write({ button: { id: reply.id, title: reply.title }, reply_to: message.id }) }, reply.title));
  const rows = (action.sections ?? []).some((section) => section.rows);
  if (rows) buttons.push(element("button", { type: "button", "aria-haspopup": "dialog", onclick: () => openList(message) }, `☰ ${action.button}`));
  return buttons.length ? element("div", { class: "replies", role: "group", "aria-label": "Replies" }, ...buttons) : null;
}

function openList(message) {
  const { button, sections } = message.content.action;
  const parts = sections.flatMap((section) => [
    section.title ? element("h3", {}, section.title) : null,
    ...section.rows.map((row) => choice(row.title, row.description, () => write({ list: row, reply_to: message.id }))),
  ]);
  openSheet(button, parts);
}

function choice(title, description, chosen) {
  return element("button", { type: "button", class: "choice", onclick: () => { $("sheet").close(); chosen(); } }, title, description ? element("small", {}, description) : null);
}

function openSheet(title, parts) {
  $("sheet-title").textContent = title;
  $("sheet-rows").replaceChildren(...parts.filter(Boolean));
  $("sheet").showModal();
}

// --- writing ---

async function write(wish) {
  if (!state.channel) return;
  try {
    const written = await fetched(chatPath(), posting({ ...wish, name: state.customer.name }));
    state.waiting = written.id;
    say(trouble(written.gateway_status));
  } catch (error) {
    say(`Not sent: ${error.message}`);
  }
}

function trouble(status) {
  if (status === 200) return "";
  const what = status === null ? "The gateway does not answer" : `The gateway answered ${status}`;
  return `${what}. As WhatsApp would, the sandbox sends the message again until it is taken.`;
}

function say(text) {
  keepingTheEnd(() => {
    $("notice").textContent = text;
    $("notice").hidden = !text;
  });
}

function submit(event) {
  event?.preventDefault();
  const text = $("text").value.trim();
  if (!text) return;
  $("text").value = "";
  showEnd();
  write({ text });
}

// --- dialogs, start ---

function openNewCustomer() {
  const { pattern, digits } = state.tenant.new_customer;
  const drawn = String(Math.floor(Math.random() * 10 ** digits)).padStart(digits, "0");
  $("customer-name").value = `Customer ${drawn.slice(-4)}`;
  $("customer-address").value = pattern.replace("{}", drawn);
  $("customer-dialog").showModal();
  $("customer-name").select();
}

function addCustomer(event) {
  event.preventDefault();
  const address = $("customer-address").value.trim().replace(/^\+/, "");
  const customer = { name: $("customer-name").value.trim(), address, note: noted(address) };
  localStorage.setItem(storageKey(), JSON.stringify([customer, ...ownCustomers()].slice(0, 20)));
  $("customer-dialog").close();
  pickCustomer(customer);
}

$("tenant").addEventListener("change", () => pickTenant($("tenant").value));
$("channel").addEventListener("change", () => {
  state.channel = state.tenant.channels.find((channel) => channel.address === $("channel").value);
  pickCustomer(state.customer);
});
$("composer").addEventListener("submit", submit);
$("text").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) submit(event);
});
$("attach").addEventListener("click", () => openSheet("Send something else", Object.entries(KINDS).map(([type, title]) => choice(title, null, () => write({ type })))));
$("new-customer").addEventListener("click", openNewCustomer);
$("customer-form").addEventListener("submit", addCustomer);
$("customer-cancel").addEventListener("click", () => $("customer-dialog").close());
addTab("phone", showEnd);

const [tenant, customer] = location.hash.slice(1).split("/").map(decodeURIComponent);
pickTenant(tenant, customer).catch((error) => say(`The sandbox could not be read: ${error.message}`));
followOwner(() => state);
followJournal();
