"""The API for programs: one gate, one shape of error, and a description written from the models that are served."""

from adapters.web.api.server import Api

__all__ = ["Api"]
