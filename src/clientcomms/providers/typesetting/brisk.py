"""Jinja for the shipped letters: the same language, with less asked anew at every call.

A report calls its macros and filters a hundred times and more. Jinja asks at each call whether the
thing called wants the context, and whether the environment is asynchronous; of a macro and of an
environment of ours both are known.
"""

from __future__ import annotations

from typing import Any

from jinja2 import Environment
from jinja2.runtime import Context, Macro
from typing_extensions import override


class BriskContext(Context):
    """A context that calls a macro without asking what it wants."""

    @override
    def call(self, obj: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Call something from a template; see `jinja2.runtime.Context.call`."""
        if type(obj) is not Macro:
            return super().call(obj, *args, **kwargs)
        # What a macro sees of a loop was bound when it was made.
        kwargs.pop("_block_vars", None)
        kwargs.pop("_loop_vars", None)
        return obj(self.eval_ctx, *args, **kwargs)


class BriskEnvironment(Environment):
    """An environment that is never asynchronous; for trusted templates."""

    context_class = BriskContext

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # handed on to Jinja
        super().__init__(*args, **kwargs)
        for name, one in self.filters.items():
            if getattr(one, "jinja_async_variant", False):
                self.filters[name] = one.__wrapped__
