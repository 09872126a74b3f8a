"""axe, the accessibility checker, run in a page."""

from functools import cache

from playwright.sync_api import Page

from tests.tools import AXE


@cache
def source() -> str:
    return AXE.read_text(encoding="utf-8")


def violations(page: Page, *, without: tuple[str, ...] = ()) -> list[str]:
    """What axe finds wrong in the page as it is now, a few lines each; `without` names rules."""
    if not page.evaluate("() => typeof axe === 'object'"):
        page.evaluate(source())
    found = page.evaluate(
        """rules => axe.run(document, {
            resultTypes: ["violations"],
            rules: Object.fromEntries(rules.map(rule => [rule, {enabled: false}])),
        }).then(result => result.violations)""",
        list(without),
    )
    return [described(violation) for violation in found]


def described(violation: dict) -> str:
    lines = [f"{violation['id']} ({violation['impact']}): {violation['help']}"]
    for node in violation["nodes"]:
        cure = " ".join(node.get("failureSummary", "").split())
        lines.append(f"  {' '.join(map(str, node['target']))}\n    {node['html']}\n    {cure}")
    return "\n".join(lines)
