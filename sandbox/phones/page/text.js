// Words as people see them: *bold* as WhatsApp writes it, and addresses that can be opened.

import { element } from "./dom.js";

const BOLD = /(\*[^*\n]+\*)/;
const ADDRESS = /(https?:\/\/[^\s<>"*]+)/;
const TAIL = /[.,;:!?)\]]+$/;

// Elements and text nodes; nothing of the text becomes markup.
export function said(text) {
  return text.split(BOLD).filter(Boolean).flatMap((part) => (/^\*[^*\n]+\*$/.test(part) ? [element("strong", {}, ...linked(part.slice(1, -1)))] : linked(part)));
}

function linked(text) {
  return text.split(ADDRESS).filter(Boolean).flatMap((part) => {
    if (!ADDRESS.test(part)) return [document.createTextNode(part)];
    const tail = part.match(TAIL)?.[0] ?? "";
    const address = part.slice(0, part.length - tail.length);
    return [link(address, address), document.createTextNode(tail)];
  });
}

// Something to open beside this page; only the web's own addresses can be.
export function link(address, words, attributes = {}) {
  if (!isWeb(address)) return document.createTextNode(words);
  return element("a", { href: address, target: "_blank", rel: "noopener noreferrer", ...attributes }, words);
}

function isWeb(address) {
  try {
    return ["http:", "https:"].includes(new URL(address).protocol);
  } catch {
    return false;
  }
}
