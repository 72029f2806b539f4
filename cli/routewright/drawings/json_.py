"""The graph as JSON: nodes and edges with their words, for other tools."""

import json

from routewright.graph_view import GraphView

VERSION = 1


def draw(view: GraphView) -> str:
    """Return one JSON document."""
    document = {
        "version": VERSION,
        "policy": view.name,
        "nodes": [
            {
                "id": box.id,
                "kind": box.kind.value,
                "title": box.title,
                "lines": list(box.lines),
                "groups": list(box.groups),
                "doc": box.doc,
            }
            for box in view.boxes
        ],
        "edges": [
            {"source": arrow.source, "target": arrow.target, "kind": arrow.kind.value}
            for arrow in view.arrows
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"
