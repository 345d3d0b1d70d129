"""Our own SVG charts: modules that compute, macros that draw; each says in words what it shows.

A page builds a chart and hands it to its template together with the DataTable of the same numbers:

    chart = line_chart("index", _("Index over time"), [Line(name, [(day, score or None), …]), …], words)
    chart = multiples("towns", title, [Panel(name, href, points), …], words)     # a grid of small charts, one scale
    chart = strip("groups", title, [Group(name, [Tick(name, value, highlighted)])], words)  # a tick each, quartiles
    chart = shares("levels", title, ["I", "II"], [Share(name, [3, 9])], words)   # stacked, patterns and numbers
    spark = sparkline(title, points, words)                                       # as small as a word

    {% block head %}<link rel="stylesheet" href="{{ static("charts.css") }}">{% endblock %}
    {% from "charts.html.j2" import chart_figure, sparkline with context %}
    {{ chart_figure(chart, tables.scores, here) }}      figure, title, key, events, and table and CSV one step away
    {{ sparkline(spark) }}                              with hidden=true where a number beside it says the same

None in a line is a night that was not measured: the line breaks there, and a mark below says so. `form` says how values
are written, `bounds` where the axis begins and ends (scores: 0 and 100; None ends above the highest). `events` are
numbered marks, listed under the chart with their links. The first argument is an id, unique on its page.
`months=True` where a point stands for the month that begins with its day.
"""

from web.charts.lines import Event, Line, LineChart, line_chart
from web.charts.multiples import Multiples, Panel, multiples
from web.charts.shares import Share, Shares, shares
from web.charts.sparkline import Sparkline, sparkline
from web.charts.strip import Group, Strip, Tick, strip

Chart = LineChart | Multiples | Strip | Shares

__all__ = [
    "Chart",
    "Event",
    "Group",
    "Line",
    "LineChart",
    "Multiples",
    "Panel",
    "Share",
    "Shares",
    "Sparkline",
    "Strip",
    "Tick",
    "line_chart",
    "multiples",
    "shares",
    "sparkline",
    "strip",
]
