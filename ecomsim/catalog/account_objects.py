"""Objects of the account itself, which live in no database: warehouses, monitors, roles, users, integrations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from ecomsim.catalog.objects import CatalogObject


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationIntegration(CatalogObject):
    """An e-mail integration. `allowed_recipients` is None when everybody may be written to."""

    kind: ClassVar[str] = "NOTIFICATION INTEGRATION"
    enabled: bool
    allowed_recipients: tuple[str, ...] | None = None
    default_recipients: tuple[str, ...] = ()
    default_subject: str = "Snowflake Email Notification"


@dataclass(frozen=True, slots=True, kw_only=True)
class Warehouse(CatalogObject):
    """Definition only; whether it runs, and since when, is in warehouses/."""

    kind: ClassVar[str] = "WAREHOUSE"
    size: str = "XSMALL"
    auto_suspend: int | None = 600  # seconds
    auto_resume: bool = True
    resource_monitor: str | None = None
    min_cluster_count: int = 1
    max_cluster_count: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceMonitor(CatalogObject):
    kind: ClassVar[str] = "RESOURCE MONITOR"
    credit_quota: float | None = None
    frequency: str = "MONTHLY"
    start_timestamp: datetime | None = None
    end_timestamp: datetime | None = None
    triggers: tuple[tuple[int, str], ...] = ()
    notify_users: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountSettings(CatalogObject):
    """What ALTER ACCOUNT set: parameters in `options`, and the monitor that watches all warehouses together."""

    kind: ClassVar[str] = "ACCOUNT"
    resource_monitor: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """A privilege a role holds. `object_id` is 0 for the account; future: on every later object of `on` inside it."""

    privilege: str
    on: str  # kind of the object, or of the future objects
    object_id: int
    created_on: datetime
    granted_by: str
    grantable: bool = False
    future: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """A role granted to a user or to another role: `role` names one of the account, `database_role` is the id of one
    of a database.
    """

    role: str
    created_on: datetime
    granted_by: str
    database_role: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Role(CatalogObject):
    """What it may do (`grants`) and the roles whose privileges it inherits."""

    kind: ClassVar[str] = "ROLE"
    grants: tuple[Grant, ...] = ()
    roles: tuple[Membership, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseRole(Role):
    """A role of one database, for privileges on what is in it; nobody takes it, roles and users inherit from it."""

    kind: ClassVar[str] = "DATABASE ROLE"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessToken:
    """A programmatic access token of a user. Of the secret only its SHA-256 is kept, in hex.

    role: the only role it opens sessions in; rotated_to: the token that takes its place.
    """

    name: str
    digest: str
    created_on: datetime
    created_by: str
    expires_at: datetime
    role: str | None = None
    comment: str = ""
    disabled: bool = False
    bypass_minutes: int | None = None
    rotated_to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class User(CatalogObject):
    """A user; properties such as DEFAULT_ROLE are in `options`; of a password only a hash is kept."""

    kind: ClassVar[str] = "USER"
    roles: tuple[Membership, ...] = ()
    tokens: tuple[AccessToken, ...] = ()
