"""Texts that try to run where they are reported: in HTML, in a spreadsheet, on a terminal."""

from tests.sites.hostile.behaviour import Behaviour, home, judged, page

# Stands in every text here, so that a test can find where it came out.
MARK = "uzbrukums"

TEXTS = {
    "script": f"</title></textarea></script><script>{MARK}()</script>",
    "image": f'"><img src=x onerror={MARK}()>',
    "formula": f"=HYPERLINK(&quot;http://127.0.0.1/&quot;;&quot;{MARK}&quot;)",
    "command": f"@SUM(1)+cmd|'/c {MARK}'!A0",
    "terminal": f"\x1b[2J\x1b]0;{MARK}\x07\x1b[31m[red]{MARK}[/red][link=http://127.0.0.1]x[/link]",
    "template": f"{{{{ {MARK} }}}} {{% {MARK} %}} ${{{MARK}}} %(x)s",
    "bidi": f"\u202e{MARK}\u2066\u200f",
}


def shown(text: str) -> str:
    """The text wherever a report may take something from: link, label, attribute, heading, feature's proof."""
    safe = text.replace('"', "&quot;").replace("<", "&lt;")
    return (
        f'<h2>{safe}</h2><a href="/kontakti?{MARK}" title="{safe}">Kontakti {safe}</a><a href="/p">{safe}</a>'
        f'<a href="/privatuma-politika?x={MARK}">Privātuma politika {safe}</a><button aria-label="{safe}"></button>'
        f'<input name="{safe}" id="{safe}"><div class="{safe}" id="x{safe}" role="{safe}"></div>{text}'
    )


def told(name: str, text: str) -> Behaviour:
    expected = judged(fails={}, told={"privacy_policy": "Privātuma politika"})
    return Behaviour(f"title-{name}", expected, home(page(shown(text), title=text)))


BEHAVIOURS = tuple(told(name, text) for name, text in TEXTS.items())
