/* Single keys, only where no field has the cursor; `/keys/` lists them, changes them and switches
   them off. */
(() => {
  "use strict";
  if (document.body.dataset.keys === "off") return;
  // Who chose other keys: each is passed on as the one it stands for, and the hints say the new one.
  const moved = JSON.parse(document.body.dataset.keys || "{}");
  const now = Object.fromEntries(Object.entries(moved).map(([pressed, first]) => [first, pressed]));
  const one = (selector, within = document) => within.querySelector(selector);
  const TYPED_IN =
    "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], dialog";
  const GO_WITHIN = 1500;
  let going = 0;

  // The link that names what to do is where the focus of a row stands.
  const stops = () =>
    [...document.querySelectorAll(".work .do, .rows tbody .do")].filter((a) => a.checkVisibility());
  const rowOf = (element) => element?.closest(".also li, .row-of, .rows tr");
  const here = () => rowOf(document.activeElement) ?? one(".row-of");
  const step = (by) => {
    const links = stops();
    const at = links.findIndex((link) => rowOf(link) === rowOf(document.activeElement));
    const next = at < 0 && by < 0 ? 0 : at + by;
    links[Math.max(0, Math.min(next, links.length - 1))]?.focus();
    return links.length > 0;
  };
  const act = (selector) => one(`:scope > .acts ${selector}`, here() ?? document.body);
  // Where rows are chosen, done, later and hand over mean all of them.
  const forChosen = (deed) => one(".pick input:checked") && one(`#rows [value=${deed}]`);
  const press = (element) => element && (element.click(), true);
  const more = (field) => {
    const link = act(".more");
    if (link) link.dataset.focus = field;
    return press(link);
  };
  const showKeys = () => {
    const dialog = one("#keys-dialog");
    const link = one("#keys-link");
    if (!window.htmx) return press(link);
    htmx.ajax("GET", link.href, { target: dialog, swap: "innerHTML" }).then(() => dialog.showModal());
    return true;
  };

  // Each says whether it had something to do: a key that had nothing is left to the page.
  const deeds = {
    j: () => step(1),
    k: () => step(-1),
    c: () => press(act(".go")),
    v: () => press(act(".go")),
    e: () => press(one(":scope > .pick input", here() ?? document.body)),
    x: () => press(forChosen("done") ?? act(".done")),
    m: () => press(act(".more")),
    s: () => press(forChosen("tomorrow")) || more(".later"),
    h: () => press(forChosen("hand_over")) || more("[name=to]"),
    t: () => more("[name=title]"),
    p: () => press(one("#print-link")),
    u: () => press(one("#say .undo")),
    "/": () => one("#find")?.focus() ?? true,
    "?": showKeys,
    "[": () => press(one("a[data-previous]") ?? one("a[rel=prev]")),
    "]": () => press(one("a[data-next]") ?? one("a[rel=next]")),
    g: () => (going = Date.now()),
  };

  const passOn = (event) => {
    if (!event.isTrusted || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest?.(TYPED_IN) || Date.now() - going < GO_WITHIN) return;
    const first = moved[event.key];
    if (!first && !now[event.key]) return;
    event.stopImmediatePropagation();
    event.preventDefault();
    const init = { key: first, bubbles: true, cancelable: true };
    if (first) event.target.dispatchEvent(new KeyboardEvent("keydown", init));
  };
  if (Object.keys(moved).length) {
    addEventListener("keydown", passOn, { capture: true });
    for (const hint of document.querySelectorAll("kbd")) {
      if (!hint.closest(".keys-list")) hint.textContent = now[hint.textContent] ?? hint.textContent;
    }
  }

  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.target.closest?.(TYPED_IN)) return;
    const page = Date.now() - going < GO_WITHIN && one(`[data-go="${CSS.escape(event.key)}"]`);
    going = 0;
    const deed = page ? () => press(page) : Object.hasOwn(deeds, event.key) && deeds[event.key];
    if (deed && deed()) event.preventDefault();
  });

  if (document.activeElement === document.body && !location.hash) {
    one(".work .do")?.focus({ preventScroll: true });
  }
})();
