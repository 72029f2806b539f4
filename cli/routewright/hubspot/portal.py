"""The calls that a deployment needs, and how they are tried again.

Documented behaviour that this leans on (facts of the target, sections 1, 2 and 5): flows are listed
page by page, read and written as whole bodies, an update carries the revision that it was made
from. A call that is turned away for its rate (429) or a fault of the portal (5xx) is tried again
after a growing pause; a creation only after a look whether the flow is there by now, for the portal
may have made it before it failed. There is no call that deletes.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from routewright.errors import MissingExtraError, RoutewrightError
from routewright_compiler.targets.hubspot.model import Json, JsonObject

if TYPE_CHECKING:
    import httpx

BASE = "https://api.hubapi.com"
PREFIX = "/automation/v4"
PAGE = 100
ATTEMPTS = 5
FIRST_PAUSE_S = 1.0
LONGEST_PAUSE_S = 30.0
TIMEOUT_S = 30.0
_RATE, _FAULT, _MISSING, _CONFLICT = 429, 500, 404, 409


class PortalError(RoutewrightError):
    """The portal cannot be reached or turns a call away; the text says what to do."""


class Portal:
    """The flows of one portal. `sleep` takes seconds; the token is never shown."""

    def __init__(
        self,
        token: str,
        sleep: Callable[[float], None],
        *,
        base: str = BASE,
        prefix: str = PREFIX,
    ) -> None:
        try:
            import httpx
        except ImportError as trouble:
            raise MissingExtraError(
                "talking to HubSpot needs httpx; `pip install 'routewright[hubspot]'` installs it"
            ) from trouble
        _check_base(base)
        self._sleep = sleep
        self._prefix = prefix.rstrip("/")
        self._trouble = (httpx.TransportError, httpx.InvalidURL)
        self._http = httpx.Client(
            base_url=base,
            headers={"authorization": f"Bearer {token}", "accept": "application/json"},
            timeout=TIMEOUT_S,
            follow_redirects=False,
        )

    def close(self) -> None:
        """Let go of the connections."""
        self._http.close()

    def flow_ids(self) -> tuple[tuple[str, str], ...]:
        """Return (id, name) of every flow, all pages, in the portal's order."""
        found: list[tuple[str, str]] = []
        after: str | None = None
        while True:
            query = {"limit": str(PAGE)} if after is None else {"limit": str(PAGE), "after": after}
            page = self._call("GET", "/flows", query=query)
            results = page.get("results")
            for item in results if isinstance(results, list) else []:
                if isinstance(item, dict):
                    found.append((str(item.get("id", "")), str(item.get("name", ""))))
            following = _after(page)
            if following is None or following == after:
                return tuple(found)
            after = following

    def flow(self, flow_id: str) -> JsonObject:
        """Return the whole body of a flow."""
        return self._call("GET", f"/flows/{_safe(flow_id)}")

    def create(self, body: JsonObject) -> JsonObject:
        """Make a flow and return it; never twice, whatever the portal answers on the way."""
        name = str(body.get("name", ""))

        def is_there() -> JsonObject | None:
            ids = [own for own, called in self.flow_ids() if called == name]
            return self.flow(ids[0]) if ids else None

        return self._call("POST", "/flows", body=body, before_again=is_there)

    def update(self, flow_id: str, body: JsonObject) -> JsonObject:
        """Replace the body of a flow and return it."""
        return self._call("PUT", f"/flows/{_safe(flow_id)}", body=body)

    # --- one call -----------------------------------------------------------------------------

    def _call(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        body: JsonObject | None = None,
        before_again: Callable[[], JsonObject | None] | None = None,
    ) -> JsonObject:
        pause = FIRST_PAUSE_S
        for attempt in range(1, ATTEMPTS + 1):
            response, reason = self._try(method, path, query, body)
            if response is not None and response.status_code < 400:
                return _content(response)
            is_passing = response is None or response.status_code == _RATE
            if response is not None:
                reason = _reason(response)
                is_passing = is_passing or response.status_code >= _FAULT
            if not is_passing:
                raise PortalError(f"HubSpot refused {method} {path}: {reason}{_remedy(response)}")
            if attempt == ATTEMPTS:
                break
            self._sleep(_pause(response, pause))
            pause = min(2 * pause, LONGEST_PAUSE_S)
            if before_again is not None:
                found = before_again()
                if found is not None:
                    return found
        raise PortalError(
            f"HubSpot did not answer {method} {path} in {ATTEMPTS} attempts: {reason};"
            " nothing more was sent, run the same command again later"
        )

    def _try(
        self,
        method: str,
        path: str,
        query: Mapping[str, str] | None,
        body: JsonObject | None,
    ) -> "tuple[httpx.Response | None, str]":
        from routewright_compiler.targets.hubspot.json_text import compact

        content = None if body is None else compact(body).encode()
        headers = {} if body is None else {"content-type": "application/json"}
        try:
            response = self._http.request(
                method, self._prefix + path, params=query, content=content, headers=headers
            )
        except self._trouble as trouble:
            return None, f"{type(trouble).__name__}: {trouble}"
        return response, ""


def _check_base(base: str) -> None:
    """Refuse to send the token where anybody on the way could read it."""
    parts = urlsplit(base)
    is_here = parts.hostname in ("localhost", "127.0.0.1", "::1")
    if not parts.hostname or not (parts.scheme == "https" or (parts.scheme == "http" and is_here)):
        raise PortalError(f"`{base}` is no https address; the token is sent over https only")


def _content(response: "httpx.Response") -> JsonObject:
    from routewright_compiler.targets.hubspot.json_text import DamagedJsonError, parse

    try:
        found = parse(response.content)
    except DamagedJsonError as trouble:
        raise PortalError(f"HubSpot answered with no JSON: {trouble}") from trouble
    if not isinstance(found, dict):
        raise PortalError("HubSpot answered with JSON that is no object")
    return found


def _after(page: JsonObject) -> str | None:
    paging: Json = page.get("paging")
    following = paging.get("next") if isinstance(paging, dict) else None
    after = following.get("after") if isinstance(following, dict) else None
    return after if isinstance(after, str) and after else None


def _reason(response: "httpx.Response") -> str:
    """Return the portal's own words, on one line, cut at a length that a person reads."""
    from routewright_compiler.targets.hubspot.json_text import DamagedJsonError, parse

    try:
        found = parse(response.content)
    except DamagedJsonError:
        found = None
    words = found.get("message") if isinstance(found, dict) else None
    text = " ".join(str(words).split())[:300] if words else "no reason given"
    return f"{response.status_code}, {text}"


def _remedy(response: "httpx.Response | None") -> str:
    match None if response is None else response.status_code:
        case 401 | 403:
            return "; the token must be valid and have the scope `automation`"
        case 404:
            return "; the flow is gone: fetch the portal's flows and plan anew"
        case 409:
            return "; the flow was changed meanwhile: fetch the portal's flows and plan anew"
        case _:
            return ""


def _pause(response: "httpx.Response | None", pause: float) -> float:
    asked = None if response is None else response.headers.get("retry-after")
    if asked is not None and asked.isascii() and asked.isdigit():
        return min(max(float(asked), pause), LONGEST_PAUSE_S)
    return pause


def _safe(flow_id: str) -> str:
    if not (flow_id.isascii() and flow_id.isalnum()):
        raise PortalError(f"`{flow_id}` is no id of a flow")
    return flow_id
