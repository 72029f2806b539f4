"""A stand-in for the flows of a portal on this machine, which keeps the documented rules.

Each rule names the line of the facts about HubSpot (section and row) that it follows. What the
facts do not say, the stand-in does not enforce.
"""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

REQUIRED = (  # section 2, "Flow body": rows marked req for Create
    "type",
    "flowType",
    "objectTypeId",
    "isEnabled",
    "actions",
    "timeWindows",
    "blockedDates",
    "customProperties",
    "dataSources",
)
PUT_REQUIRED = ("type", "isEnabled", "actions", "timeWindows", "blockedDates", "revisionId")
TOKEN = "stand-in"


class StandIn:
    """A portal with its flows; `answers` are (status, headers) to give before anything else."""

    def __init__(self) -> None:
        self.flows: dict[str, dict] = {}
        self.calls: list[tuple[str, str]] = []
        self.answers: list[tuple[int, dict[str, str]]] = []
        self.fails_after_create = 0
        self.takes_wrong = False
        self.page = 2
        self._next = 100
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    # --- the rules ----------------------------------------------------------------------------

    def list(self, query: dict[str, list[str]]) -> tuple[int, dict]:
        """Section 5, "Idempotent apply": a paged listing with id, name, revisionId, updatedAt."""
        start = int(query.get("after", ["0"])[0])
        size = min(int(query.get("limit", ["100"])[0]), self.page)
        names = sorted(self.flows)[start : start + size]
        told = ("id", "name", "revisionId", "updatedAt")
        page: dict = {"results": [{k: self.flows[n][k] for k in told} for n in names]}
        if start + size < len(self.flows):
            page["paging"] = {"next": {"after": str(start + size)}}
        return 200, page

    def get(self, flow_id: str) -> tuple[int, dict]:
        if flow_id not in self.flows:
            return 404, {"message": "no such flow"}
        found = dict(self.flows[flow_id])
        if found["crmObjectCreationStatus"] == "PENDING":  # section 5: wait for COMPLETE
            self.flows[flow_id]["crmObjectCreationStatus"] = "COMPLETE"
        return 200, found

    def create(self, body: dict) -> tuple[int, dict]:
        missing = [key for key in REQUIRED if key not in body]
        if missing:
            return 400, {"message": f"missing {missing[0]}"}
        # Section 2, row `type`: CONTACT_FLOW only for 0-1, PLATFORM_FLOW for all others.
        if (body["type"] == "CONTACT_FLOW") != (body["objectTypeId"] == "0-1"):
            return 400, {"message": "Could not resolve type id"}
        trouble = self._graph(body)
        if trouble:
            return 400, {"message": trouble}
        self._next += 1
        flow_id = str(self._next)
        self.flows[flow_id] = {
            **body,
            "id": flow_id,
            "revisionId": "1",
            "createdAt": "2026-10-01T00:00:00Z",
            "updatedAt": "2026-10-01T00:00:00Z",
            "uuid": f"u-{flow_id}",
            "crmObjectCreationStatus": "PENDING",
            # Section 2, last row: a string in real exports.
            "nextAvailableActionId": str(len(body["actions"]) + 1),
        }
        if self.fails_after_create:
            self.fails_after_create -= 1
            return 500, {"message": "internal"}
        return 201, self.flows[flow_id]

    def update(self, flow_id: str, body: dict) -> tuple[int, dict]:
        if flow_id not in self.flows:
            return 404, {"message": "no such flow"}
        missing = [key for key in PUT_REQUIRED if key not in body]
        if missing:
            return 400, {"message": f"missing {missing[0]}"}
        # Section 2: objectTypeId and flowType are absent from the PUT schema, dataSources is
        # read-only after create.
        for key in ("objectTypeId", "flowType", "dataSources", "id", "nextAvailableActionId"):
            if key in body:
                return 400, {"message": f"unexpected {key}"}
        own = self.flows[flow_id]
        if body["revisionId"] != own["revisionId"]:  # section 2, row revisionId: optimistic lock
            return 409, {"message": "revision is not the newest"}
        trouble = self._graph(body)
        if trouble:
            return 400, {"message": trouble}
        # Row enrollmentCriteria: omitting it in PUT silently clears the trigger. Section 5:
        # omitted actions are deleted: the whole body is replaced.
        kept = ("id", "createdAt", "uuid", "flowType", "objectTypeId", "crmObjectCreationStatus")
        revision = str(int(own["revisionId"]) + 1)
        self.flows[flow_id] = {**body, **{key: own[key] for key in kept}, "revisionId": revision}
        self.flows[flow_id]["updatedAt"] = "2026-10-02T00:00:00Z"
        if self.takes_wrong:
            self.flows[flow_id]["actions"] = []
        return 200, self.flows[flow_id]

    def _graph(self, body: dict) -> str:
        """Section 2, "Actions": a terminal action has no `connection` key; empty ones fail."""
        for action in body["actions"]:
            for key in ("connection", "defaultBranch"):
                if key in action and not action[key]:
                    return f"{key} is empty"
        return ""

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        portal = self

        class Handler(BaseHTTPRequestHandler):
            def _answer(self, method: str) -> None:
                parts = urlsplit(self.path)
                size = int(self.headers.get("content-length", 0))
                body = json.loads(self.rfile.read(size)) if size else {}
                portal.calls.append((method, parts.path))
                status, headers, found = self._found(method, parts.path, parts.query, body)
                content = json.dumps(found).encode()
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("content-length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def _found(self, method: str, path: str, query: str, body: dict) -> tuple:
                if self.headers.get("authorization") != f"Bearer {TOKEN}":
                    return 401, {}, {"message": "Authentication credentials not found"}
                if portal.answers:
                    status, headers = portal.answers.pop(0)
                    return status, headers, {"message": "not now"}
                head, _, flow_id = path.removeprefix("/automation/v4").rpartition("/flows")
                assert head == ""
                flow_id = flow_id.strip("/")
                match method, flow_id:
                    case "GET", "":
                        return self._plain(portal.list(parse_qs(query)))
                    case "GET", _:
                        return self._plain(portal.get(flow_id))
                    case "POST", "":
                        return self._plain(portal.create(body))
                    case "PUT", _:
                        return self._plain(portal.update(flow_id, body))
                return 405, {}, {"message": "not allowed"}

            @staticmethod
            def _plain(found: tuple[int, dict]) -> tuple:
                return found[0], {}, found[1]

            def do_GET(self) -> None:
                self._answer("GET")

            def do_POST(self) -> None:
                self._answer("POST")

            def do_PUT(self) -> None:
                self._answer("PUT")

            def do_DELETE(self) -> None:
                self._answer("DELETE")

            def log_message(self, *_: object) -> None:
                return

        return Handler
