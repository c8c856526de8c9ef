// The phones page: pick a business, a channel and a customer, write, and see what comes back.

import { $, addTab, element, fetched, pause, posting } from "./dom.js";
import { followJournal } from "./journal.js";
import { choice, drawn, KINDS, openSheet } from "./message.js";
import { followOwner } from "./owner.js";
import { added, customersOf, initials, openNewCustomer, showCustomers } from "./people.js";

const NO_CHANNEL = "This tenant has no channel yet";
const READ_ONLY = "This channel only sends";
const SHORT_WAIT = 25;
const PLATFORMS = { whatsapp: "WhatsApp", twilio: "Twilio", zaptra: "Zaptra" };

const state = { tenants: [], tenant: null, channel: null, customer: null, seen: new Map(), revision: 0, waiting: null };
let polling = new AbortController();

const chatPath = () => ["", "phones", state.channel.platform, state.channel.address, state.customer.address, "messages"].map(encodeURIComponent).join("/");
const channelKey = (channel) => `${channel.platform} ${channel.address}`;

// --- who writes to whom, by what ---

async function pickTenant(name, wanted, platform) {
  const list = await fetched("/phones");
  state.tenants = list.tenants;
  state.tenant = state.tenants.find((tenant) => tenant.name === name) ?? state.tenants[0];
  $("tenant").replaceChildren(...state.tenants.map((tenant) => element("option", { value: tenant.name }, tenant.display_name)));
  $("tenant").value = state.tenant.name;
  const { channels } = state.tenant;
  $("channel").replaceChildren(...channels.map((channel) => element("option", { value: channelKey(channel) }, `${PLATFORMS[channel.platform]} ${channel.display_number}`)));
  $("channel").disabled = !channels.length;
  await pickChannel(channels.find((channel) => channel.platform === platform) ?? channels[0] ?? null, wanted, list.chats);
}

async function pickChannel(channel, wanted, chats) {
  state.channel = channel;
  if (channel) $("channel").value = channelKey(channel);
  for (const field of $("composer").elements) field.disabled = !channel?.writes;
  $("text").placeholder = !channel ? NO_CHANNEL : channel.writes ? "Message" : READ_ONLY;
  const customers = customersOf(state.tenant, channel, chats);
  await pickCustomer(customers.find((customer) => customer.address === wanted) ?? customers[0], customers);
}

async function pickCustomer(customer, customers) {
  state.customer = customer;
  location.hash = [state.tenant.name, customer.address, state.channel?.platform ?? ""].join("/");
  const known = customers ?? customersOf(state.tenant, state.channel, (await fetched("/phones")).chats);
  showCustomers(known, customer, (other) => pickCustomer(other));
  $("business").textContent = state.tenant.display_name;
  $("avatar").textContent = initials(state.tenant.display_name);
  $("hints").hidden = !state.channel?.writes;
  $("hints").replaceChildren(...state.tenant.hints.map((hint) => element("button", { type: "button", title: "Put it into the message box", onclick: () => propose(hint) }, hint)));
  say("");
  clearLog();
  follow();
}

function propose(text) {
  $("text").value = text;
  $("text").focus();
}

// --- the chat ---

const chat = {
  get business() { return state.tenant.display_name; },
  get writes() { return state.channel?.writes ?? false; },
  find: (id) => state.seen.get(id)?.message,
  clock: (time, format) => new Intl.DateTimeFormat("en-GB", { ...format, timeZone: state.tenant.time_zone }).format(new Date(time)),
  write,
};

function emptyWords() {
  if (!state.channel) return `${NO_CHANNEL}, so no phone can write to it.`;
  return state.channel.writes ? "Nothing written yet. Try one of the lines below." : "Nothing received yet. What the business sends by this channel stands here.";
}

function clearLog() {
  state.seen.clear();
  state.revision = 0;
  showPresence(false);
  $("log").replaceChildren(element("p", { class: "empty" }, emptyWords()));
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
  const shown = drawn(message, chat);
  state.seen.set(message.id, { message, shown });
  if (known) known.shown.replaceWith(shown);
  else $("log").append(...dayLine(message), shown);
}

function dayLine(message) {
  const days = [...$("log").querySelectorAll(".day")];
  const day = chat.clock(message.time, { weekday: "long", day: "numeric", month: "long" });
  return days.at(-1)?.textContent === day ? [] : [element("p", { class: "day" }, day)];
}

// --- writing ---

async function write(wish) {
  if (!state.channel?.writes) return;
  try {
    const written = await fetched(chatPath(), posting({ ...wish, name: state.customer.name }));
    state.waiting = written.id;
    say(trouble(written.gateway_status));
  } catch (error) {
    say(`Not sent: ${error.message}`);
  }
}

function trouble(status) {
  if (status >= 200 && status < 300) return "";
  const what = status === null ? "The gateway does not answer" : `The gateway answered ${status}`;
  const again = state.channel.platform === "whatsapp" || status === null;
  return again ? `${what}. As the platform would, the sandbox sends the message again.` : `${what}. Twilio would not send the message again.`;
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

// --- start ---

$("tenant").addEventListener("change", () => pickTenant($("tenant").value));
$("channel").addEventListener("change", async () => {
  const picked = state.tenant.channels.find((channel) => channelKey(channel) === $("channel").value);
  await pickChannel(picked, state.customer?.address, (await fetched("/phones")).chats);
});
$("composer").addEventListener("submit", submit);
$("text").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) submit(event);
});
$("attach").addEventListener("click", () => openSheet("Send something else", Object.entries(KINDS).map(([type, title]) => choice(title, null, () => write({ type })))));
$("new-customer").addEventListener("click", () => openNewCustomer(state.tenant));
$("customer-form").addEventListener("submit", (event) => {
  event.preventDefault();
  pickCustomer(added(state.tenant));
});
$("customer-cancel").addEventListener("click", () => $("customer-dialog").close());
addTab("phone", showEnd);

const [tenant, customer, platform] = location.hash.slice(1).split("/").map(decodeURIComponent);
pickTenant(tenant, customer, platform).catch((error) => say(`The sandbox could not be read: ${error.message}`));
followOwner(() => state);
followJournal();
