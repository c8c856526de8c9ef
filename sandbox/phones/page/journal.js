// The provider journal: the latest calls that providers received, newest first.

import { $, addTab, element, fetched, pause } from "./dom.js";

const MOST = 200;
let latest = 0;

async function loadCalls() {
  const calls = await fetched(`/journal?since=${latest}&last=${MOST}`);
  for (const call of calls) {
    latest = Math.max(latest, call.id);
    $("calls").prepend(callRow(call));
  }
  while ($("calls").rows.length > MOST) $("calls").deleteRow(-1);
  $("no-calls").hidden = $("calls").rows.length > 0;
}

// What a call is about, in a few words; the body itself can be opened.
function gist(call) {
  const { body } = call;
  if (body?.status === "read") return body.typing_indicator ? "read, and typing" : "read";
  const plain = body?.Body ?? body?.message;
  if (typeof plain === "string") return `text: ${plain}`;
  if (body?.ContentSid) return `content: ${body.ContentSid}`;
  if (body?.template_name) return `template: ${body.template_name}`;
  if (body?.model) return `${body.model}: ${lastText(body)}`;
  const part = body?.[body?.type];
  const text = part?.body?.text ?? part?.body ?? part?.name ?? part?.emoji ?? "";
  if (body?.type) return `${body.type}: ${typeof text === "string" ? text.replaceAll("*", "") : ""}`;
  return call.method === "GET" ? "asks" : "unreadable";
}

// The last text of a dialogue with a model, or what it shall turn into numbers.
function lastText({ messages, input }) {
  const said = messages?.at?.(-1)?.content ?? input ?? "";
  return (typeof said === "string" ? said : JSON.stringify(said)).slice(0, 200);
}

function callRow(call) {
  const good = call.status !== null && call.status < 300;
  return element("tr", {},
    element("td", {}, String(call.id)),
    element("td", {}, new Date(call.time).toLocaleTimeString("en-GB")),
    element("td", {}, call.provider),
    element("td", {}, element("details", {}, element("summary", {}, element("span", {}, gist(call)), element("code", {}, `${call.method} ${call.path}`)), element("pre", {}, JSON.stringify(call.body, null, 2)))),
    element("td", {}, call.to ?? "–"),
    element("td", { class: good ? "good" : "bad" }, call.status === null ? "no answer" : String(call.status), call.error ? element("small", {}, call.error) : null));
}

export async function followJournal() {
  addTab("journal", () => loadCalls().catch(() => {}));
  for (;;) {
    if (!$("journal-view").hidden) await loadCalls().catch(() => {});
    await pause(1000);
  }
}
