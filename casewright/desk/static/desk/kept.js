/* Notes whose text could not reach the server are kept on this device until it can be reached, and
   are then sent as drafts. Each is sealed (AES-GCM) under a key that its writer's pages bring along
   and that is stored nowhere; signing out deletes them (docs/decisions/0008). Without this file
   a note is a form, and what is not sent stands in the page. */
globalThis.keptHere = (() => {
  "use strict";
  const one = (selector, within = document) => within.querySelector(selector);
  const box = one("#kept-here");
  if (!box) return undefined;
  const NAME = "casewright-kept", STORE = "notes";
  const AGAIN = 10_000, MOST_AGAIN = 60_000, FORM = `${NAME} form `;
  const words = box.dataset;
  const { whose } = words;
  // Browsers seal, and take turns, only where a page came over TLS or from this machine itself.
  const canKeep = isSecureContext;
  const bytes = (text) => new TextEncoder().encode(text);
  const key = canKeep && crypto.subtle.importKey(
    "raw", Uint8Array.from(atob(words.seal), (c) => c.charCodeAt(0)), "AES-GCM", false, ["encrypt", "decrypt"]);
  delete words.seal;
  const lock = (form) => ({ name: "AES-GCM", additionalData: bytes(`${whose} ${form}`) });
  const said = [];
  let again = AGAIN, waiting, isLeaving = false;

  const token = () => document.cookie.match(/(?:^|; )(?:__Host-|casewright-)csrf=([^;]+)/)?.[1];
  const post = (address, body, headers) => fetch(address, {
    method: "POST", body, keepalive: body.length < 60_000, redirect: "error", signal: AbortSignal.timeout(15_000),
    headers: { "Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": token() ?? "", ...headers },
  });

  // One tab at a time writes, and what is asked first is done first.
  const inTurn = (deed) => navigator.locks.request(NAME, deed);
  const isThere = async () =>
    !indexedDB.databases || (await indexedDB.databases()).some(({ name }) => name === NAME);
  const answerOf = (asked) => new Promise((done, failed) => {
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
  const withNotes = async (mode, deed) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: "form" });
    const base = await answerOf(asked);
    base.onversionchange = () => base.close();
    try {
      const turn = base.transaction(STORE, mode, { durability: "strict" });
      const ended = new Promise((done, failed) => {
        turn.oncomplete = done;
        turn.onabort = () => failed(turn.error);
      });
      const answer = await answerOf(deed(turn.objectStore(STORE)));
      await ended;
      return answer;
    } finally {
      base.close();
    }
  };
  const all = async () => {
    try {
      return (await isThere()) ? await withNotes("readonly", (notes) => notes.getAll()) : [];
    } catch {
      return [];
    }
  };
  const wipe = () => answerOf(indexedDB.deleteDatabase(NAME));
  const tabs = new BroadcastChannel(NAME);
  const told = () => { tabs.postMessage(""); show(); };

  /** Keep a note: `form` its key; `draft` where it is sent, `body` what; `version` of the draft it
      has seen; `open`, `about`, `text` for the line. Says whether this device has it now. */
  const keep = (note, state = "") => canKeep ? inTurn(async () => {
    try {
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const sealed = await crypto.subtle.encrypt({ ...lock(note.form), iv }, await key, bytes(JSON.stringify(note)));
      await withNotes("readwrite", (notes) => notes.put({ form: note.form, whose, at: Date.now(), state, iv, sealed }));
      return true;
    } catch {
      return false;
    }
  }).then((isKept) => { told(); if (isKept) soon(); return isKept; }) : false;

  /** The server has it, or nobody wants it: nothing of it stays here. The last one takes all along. */
  const drop = (form) => canKeep && inTurn(async () => {
    if (!(await isThere())) return;
    await withNotes("readwrite", (notes) => notes.delete(form));
    if (!(await withNotes("readonly", (notes) => notes.count()))) await wipe();
  }).then(told);

  // What the server said of a note, unless the note has changed or gone meanwhile.
  const mark = (note, state) => inTurn(async () => {
    const now = (await all()).find(({ form }) => form === note.form);
    if (now?.at === note.at) await withNotes("readwrite", (notes) => notes.put({ ...now, state }));
  });

  /** A form that stands open sends its own text itself, for as long as its page lives. */
  const own = (form) => { if (canKeep) navigator.locks.request(FORM + form, () => new Promise(() => {})); };

  const opened = async (note) => {
    try {
      return JSON.parse(new TextDecoder().decode(
        await crypto.subtle.decrypt({ ...lock(note.form), iv: note.iv }, await key, note.sealed)));
    } catch {
      return undefined;
    }
  };

  // Sends one note as its writer's draft. The server's newer one is never written over: then both come back.
  const sendOne = async (note, text) => {
    let answer;
    try {
      answer = await post(text.draft, `${text.body}&draft_version=${text.version}`,
        { "X-Autosave": "true", "X-From-Device": "true", "X-Background": "true" });
    } catch {
      return false;
    }
    const { status } = answer;
    if (answer.ok || answer.headers.has("X-Kept")) {
      await drop(note.form);
      said.push({ words: status === 204 ? words.signed : words.sent, ...text });
    } else if ([404, 409, 422].includes(status)) await mark(note, String(status));
    else return false;
    const page = await answer.text();
    document.dispatchEvent(new CustomEvent("kept-sent", { detail: { draft: text.draft, form: note.form, status, page } }));
    return true;
  };

  // All that waits, but what another page has open; what needs its writer waits for them to open the note.
  const send = () => canKeep && navigator.locks.request(`${NAME} sending`, { ifAvailable: true }, async (turn) => {
    if (!turn) return soon();
    const about = one("#dock")?.dataset.draft;
    let isWaiting = false;
    for (const note of await inTurn(all)) {
      if (note.whose !== whose) { await drop(note.form); continue; }
      const text = await opened(note);
      if (!text || (note.state && text.draft !== about)) continue;
      await navigator.locks.request(FORM + note.form, { ifAvailable: true }, async (isFree) => {
        if (!isFree || !(await sendOne(note, text))) isWaiting = true;
      });
    }
    clearTimeout(waiting);
    if (isWaiting) {
      waiting = setTimeout(send, again);
      again = Math.min(again * 2, MOST_AGAIN);
    } else again = AGAIN;
    await show();
  });
  const soon = () => { clearTimeout(waiting); again = AGAIN; waiting = setTimeout(send, AGAIN); };

  // The line, in words, on every page: what waits, what was sent, and what its writer must settle.
  const element = (name, text, parent) => {
    const made = parent.appendChild(document.createElement(name));
    made.textContent = text;
    return made;
  };
  const link = (text, parent) => {
    element("a", text.about, parent).href = text.open;
  };
  const row = async (note, list) => {
    const at = new Date(note.at).toLocaleString(document.documentElement.lang, { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    const text = await opened(note);
    const item = element("li", "", list);
    if (text) link(text, item);
    element("span", ` ${at}. ${(text ? words[`is${note.state}`] : words.sealed) ?? ""}`, item);
    const more = element("details", "", item);
    element("summary", words.more, more);
    if (text) element("p", text.text, more).className = "full";
    const button = element("button", words.remove, more);
    button.type = "button";
    button.className = "btn-2";
    button.addEventListener("click", () => drop(note.form));
  };
  let showing = Promise.resolve();
  const show = () => (showing = showing.then(showNow, showNow));
  const showNow = async () => {
    const notes = (await inTurn(all)).filter((note) => note.whose === whose);
    const list = document.createElement("ul");
    for (const note of notes) await row(note, list);
    one("ul", box).replaceWith(list);
    const sent = one("div", box);
    for (const text of said.slice(sent.childElementCount)) link(text, element("p", `${text.words} `, sent));
    const number = notes.length;
    const count = number === 1 ? words.one : words.many.replace("{}", number);
    const sentence = number ? (isLeaving ? words.leaving : `${count}.`) : "";
    const status = one("p", box);
    if (status.textContent !== sentence) status.textContent = sentence;
    box.classList.toggle("good", !number);
    box.classList.toggle("warn", number > 0);
    box.hidden = !number && !said.length;
    return number;
  };

  // Signing out deletes what is kept: first it is sent; what cannot be is named, and a second press means it.
  addEventListener("submit", async (event) => {
    const form = event.target;
    if (!canKeep || !form.matches(".me form")) return;
    event.preventDefault();
    await here.leave?.();
    await send();
    if ((await show()) && !isLeaving) {
      isLeaving = true;
      await show();
      box.scrollIntoView({ block: "nearest" });
      return;
    }
    await inTurn(wipe);
    form.submit();
  }, true);

  // `leave` is what the open form does before its writer signs out.
  const here = { canKeep, post, keep, drop, own, leave: undefined };
  if (canKeep) {
    addEventListener("online", send);
    tabs.addEventListener("message", () => { show(); soon(); });
    send();
  }
  return here;
})();
