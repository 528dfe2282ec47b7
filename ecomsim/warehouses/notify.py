"""What a resource monitor tells its NOTIFY_USERS when a threshold is reached: one message in the outbox.

It goes to those of them who have an e-mail address; in Snowflake that address has to be verified as well. Source:
"Working with resource monitors" (notifications), spec/tasks.md R-15.8.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecomsim.catalog.account_objects import ResourceMonitor
from ecomsim.names import Name
from ecomsim.notifications.outbox import Message
from ecomsim.warehouses.ledger import Notice

if TYPE_CHECKING:
    from ecomsim.accounts.account import Account

SUBJECT = "Resource Monitor {name}"


def post(monitor: ResourceMonitor, notice: Notice, account: Account) -> None:
    """Send the notice to the monitor's users; nothing when none of them can be reached."""
    users = (account.catalog.get("USER", Name("", "", name)) for name in monitor.notify_users)
    addresses = (user.options.get("EMAIL") for user in users if user is not None)
    recipients = tuple(str(address) for address in addresses if address)
    if not recipients:
        return
    account.outbox.post(
        Message(
            sent_on=notice.sent_on,
            integration="",
            recipients=recipients,
            subject=SUBJECT.format(name=monitor.name.last),
            body=notice.message,
        )
    )
