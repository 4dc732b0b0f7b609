// What no rule of axe says, measured in a page. Each gives the faults it finds, in words.
({
  offScreen() {
    const pressed =
      "main .btn-go, main .btn-2, main .acts > *, main button, main input:not([type=hidden]), main a.do, [role=option]";
    return [...document.querySelectorAll(pressed)]
      .filter((e) => e.checkVisibility({ visibilityProperty: true }) && e.getClientRects().length)
      .filter((e) => !e.closest(".tabs, .visually-hidden") && !e.matches(".visually-hidden"))
      .filter((e) => {
        const box = e.getBoundingClientRect();
        return box.left < -1 || box.right > innerWidth + 1;
      })
      .map((e) => `off the screen: ${e.textContent.trim().slice(0, 30) || e.name}`);
  },

  // WCAG 2.5.8: 24 px, but for a link in a sentence; what a thumb presses first, 44 px.
  small(isTouched) {
    return [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, summary, textarea")]
      .filter((e) => e.checkVisibility({ visibilityProperty: true }) && !e.closest(".visually-hidden, .skip"))
      .map((e) => [e, ((e.matches("[type=checkbox], [type=radio]") && e.labels?.[0]) || e).getBoundingClientRect()])
      .filter(([e, box]) => {
        if (!box.width || !box.height) return false;
        const isSmall = getComputedStyle(e).display !== "inline" && (box.height < 23.5 || box.width < 23.5);
        return isSmall || (isTouched && e.matches(".btn-go, .acts > .go") && box.height < 43.5);
      })
      .map(([e, box]) =>
        `${Math.round(box.width)} x ${Math.round(box.height)}: ${e.tagName} ${(e.textContent.trim() || e.name || "").slice(0, 30)}`);
  },

  // Text that is cut although nobody meant to shorten it.
  clipped() {
    return [...document.querySelectorAll("body *")]
      .filter((e) => e.checkVisibility() && !e.closest(".visually-hidden, svg, .tabs") && e.textContent.trim())
      .filter((e) => !["TEXTAREA", "INPUT", "SELECT", "OPTION"].includes(e.tagName))
      .filter((e) => {
        const style = getComputedStyle(e);
        const isMeant = style.textOverflow === "ellipsis" || style.webkitLineClamp !== "none";
        return style.clipPath === "none" && !isMeant && e.clientWidth > 2
          && ((/hidden|clip/.test(style.overflowX) && e.scrollWidth > e.clientWidth + 2)
            || (/hidden|clip/.test(style.overflowY) && e.scrollHeight > e.clientHeight + 2));
      })
      .map((e) => `clipped: ${e.tagName}.${e.className} ${e.textContent.trim().slice(0, 40)}`);
  },

  // Whether what has the focus is on the screen, under nothing, and shown to have it.
  focus() {
    const e = document.activeElement;
    if (!e || e === document.body) return "";
    const label = e.labels?.[0];
    const isCovered = e.matches("[type=checkbox], [type=radio], .visually-hidden") && label;
    const box = (isCovered ? label : e).getBoundingClientRect();
    const x = Math.max(1, Math.min(innerWidth - 2, box.left + box.width / 2));
    const y = Math.max(1, Math.min(innerHeight - 2, box.top + Math.min(box.height / 2, 12)));
    const on = document.elementFromPoint(x, y);
    const name = `${e.tagName} ${(e.textContent.trim() || e.name || e.id).slice(0, 40)}`;
    if (box.bottom < 0 || box.top > innerHeight) return `off the screen: ${name}`;
    if (!on || !(e.contains(on) || on.contains(e) || label?.contains(on))) {
      return `under ${on?.tagName}.${on?.className}: ${name}`;
    }
    const around = [e, ...(label ? [label, ...label.querySelectorAll("*")] : [])];
    const isShown = e.matches("main") || around.some((one) => getComputedStyle(one).outlineStyle !== "none");
    return isShown ? "" : `not shown: ${name}`;
  },

  // Rows that stand whole above the foot of the screen.
  wholeRows() {
    const foot = document.querySelector(".menu").getBoundingClientRect();
    const end = foot.top > innerHeight / 2 ? foot.top : innerHeight;
    return [...document.querySelectorAll(".row-of")]
      .filter((row) => row.getBoundingClientRect().bottom <= end).length;
  },

  isInView(selector) {
    const box = document.querySelector(selector).getBoundingClientRect();
    return box.top >= 0 && box.bottom <= innerHeight && box.left >= 0 && box.right <= innerWidth;
  },

  moving() {
    return [...document.querySelectorAll("*")].filter((e) => {
      const style = getComputedStyle(e);
      return parseFloat(style.transitionDuration) > 0 || parseFloat(style.animationDuration) > 0;
    }).length;
  },
})
