"""The map of a plan, drawn as SVG."""

from html import escape

from mashangban.core.contiguity.files.planning import Planned

WIDE = 1000
MARGIN = 30
LEAST_TALL = 240
# Dark enough for white figures on them; neighbours in the list are far apart.
COLOURS = (
    "#0b5cad", "#b3261e", "#1b7a3d", "#7b3fa0", "#9a5b00",
    "#00707a", "#a3195b", "#4b5a16", "#3f51b5", "#6d4c41",
)  # fmt: skip
ALONE = "#8a8f98"


def drawing(made: Planned) -> str:
    """Return compounds as dots and edges as lines; a cluster has one colour and its number."""
    places = _places(made)
    number = {name: place for place, told in enumerate(made.told) for name in told.cluster.names}
    tall = round(max(y for _, y in places.values()) + MARGIN)
    crowd = len(places) > CROWD
    radius = 7 if crowd else 13
    parts = []
    for edge in made.sheets.district.graph.edges:
        (x1, y1), (x2, y2) = places[edge.one], places[edge.other]
        together = number.get(edge.one, -1) == number.get(edge.other, -2)
        colour = _colour(number[edge.one]) if together else "#c3c8d0"
        dash = ' stroke-dasharray="4 4"' if edge.uncertain else ""
        parts.append(
            f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" '
            f'stroke="{colour}" stroke-width="{5 if together else 1}"{dash}/>'
        )
    for name, (x, y) in places.items():
        cluster = number.get(name)
        colour = ALONE if cluster is None else _colour(cluster)
        label = "" if cluster is None else str(cluster + 1)
        parts.append(
            f"<g><title>{escape(f'{label} {name}'.strip())}</title>"
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius}" fill="{colour}"/>'
            f'<text x="{x:.1f}" y="{y + radius * 0.35:.1f}" font-size="{radius}">{label}</text></g>'
        )
        if not crowd:
            below = y + radius + 14
            parts.append(f'<text class="name" x="{x:.1f}" y="{below:.1f}">{escape(name)}</text>')
    return (
        f'<svg viewBox="0 0 {WIDE} {tall}" role="img" aria-labelledby="map">{"".join(parts)}</svg>'
    )


CROWD = 60  # compounds; more of them are drawn without names


def _colour(cluster: int) -> str:
    return COLOURS[cluster % len(COLOURS)]


def _places(made: Planned) -> dict[str, tuple[float, float]]:
    """Return where each compound is drawn: north up, one scale both ways."""
    compounds = made.sheets.district.compounds
    west, east = min(c.x for c in compounds), max(c.x for c in compounds)
    south, north = min(c.y for c in compounds), max(c.y for c in compounds)
    inner = WIDE - 2 * MARGIN
    scale = inner / max(east - west, (north - south) * 1.2, 1.0)
    tall = max((north - south) * scale, LEAST_TALL - 2 * MARGIN)
    left = MARGIN + (inner - (east - west) * scale) / 2
    top = MARGIN + (tall - (north - south) * scale) / 2
    return {c.name: (left + (c.x - west) * scale, top + (north - c.y) * scale) for c in compounds}
