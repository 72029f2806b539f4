"""The SVG picture as a page of its own, which any browser shows and prints."""

from xml.sax.saxutils import escape

from routewright.drawings import svg
from routewright.drawn_policy import DrawnPolicy


def draw(policy: DrawnPolicy) -> str:
    """Return one HTML document that needs nothing else."""
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{escape(policy.name)}</title>\n"
        "<style>body { margin: 0; background: #fff; } svg { max-width: none; }</style>\n"
        f"</head>\n<body>\n{svg.draw(policy)}</body>\n</html>\n"
    )
