"""The graph of the analysis as JSON: the node-link data of networkx, in a form that stays.

```json
{"version": 1, "policy": "inbound.route", "directed": true, "multigraph": true, "graph": {},
 "nodes": [{"id": "rule DACH", "kind": "rule", "name": "DACH", …}],
 "edges": [{"source": "rule EMEA", "target": "rule DACH", "key": "hides", "kind": "hides", …}]}
```

`networkx.node_link_graph(document, edges="edges")` reads it back. Later versions of this form may
add members; what is there keeps its meaning while `version` stays.
"""

import json

from routewright.drawn_policy import DrawnPolicy

VERSION = 1


def draw(policy: DrawnPolicy) -> str:
    """Return one JSON document."""
    import networkx

    data = networkx.node_link_data(policy.network, edges="edges")
    document = {"version": VERSION, "policy": policy.name, **data}
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"
