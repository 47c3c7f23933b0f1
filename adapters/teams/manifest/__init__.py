"""The Teams app package: what Instep asks of a tenant, why, and the zip that an administrator uploads."""

from adapters.teams.manifest.document import COMMANDS, Publisher, build_manifest
from adapters.teams.manifest.package import build_package
from adapters.teams.manifest.permissions import NEVER, PERMISSIONS, Permission, never, permissions

__all__ = [
    "COMMANDS",
    "NEVER",
    "PERMISSIONS",
    "Permission",
    "Publisher",
    "build_manifest",
    "build_package",
    "never",
    "permissions",
]
