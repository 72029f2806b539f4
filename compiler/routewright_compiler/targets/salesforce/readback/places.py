"""Which field of the policy a path of the platform stands for."""

from routewright_compiler.targets.salesforce.fields import MappedField
from routewright_compiler.targets.salesforce.imported.entries import Fields
from routewright_compiler.targets.salesforce.plan import Plan
from routewright_runtime.values import TypeName

USERNAME_SIGN = "#username"


class Places:
    """The fields of one policy by path; a path has the form of a criterion's field."""

    def __init__(self, plan: Plan) -> None:
        self.object = plan.settings.object
        self._fields = Fields(self.object)
        self._by_path: dict[str, MappedField] = {}
        self._users: dict[str, str] = {}
        for name, mapped in plan.terms.fields.items():
            path = plan.originals.fields.get(name) or self._path(mapped.path)
            self._by_path[path.casefold()] = mapped
            if mapped.field.type.name is TypeName.USER:
                self._users[mapped.username_path.casefold()] = path

    def _path(self, path: str) -> str:
        if "." in path:
            return self._fields.of_formula(path) or f"{self.object}.{path}"
        return f"{self.object}.{path}"

    def of_formula(self, path: str) -> str | None:
        """Return the path that a reference of a formula stands for; None for globals and ids."""
        plain = path.removeprefix("$Record.")
        user = self._users.get(plain.casefold())
        if user is not None:
            return f"{user}{USERNAME_SIGN}"
        own = f"{self.object}.{plain}"
        mapped = self._by_path.get(own.casefold())
        if mapped is not None and mapped.field.type.name is TypeName.USER:
            return own
        return self._fields.of_formula(path)

    def of_criterion(self, path: str) -> str:
        """Return the path that a criterion names."""
        return self._fields.of_criterion(path)

    def field(self, path: str) -> MappedField | None:
        """Return the policy's field at a path, or at the path that a part is of."""
        return self._by_path.get(path.partition("#")[0].casefold())
