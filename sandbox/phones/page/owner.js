// The owner's tab: what waits for an answer, the day, and what the owner decides.
// It speaks to the sandbox alone, which asks Lyo as an owner's own system would.

import { $, addTab, element, pause, posting } from "./dom.js";

const REFRESH = 2000;
const STATES = {
  held: "being chosen", pending: "requested", confirmed: "confirmed",
  completed: "done", no_show: "missed", cancelled: "cancelled",
};
const STEPS = { approve: "Approve", cancel: "Cancel", "no-show": "No-show" };
const TELLS = "Lyo tells the customer, if they wrote within the last 24 hours.";
const DONE = {
  approve: `Approved. ${TELLS}`, cancel: `Cancelled. ${TELLS}`,
  "no-show": "Kept as missed. Nobody is told.",
};

// `date` is empty while the day shown is today, whatever day that becomes; `phones` is the business
// that the phones were at when the tab was opened last.
const state = { tenant: "", phones: "", date: "", day: null, asked: 0, cancelling: null };

const dayPath = () => `/owner/${encodeURIComponent(state.tenant)}/day${state.date ? `?date=${state.date}` : ""}`;
const stepPath = (booking, step) => ["", "owner", state.tenant, "bookings", booking.booking_id, step].map(encodeURIComponent).join("/");

// --- asking ---

async function answered(asking) {
  let answer, told;
  try {
    answer = await asking;
    told = await answer.json();
  } catch {
    throw new Error("The sandbox does not answer. Trying again …");
  }
  if (!answer.ok) throw new Error(told.message ?? `The sandbox could not do that (${answer.status}).`);
  return told;
}

// An answer that was overtaken, by another day or a newer look, is not shown.
async function load() {
  const asked = ++state.asked;
  try {
    const day = await answered(fetch(dayPath()));
    if (asked === state.asked) show(day);
  } catch (error) {
    if (asked === state.asked) trouble(error.message);
  }
}

async function decide(booking, step, reason = "") {
  try {
    await answered(fetch(stepPath(booking, step), posting({ etag: booking.etag, reason })));
    say(DONE[step], true);
  } catch (error) {
    say(error.message);
  }
  await load();
}

// --- showing ---

function say(text, good = false) {
  $("owner-notice").textContent = text;
  $("owner-notice").classList.toggle("good", good);
  $("owner-notice").hidden = !text;
}

function trouble(text) {
  $("owner-trouble").textContent = text;
  $("owner-trouble").hidden = !text || text === $("owner-notice").textContent;
}

function show(day) {
  trouble("");
  const known = JSON.stringify(day);
  if (known === state.day) return;
  state.day = known;
  const focused = document.activeElement?.dataset?.key;
  if (document.activeElement !== $("owner-date")) $("owner-date").value = day.date;
  $("owner-zone").textContent = `Times of ${day.time_zone}`;
  $("requests").replaceChildren(...day.requests.map((each) => row(each, day, true)));
  $("no-requests").hidden = day.requests.length > 0;
  $("day-title").textContent = named(noon(day.date), "UTC", { weekday: "long", day: "numeric", month: "long", year: "numeric" }) + (day.date === day.today ? " (today)" : "");
  const open = new Set(day.requests.map((each) => each.booking_id));
  $("day-bookings").replaceChildren(...inOrder(day.bookings).map((each) => row(each, day, false, open.has(each.booking_id))));
  $("no-bookings").hidden = day.bookings.length > 0;
  if (focused) document.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
}

// What is given up stands last.
const inOrder = (bookings) => [...bookings].sort((one, other) => (one.state === "cancelled") - (other.state === "cancelled"));
const noon = (date) => `${date}T12:00:00Z`;
const named = (time, zone, format) => new Intl.DateTimeFormat("en-GB", { ...format, timeZone: zone }).format(new Date(time));

// A request that stands above already is decided there.
function row(booking, day, dated, above = false) {
  const hours = [booking.start_time, booking.end_time].map((time) => named(time, day.time_zone, { hour: "2-digit", minute: "2-digit" })).join("–");
  const date = dated ? element("small", {}, named(booking.start_time, day.time_zone, { weekday: "short", day: "numeric", month: "short" })) : null;
  const steps = above ? [] : booking.can;
  return element("li", { class: `booking ${booking.state}` },
    element("div", { class: "when" }, date, element("strong", {}, hours)),
    element("div", { class: "who" }, element("strong", {}, booking.customer.name), booking.customer.address ? element("small", {}, booking.customer.address) : null),
    element("div", { class: "what" }, what(booking), ...remarks(booking)),
    element("span", { class: "state" }, STATES[booking.state] ?? booking.state),
    element("div", { class: "steps" }, ...steps.map((step) => stepButton(booking, step, day.time_zone))));
}

function what(booking) {
  const party = booking.party_size > 1 ? ` · ${booking.party_size} people` : "";
  const by = booking.resources.length ? ` · ${booking.resources.join(", ")}` : "";
  return element("span", {}, booking.offering + by + party);
}

function remarks(booking) {
  const said = [booking.note, booking.cancel_reason && `Cancelled: ${booking.cancel_reason}`, booking.attending && "Says they will come"];
  return said.filter(Boolean).map((each) => element("small", {}, each));
}

function stepButton(booking, step, zone) {
  const chosen = () => (step === "cancel" ? askWhy(booking, zone) : decide(booking, step));
  const label = `${STEPS[step]}: ${booking.customer.name}, ${booking.offering}`;
  return element("button", { type: "button", class: step === "approve" ? null : "quiet", "aria-label": label, "data-key": `${step} ${booking.booking_id}`, onclick: chosen }, STEPS[step]);
}

// --- cancelling ---

function askWhy(booking, zone) {
  state.cancelling = booking;
  const when = named(booking.start_time, zone, { weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" });
  $("reason-title").textContent = `Cancel ${booking.offering} of ${booking.customer.name}, ${when}?`;
  $("reason").value = "";
  $("reason-dialog").showModal();
  $("reason").focus();
}

function cancelNow(event) {
  event.preventDefault();
  $("reason-dialog").close();
  decide(state.cancelling, "cancel", $("reason").value.trim());
}

// --- which business, which day ---

function lookAt(date) {
  state.date = date;
  say("");
  load();
}

function step(days) {
  if (!$("owner-date").value) return;
  const day = new Date(noon($("owner-date").value));
  day.setUTCDate(day.getUTCDate() + days);
  lookAt(day.toISOString().slice(0, 10));
}

function pickBusiness(name) {
  state.tenant = name;
  state.day = null;
  for (const list of ["requests", "day-bookings"]) $(list).replaceChildren();
  for (const line of ["no-requests", "no-bookings"]) $(line).hidden = true;
  lookAt(state.date);
}

// `chosen` tells which businesses there are, and which one the phones are at: where they went to
// another, so does the owner.
function open(chosen) {
  const { tenants, tenant } = chosen();
  $("owner-tenant").replaceChildren(...tenants.map((each) => element("option", { value: each.name }, each.display_name)));
  const moved = tenant && tenant.name !== state.phones;
  if (moved) state.phones = tenant.name;
  $("owner-tenant").value = moved ? tenant.name : state.tenant;
  if ($("owner-tenant").value) pickBusiness($("owner-tenant").value);
}

export async function followOwner(chosen) {
  addTab("owner", () => open(chosen));
  $("owner-tenant").addEventListener("change", () => pickBusiness($("owner-tenant").value));
  $("owner-date").addEventListener("change", () => lookAt($("owner-date").value));
  $("day-before").addEventListener("click", () => step(-1));
  $("day-after").addEventListener("click", () => step(1));
  $("day-today").addEventListener("click", () => lookAt(""));
  $("reason-form").addEventListener("submit", cancelNow);
  $("reason-keep").addEventListener("click", () => $("reason-dialog").close());
  for (;;) {
    await pause(REFRESH);
    if ($("owner-view").hidden || document.hidden) continue;
    if (state.tenant) await load();
    else open(chosen);
  }
}
