"""What a page must keep whatever it shows: room for its content, sizes to tap and read, axe's rules.

Sizes are those of the visual language: nothing to be tapped below 44 px, on residents' pages no
text below 16 px, 20 in large print.
"""

from dataclasses import dataclass
from typing import Any, Final

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

LEAST_TARGET: Final = 44
RULES: Final = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
# Radio buttons lie over their tile and the file field under its button: those are what is tapped.
_LOOK: Final = """() => {
  const visible = (node) => {
    const box = node.getBoundingClientRect();
    return box.width > 1 && box.height > 1 && getComputedStyle(node).visibility === "visible";
  };
  const name = (node) => (node.getAttribute("aria-label") || node.innerText || node.name).trim();
  const tapped = document.querySelectorAll(
    "a, button, summary, select, textarea, label.tile, label.add, input:not([type=hidden])");
  const targets = [...tapped].filter(visible).filter((node) => !node.closest(".skip"));
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) {
    const words = walker.currentNode.data.trim();
    const parent = walker.currentNode.parentElement;
    if (words && visible(parent) && !parent.closest("script, .sr-only, .skip"))
      texts.push([parseFloat(getComputedStyle(parent).fontSize), words]);
  }
  return {
    overflow: document.documentElement.scrollWidth - innerWidth,
    controls: targets.map(name).filter(Boolean),
    targets: targets.map((node) => [node.getBoundingClientRect(), name(node)])
      .map(([box, text]) => [Math.min(box.width, box.height), text]),
    texts,
  };
}"""


@dataclass(frozen=True, slots=True)
class Look:
    """What was measured: `complaints` in words, and the names of the controls in their order."""

    complaints: list[str]
    controls: list[str]


def look_at(page: Page, *, least_text: int) -> Look:
    """Measure the page as it stands on the screen; sizes are in px."""
    found: dict[str, Any] = page.evaluate(_LOOK)
    complaints = [f"“{name}” is {size:.0f} px" for size, name in found["targets"]
                  if size < LEAST_TARGET - 0.5]  # fmt: skip
    complaints += [f"text of {size:g} px: {words}" for size, words in found["texts"]
                   if size < least_text]  # fmt: skip
    if found["overflow"] > 0:
        complaints.append(f"{found['overflow']} px wider than the screen")
    return Look(complaints, found["controls"])


def broken_rules(page: Page) -> list[str]:
    """Return what axe finds on the page: which rule, where."""
    violations = Axe().run(page, options=RULES).response["violations"]
    return [
        f"{found['id']} ({found['help']}): {node['html'][:120]}"
        for found in violations
        for node in found["nodes"]
    ]
