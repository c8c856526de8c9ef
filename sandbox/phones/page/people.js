// Who writes: the customers that stand ready, those made on this page, and those who wrote before.

import { $, element } from "./dom.js";

const MOST_KEPT = 20;

export const initials = (name) => name.split(/\s+/).map((word) => word[0] ?? "").join("").slice(0, 2).toUpperCase();
const isPhone = (address) => /^\d/.test(address);
const noted = (address) => (isPhone(address) ? `+${address}` : "username, phone hidden");
const storageKey = (tenant) => `customers:${tenant.name}`;

function own(tenant) {
  try {
    const kept = JSON.parse(localStorage.getItem(storageKey(tenant)) ?? "[]");
    return Array.isArray(kept) ? kept : [];
  } catch {
    return [];
  }
}

// Each address once; only WhatsApp itself knows people without a phone.
export function customersOf(tenant, channel, chats) {
  const here = chats.filter((chat) => chat.channel === channel?.platform && chat.address === channel.address)
    .map((chat) => ({ name: chat.name, address: chat.customer, note: noted(chat.customer) }));
  const known = new Map();
  for (const customer of [...tenant.customers, ...own(tenant), ...here]) {
    const fits = !channel || channel.platform === "whatsapp" || isPhone(customer.address);
    if (fits && !known.has(customer.address)) known.set(customer.address, customer);
  }
  return [...known.values()];
}

export function showCustomers(customers, chosen, pick) {
  $("customers").replaceChildren(...customers.map((customer) => element("li", {},
    element("button", { type: "button", "aria-pressed": String(customer.address === chosen?.address), onclick: () => pick(customer) },
      element("span", { class: "avatar", "aria-hidden": "true" }, initials(customer.name)),
      element("span", {}, customer.name),
      element("small", {}, customer.note)))));
}

export function openNewCustomer({ new_customer: { pattern, digits } }) {
  const drawn = String(Math.floor(Math.random() * 10 ** digits)).padStart(digits, "0");
  $("customer-name").value = `Customer ${drawn.slice(-4)}`;
  $("customer-address").value = pattern.replace("{}", drawn);
  $("customer-dialog").showModal();
  $("customer-name").select();
}

// The customer of the dialog, kept in this browser.
export function added(tenant) {
  const address = $("customer-address").value.trim().replace(/^\+/, "");
  const customer = { name: $("customer-name").value.trim(), address, note: noted(address) };
  localStorage.setItem(storageKey(tenant), JSON.stringify([customer, ...own(tenant)].slice(0, MOST_KEPT)));
  $("customer-dialog").close();
  return customer;
}
