/* Parts of pages that change in place, and what is said about them. Everything here has a link or a
   form behind it: without this file the pages do the same, a page at a time. */
(() => {
  "use strict";
  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const words = one("#words").dataset;
  const status = one("#say");
  const SHOWN_FOR = 10_000;
  let hiding;
  let lostAt = -1;

  // What was just done stays for ten seconds, longer while somebody is at it. `u` works after that.
  const showStatus = () => {
    clearTimeout(hiding);
    status.hidden = false;
    if (!one(".undo", status)) return;
    hiding = setTimeout(() => {
      if (status.matches(":hover, :focus-within")) showStatus();
      else status.hidden = true;
    }, SHOWN_FOR);
  };

  const say = (text, address) => {
    status.textContent = text;
    if (address) {
      const link = document.createElement("a");
      link.href = address;
      link.textContent = words.signInWords;
      status.append(link);
    }
    showStatus();
  };

  // In a list of buttons, without their rows around them, each says what it is about.
  const nameButtons = () => {
    for (const box of all(".row-of, .also li")) {
      const about = one(".do", box).textContent;
      for (const each of all(":scope > .acts > *, :scope > .pick > input", box)) {
        each.ariaLabel = `${each.dataset.name ??= each.ariaLabel ?? each.textContent}: ${about}`;
      }
    }
  };

  const closeMore = () => {
    for (const link of all(".more[aria-expanded=true]")) link.setAttribute("aria-expanded", "false");
    for (const panel of all(".row-of > .more-panel")) panel.remove();
  };

  // More opens inside its row and closes again; a key may ask for one of its fields.
  const openMore = (link, row) => {
    const field = link.dataset.focus;
    delete link.dataset.focus;
    const isOpen = link.getAttribute("aria-expanded") === "true";
    closeMore();
    if (isOpen && !field) return;
    link.setAttribute("aria-expanded", "true");
    htmx
      .ajax("GET", link.href, { target: row, swap: "beforeend" })
      .then(() => one(`:scope > .more-panel ${field || ":is(button, select)"}`, row)?.focus());
  };

  addEventListener("click", (event) => {
    const link = event.target.closest("a.more");
    const row = link?.closest(".row-of");
    if (row && window.htmx && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      openMore(link, row);
    }
    if (event.target.closest("[data-print]")) print();
    for (const box of all("details:is(.me, .rest)[open]")) box.open = box.contains(event.target);
  });

  addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const link = one(".more[aria-expanded=true]");
    closeMore();
    link?.focus();
    for (const box of all("details:is(.me, .rest)[open]")) box.open = false;
  });

  // A row comes back as it stands in the list that is looked at, whichever of its forms was sent.
  const sieve = () =>
    Object.fromEntries(
      [...new URLSearchParams(location.search)].filter(([name]) =>
        ["show", "tier", "kind", "tag", "within", "q"].includes(name),
      ),
    );

  // A form marked live is sent in the background; the answer says where it belongs.
  addEventListener("submit", (event) => {
    const form = event.target;
    const button = event.submitter;
    if (!("live" in form.dataset) || !window.htmx || button?.hasAttribute("data-whole-page")) return;
    event.preventDefault();
    const row = (button ?? form).closest(".row-of");
    lostAt = all(".row-of").indexOf(row);
    htmx.ajax("POST", button?.getAttribute("formaction") ?? form.getAttribute("action"), {
      source: form,
      target: row ?? "#today",
      swap: "outerHTML",
      values: { ...(row ? sieve() : {}), ...(button?.name ? { [button.name]: button.value } : {}) },
    });
  });

  // A refusal takes the place of what was open in the row; its words stand where they are needed.
  addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.status >= 400) closeMore();
  });

  // The row that had the focus is gone: the one in its place takes it.
  addEventListener("htmx:afterSettle", () => {
    showStatus();
    nameButtons();
    for (const panel of all(".row-of > .more-panel")) {
      one(`.more[href="${panel.dataset.of}"]`)?.setAttribute("aria-expanded", "true");
    }
    const rows = all(".row-of");
    if (lostAt >= 0 && document.activeElement === document.body) {
      one(".do", rows[Math.min(lostAt, rows.length - 1)] ?? document)?.focus();
    }
    lostAt = -1;
  });
  addEventListener("htmx:sendError", () => say(words.offline));
  addEventListener("htmx:responseError", (event) => {
    if (event.detail.xhr.status === 401) say(words.signedOut, words.signIn);
    else say(words.broken);
  });

  // The command box: people, things to do, pages, under what is typed. Without this it is a form.
  const box = one("#find");
  const found = one("#found");
  const options = () => all("[role=option]", found);
  let asking, shownFor;
  const choose = (option) => {
    for (const each of options()) each.ariaSelected = String(each === option);
    if (option) box.setAttribute("aria-activedescendant", (option.id ||= `answer-${options().indexOf(option)}`));
    else box.removeAttribute("aria-activedescendant");
    option?.scrollIntoView({ block: "nearest" });
  };
  const closeBox = () => {
    asking?.abort();
    found.hidden = true;
    found.replaceChildren();
    box.ariaExpanded = "false";
    box.removeAttribute("aria-controls");
    box.removeAttribute("aria-activedescendant");
    shownFor = undefined;
  };
  const ask = async () => {
    const text = box.value.trim();
    if (!text) return closeBox();
    if (text === shownFor) return;
    asking?.abort();
    asking = new AbortController();
    const { signal } = asking;
    try {
      const answer = await fetch(`${box.form.dataset.box}?q=${encodeURIComponent(text)}`, { signal, headers: { "HX-Request": "true" } });
      if (answer.status === 401) return say(words.signedOut, words.signIn);
      if (!answer.ok) return;
      found.innerHTML = await answer.text();
    } catch {
      if (!signal.aborted) say(words.offline);
      return;
    }
    found.hidden = false;
    shownFor = text;
    const number = options().length;
    box.ariaExpanded = String(number > 0);
    if (number) box.setAttribute("aria-controls", "answers");
    one("#found-said").textContent = number ? words.answers.replace("{}", number) : one(".found-none", found).textContent;
    choose(options()[0]);
  };
  if (box) {
    let soon;
    box.role = "combobox";
    box.ariaExpanded = "false";
    box.ariaAutoComplete = "list";
    box.addEventListener("input", () => { clearTimeout(soon); soon = setTimeout(ask, 90); });
    box.addEventListener("focus", ask);
    box.form.addEventListener("focusout", (event) => { if (!box.form.contains(event.relatedTarget)) closeBox(); });
    box.addEventListener("keydown", (event) => {
      const at = options().findIndex((each) => each.ariaSelected === "true");
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step && options().length) {
        event.preventDefault();
        choose(options().at((at + step) % options().length));
      } else if (event.key === "Enter" && at >= 0 && shownFor === box.value.trim()) {
        event.preventDefault();
        options()[at].click();
      } else if (event.key === "Escape" && !found.hidden) {
        event.stopPropagation();
        event.preventDefault();
        closeBox();
      }
    });
    addEventListener("keydown", (event) => {
      if ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "k") {
        event.preventDefault();
        box.focus();
        box.select();
      }
    });
  }

  // A form that loads a new page is sent when the server can be reached; until then all that was
  // typed stays where it is, and the line is tried every ten seconds.
  const AGAIN = 10_000;
  const waiting = new Map();
  const isReached = async () => {
    try {
      return (await fetch("/healthz", { signal: AbortSignal.timeout(5_000), headers: { "X-Background": "true" } })).ok;
    } catch {
      return false;
    }
  };
  const sendWhenReached = async (form, button) => {
    if (await isReached()) {
      waiting.delete(form);
      form.dataset.reached = "";
      form.requestSubmit(button);
      delete form.dataset.reached;
      return;
    }
    waiting.set(form, setTimeout(() => sendWhenReached(form, button), AGAIN));
    say(words.kept);
  };
  addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches(".me form")) sessionStorage.clear();
    if (event.defaultPrevented || form.method !== "post" || "reached" in form.dataset || "live" in form.dataset) return;
    if (!one("textarea, input:not([type=hidden], [type=checkbox], [type=radio])", form)) return;
    event.preventDefault();
    if (waiting.has(form)) clearTimeout(waiting.get(form));
    sendWhenReached(form, event.submitter);
  });
  addEventListener("beforeunload", (event) => {
    if (waiting.size || one(".kept-late:not(.kept-safe)")) event.preventDefault();
  });

  // Notes that wait on this device are seen to on every page (kept.js, fetched only where some are).
  const script = one("#kept-here")?.dataset.script;
  const seeToKept = async () => {
    if (one(`script[src="${script}"]`)) return;
    const bases = (await indexedDB.databases?.()) ?? [{ name: KEPT }];
    if (bases.some(({ name }) => name === KEPT)) {
      document.head.append(Object.assign(document.createElement("script"), { src: script }));
    }
  };
  const KEPT = "casewright-kept";
  if (script && isSecureContext) {
    seeToKept();
    new BroadcastChannel(KEPT).addEventListener("message", seeToKept);
  }

  // Before a session ends it says so, and any key keeps it; only the server knows how long it has.
  const WARNED = 120;
  let ends = Number(document.body.dataset.ends);
  let warned = false;
  const askHowLong = async (more) => {
    try {
      const answer = await fetch(words.awake, { headers: more ? {} : { "X-Background": "true" } });
      ends = answer.ok ? Number(await answer.text()) : 0;
    } catch {
      setTimeout(watchTheEnd, AGAIN);
      return;
    }
    if (more && ends > WARNED) { warned = false; status.hidden = true; }
    watchTheEnd();
  };
  const watchTheEnd = () => {
    if (!ends) {
      if (warned) say(words.signedOut, words.signIn);
      return;
    }
    const before = Math.min(WARNED, ends / 2);
    if (ends <= WARNED && !warned) {
      warned = true;
      say(words.ends.replace("{}", Math.max(1, Math.round(ends / 60))));
    }
    setTimeout(() => askHowLong(false), Math.max(1, warned ? Math.min(ends, 15) : ends - before) * 1000);
  };
  for (const kind of ["keydown", "pointerdown"]) {
    addEventListener(kind, () => { if (warned && ends) { warned = false; askHowLong(true); } });
  }
  if (ends) setTimeout(() => askHowLong(false), Math.max(1, ends - Math.min(WARNED, ends / 2)) * 1000);

  nameButtons();
  for (const element of all(".needs-js")) element.hidden = false;
  showStatus();
})();
