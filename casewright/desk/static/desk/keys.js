/* Single keys, only where no field has the cursor; `/keys/` lists them and switches them off. */
(() => {
  "use strict";
  if (document.body.dataset.keys === "off") return;
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
  };
  const act = (selector) => one(`:scope > .acts ${selector}`, here() ?? document.body);
  const more = (field) => {
    const link = act(".more");
    if (!link) return;
    link.dataset.focus = field;
    link.click();
  };

  const dialog = one("#keys-dialog");
  const link = one("#keys-link");
  const showKeys = () => {
    if (!window.htmx) return link.click();
    htmx.ajax("GET", link.href, { target: dialog, swap: "innerHTML" }).then(() => dialog.showModal());
  };

  const deeds = {
    j: () => step(1),
    k: () => step(-1),
    c: () => act(".go")?.click(),
    v: () => act(".go")?.click(),
    x: () => act(".done")?.click(),
    m: () => act(".more")?.click(),
    s: () => more(".later"),
    h: () => more("[name=to]"),
    u: () => one("#say .undo")?.click(),
    "/": () => one("#find")?.focus(),
    "?": showKeys,
    "[": () => one("a[rel=prev]")?.click(),
    "]": () => one("a[rel=next]")?.click(),
    g: () => (going = Date.now()),
  };

  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.target.closest?.(TYPED_IN)) return;
    const page = Date.now() - going < GO_WITHIN && one(`[data-go="${CSS.escape(event.key)}"]`);
    going = 0;
    const deed = page ? () => page.click() : Object.hasOwn(deeds, event.key) && deeds[event.key];
    if (!deed) return;
    event.preventDefault();
    deed();
  });

  if (document.activeElement === document.body && !location.hash) {
    one(".work .do")?.focus({ preventScroll: true });
  }
})();
