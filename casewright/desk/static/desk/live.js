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
    for (const box of all("details.me[open]")) box.open = box.contains(event.target);
  });

  addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const link = one(".more[aria-expanded=true]");
    closeMore();
    link?.focus();
    for (const box of all("details.me[open]")) box.open = false;
  });

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
      values: button?.name ? { [button.name]: button.value } : {},
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

  nameButtons();
  for (const element of all(".needs-js")) element.hidden = false;
  showStatus();
})();
