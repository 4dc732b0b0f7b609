"""Counts what a person does: every press of a pointer and every command key; typed text apart.

A chord counts once. What is typed into a field is not counted, except for the keys that command:
Enter, Escape and anything held with Ctrl.
"""

from playwright.sync_api import Page

COUNTER = """() => {
  window.presses = 0;
  window.loads = window.loads ?? 0;
  const typed = "input:not([type=checkbox], [type=radio]), textarea, select";
  const commands = ["Enter", "Escape"];
  addEventListener("pointerdown", () => window.presses++, true);
  addEventListener("keydown", (event) => {
    if (["Control", "Shift", "Alt", "Meta"].includes(event.key)) return;
    const inField = event.target.matches?.(typed);
    if (inField && !commands.includes(event.key) && !event.ctrlKey) return;
    window.presses++;
  }, true);
}"""


def count(page: Page) -> None:
    """Begin to count on the page as it stands; a page that is loaded anew forgets the count."""
    page.evaluate(COUNTER)


def presses(page: Page) -> int:
    """How many so far, without a page having been loaded in between."""
    number = page.evaluate("window.presses ?? -1")
    assert number >= 0, "a page was loaded"
    return int(number)
