/* The note beside the story, and the keys of a person's page. Everything works without this file:
   it keeps what is typed, counts the minutes, and sends the note so that a lost line loses nothing.
   What is typed is kept on the server; while that cannot be reached, sealed on the device (kept.js). */
(() => {
  "use strict";
  const one = (selector, within = document) => within.querySelector(selector);
  const keysOn = document.body.dataset.keys !== "off";
  const EVERY = 5_000, AGAIN = 10_000, SLOW = 2_000, SOON = 1_000, MINUTE = 60_000;
  const { post } = globalThis.keptHere ?? {};
  let form, kept, written, sent, waiting, wasOffline, keeping, soon;

  // What is typed; what the form knows of its draft is no part of it.
  const values = () => {
    const data = new FormData(form);
    for (const name of ["csrfmiddlewaretoken", "draft_version"]) data.delete(name);
    return new URLSearchParams(data).toString();
  };
  const version = () => one("[name=draft_version]", form);
  const say = (text, isLate, isSafe = false) => {
    kept.classList.toggle("kept-late", isLate);
    kept.classList.toggle("kept-safe", isSafe);
    if (kept.textContent !== text) kept.textContent = text;
  };

  // The server does not have it: the device takes it, and the line says whether it could.
  const here = (state) => keptHere.keep({
    form: one("[name=form_key]", form).value,
    draft: form.dataset.draft,
    body: values(),
    version: version().value,
    open: `${form.getAttribute("action")}?kind=${one("[name=kind]", form).value}`,
    about: `${one("[name=kind]", form).selectedOptions[0].text}, ${form.dataset.about}`,
    text: one("[name=text]", form).value,
  }, state);
  const keepHere = async (failed) => {
    const isSafe = await here();
    const { safe, full, plain } = form.dataset;
    if (isSafe) say(failed ? form.dataset.failedHere : safe, true, true);
    else say(failed ? form.dataset.failed : keptHere.canKeep ? full : plain, true);
  };
  const isOnServer = () => keptHere.drop(one("[name=form_key]", form).value);
  const signedOut = async (answer) => {
    kept.innerHTML = await answer.text();
    kept.classList.add("kept-late");
    kept.classList.toggle("kept-safe", answer.headers.has("X-Kept") || await here());
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
    const slow = setTimeout(here, SLOW);
    try {
      const answer = await post(form.dataset.draft, `${now}&draft_version=${version().value}`, { "X-Autosave": "true" });
      clearTimeout(slow);
      wasOffline = answer.status >= 500;
      const there = answer.headers.get("HX-Redirect");
      if (there) return go(there);
      if (answer.status === 409) { await here("409"); return show(await answer.text()); }
      if (answer.status === 401) return signedOut(answer);
      if (answer.ok) {
        written = now;
        version().value = answer.headers.get("X-Draft-Version") ?? "0";
        say(await answer.text(), false);
        isOnServer();
      } else if (answer.status === 422) {
        const words = await answer.text();
        say(words, true, await here("422"));
      } else await keepHere(true);
    } catch {
      clearTimeout(slow);
      wasOffline = true;
      await keepHere();
    }
    if (values() !== written) waiting = setTimeout(keep, wasOffline ? AGAIN : EVERY);
  };
  const later = () => {
    waiting ??= setTimeout(keep, EVERY);
    if (!wasOffline && navigator.onLine) return;
    clearTimeout(soon);
    soon = setTimeout(() => { if (wasOffline || !navigator.onLine) here(); }, SOON);
  };
  const go = async (there) => {
    written = values();
    await isOnServer();
    location.assign(there);
  };

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
      const answer = await post(form.action, new URLSearchParams(data).toString(), { "HX-Request": "true" });
      const there = answer.headers.get("HX-Redirect");
      if (there) return go(there);
      sent = false;
      if (answer.status === 401) { await signedOut(answer); kept.scrollIntoView({ block: "nearest" }); }
      else if (answer.status === 422 || answer.status === 409) show(await answer.text());
      else await keepHere(true);
    } catch {
      sent = false;
      wasOffline = true;
      await keepHere();
      waiting ??= setTimeout(keep, AGAIN);
    }
    form.removeAttribute("aria-busy");
  };

  // A refused note comes back with what was typed and what is missing; a conflict with both texts.
  const show = (page, key = one("[name=form_key]", form)?.value) => {
    const fresh = one(".dock", new DOMParser().parseFromString(page, "text/html"));
    if (!fresh) return keepHere(true);
    one(".dock").replaceWith(fresh);
    begin();
    // What was signed already is added to: once that is sent, nothing of it waits here.
    if (!form) one("form", fresh).addEventListener("submit", (event) => {
      if ("reached" in event.target.dataset) keptHere.drop(key);
    });
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
    keptHere.own(one("[name=form_key]", form).value);
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
      await isOnServer();
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

  addEventListener("pagehide", () => { if (form && values() !== written && !sent) { here(); keep(); } });

  // What another page of this device kept about the same person is the draft now, or stands beside it.
  document.addEventListener("kept-sent", async ({ detail }) => {
    if (!form || detail.draft !== form.dataset.draft || values() !== written) return;
    if (detail.status === 409) show(detail.page, detail.form);
    else if (detail.status === 200) show(await (await fetch(location.href)).text());
  });

  if (!post) return;
  keptHere.leave = () => form && keep();
  begin();
  if (form) {
    setInterval(tick, MINUTE / 6);
    if (document.activeElement === document.body) one("[name=reached]:checked", form)?.focus({ preventScroll: true });
  }
})();
