/* The note beside the story, and the keys of a person's page. Everything works without this file:
   it keeps what is typed, counts the minutes, and sends the note so that a lost line loses nothing.
   Nothing is stored in the browser: what is unsent stands in the page, what is sent on the server. */
(() => {
  "use strict";
  const one = (selector, within = document) => within.querySelector(selector);
  const keysOn = document.body.dataset.keys !== "off";
  const EVERY = 5_000, AGAIN = 10_000, MINUTE = 60_000;
  let form, kept, written, sent, waiting, wasOffline, keeping;

  const token = () => document.cookie.match(/(?:^|; )(?:__Host-|casewright-)csrf=([^;]+)/)?.[1];
  // What is typed; what the form knows of its draft is no part of it.
  const values = () => {
    const data = new FormData(form);
    for (const name of ["csrfmiddlewaretoken", "draft_version"]) data.delete(name);
    return new URLSearchParams(data).toString();
  };
  const version = () => one("[name=draft_version]", form);
  const post = (address, body, header) => fetch(address, {
    method: "POST", body, keepalive: body.length < 60_000, redirect: "error", signal: AbortSignal.timeout(15_000),
    headers: { "Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": token() ?? "", [header]: "true" },
  });
  const say = (text, isLate) => {
    kept.classList.toggle("kept-late", isLate);
    if (kept.textContent !== text) kept.textContent = text;
  };

  // Keep the draft when something has changed; when the line is lost, again every ten seconds.
  const keep = () => (keeping = keepNow());
  const keepNow = async () => {
    clearTimeout(waiting);
    waiting = undefined;
    const now = values();
    if (now === written || sent) return;
    // From here on there may be a draft of this form, also where the answer gets lost.
    version().value ||= "0";
    try {
      const answer = await post(form.dataset.draft, `${now}&draft_version=${version().value}`, "X-Autosave");
      wasOffline = answer.status >= 500;
      if (answer.status === 409) return show(await answer.text());
      if (answer.ok) { written = now; version().value = answer.headers.get("X-Draft-Version") ?? "0"; }
      if (answer.status === 401) { kept.innerHTML = await answer.text(); kept.classList.add("kept-late"); return; }
      const isWords = answer.headers.get("Content-Type")?.startsWith("text/plain");
      say(isWords ? await answer.text() : form.dataset.failed, !answer.ok);
    } catch {
      wasOffline = true;
      say(form.dataset.offline, true);
    }
    if (values() !== written) waiting = setTimeout(keep, wasOffline ? AGAIN : EVERY);
  };
  const later = () => { waiting ??= setTimeout(keep, EVERY); };

  const send = async (button) => {
    if (sent) return;
    const data = new FormData(form);
    if (button?.name) data.append(button.name, button.value);
    data.delete("csrfmiddlewaretoken");
    sent = true;
    form.setAttribute("aria-busy", "true");
    // A draft still on its way must not arrive after the note that ends it.
    await keeping;
    try {
      const answer = await post(form.action, new URLSearchParams(data).toString(), "HX-Request");
      const there = answer.headers.get("HX-Redirect");
      if (there) { written = values(); location.assign(there); return; }
      sent = false;
      if (answer.status === 401) { kept.innerHTML = await answer.text(); kept.classList.add("kept-late"); kept.scrollIntoView({ block: "nearest" }); }
      else if (answer.status === 422 || answer.status === 409) show(await answer.text());
      else say(form.dataset.failed, true);
    } catch {
      sent = false;
      say(form.dataset.offline, true);
      waiting ??= setTimeout(keep, AGAIN);
    }
    form.removeAttribute("aria-busy");
  };

  // A refused note comes back with what was typed and what is missing; a conflict with both texts.
  const show = (page) => {
    const fresh = one(".dock", new DOMParser().parseFromString(page, "text/html"));
    if (!fresh) return say(form.dataset.failed, true);
    one(".dock").replaceWith(fresh);
    begin();
    (one(".faults") ?? one(".both-said"))?.focus();
  };

  // Minutes since the start; the field holds the organization's wall clock, which may not be this device's.
  const tick = () => {
    const shown = one("[data-passed]", form), field = one("[name=started_at]", form);
    const moved = new Date(field.value) - new Date(field.defaultValue);
    const passed = Math.floor((Date.now() - Number(shown.dataset.passed) - moved) / MINUTE);
    shown.textContent = passed >= 0 && passed < 600 ? shown.dataset.words.replace("{}", Math.max(1, passed)) : "";
  };

  // Which of two texts stays is seen in the field itself.
  const choose = (radio) => {
    const field = radio.name?.startsWith("keep-") && one(`#f-${radio.name.slice(5)}`, form);
    if (!field) return;
    if (radio.value === "theirs") { field.dataset.mine = field.value; field.value = radio.dataset.text; }
    else field.value = field.dataset.mine ?? field.value;
  };

  const begin = () => {
    form = one("#dock");
    written = undefined;
    if (!form) return;
    kept = one("#kept");
    written = values();
    sent = false;
    form.addEventListener("input", later);
    form.addEventListener("change", (event) => {
      choose(event.target);
      // A chosen date and "On a date" belong together.
      if (event.target.name === "next_on" && event.target.value) one("[name=next_when][value=date]", form).checked = true;
      if (event.target.name === "next_when" && event.target.value !== "date") one("#f-next_on").value = "";
      later();
    });
    form.addEventListener("focusout", (event) => {
      if (event.relatedTarget?.type !== "submit" && values() !== written) keep();
    });
    form.addEventListener("submit", (event) => { event.preventDefault(); send(event.submitter); });
    one("#discard").addEventListener("submit", async (event) => {
      event.preventDefault();
      sent = true;
      await keeping;
      event.target.submit();
    });
    tick();
  };

  const pick = (number) => {
    const choice = [...form.querySelectorAll("[name=reached]")][number - 1];
    if (!choice) return;
    choice.click();
    if (choice.type === "radio") one(choice.id === "reached-other" ? "#f-reached_name" : "#f-text").focus();
  };

  addEventListener("keydown", (event) => {
    const at = event.target;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      const box = at.closest?.("form") ?? one(".dock form");
      if (box?.closest(".dock")) { event.preventDefault(); box.requestSubmit(); }
      return;
    }
    if (event.key === "Escape" && form && !one("dialog[open]")) { one("#dock-close").click(); return; }
    if (!keysOn || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (at.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], dialog")) return;
    if (form && /^[1-9]$/.test(event.key)) { event.preventDefault(); pick(Number(event.key)); return; }
    const link = one(`[data-key="${CSS.escape(event.key)}"]`);
    if (link) { event.preventDefault(); link.click(); }
  });

  addEventListener("pagehide", () => { if (form && values() !== written && !sent) keep(); });

  begin();
  if (form) {
    setInterval(tick, MINUTE / 6);
    if (document.activeElement === document.body) one("[name=reached]:checked", form)?.focus({ preventScroll: true });
  }
})();
