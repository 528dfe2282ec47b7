"""Notices: ERROR_INTEGRATION and SUCCESS_INTEGRATION, one message for each attempt of a task.

The message is JSON as Snowflake words it, and goes to the integration's default recipients by way of the outbox; it is
posted when the run has ended and its row is recorded. Source: "Enabling notifications for tasks", spec/tasks.md T-10.5.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from ecomsim.catalog.account_objects import NotificationIntegration
from ecomsim.catalog.objects import Task
from ecomsim.names import Name
from ecomsim.notifications.outbox import Message

if TYPE_CHECKING:
    from ecomsim.accounts.account import Account
    from ecomsim.tasks.history import TaskRun

_WANTED = {
    "FAILED": ("ERROR_INTEGRATION", "USER_TASK_FAILED"),
    "SUCCEEDED": ("SUCCESS_INTEGRATION", "USER_TASK_SUCCEEDED"),
}


def post(run: TaskRun, task: Task, account: Account) -> None:
    """Tell the task's integration how the run ended; an integration that is gone or disabled hears nothing."""
    option, kind = _WANTED.get(run.state, ("", ""))
    name = task.options.get(option)
    if name is None:
        return
    integration = account.catalog.get("NOTIFICATION INTEGRATION", Name("", "", name))
    if not isinstance(integration, NotificationIntegration) or not integration.enabled:
        return
    account.outbox.post(
        Message(
            sent_on=run.completed_time or run.scheduled_time,
            integration=name,
            recipients=integration.default_recipients,
            subject=integration.default_subject,
            body=json.dumps(_document(run, kind, account)),
            mime_type="text/plain",
        )
    )


def _document(run: TaskRun, kind: str, account: Account) -> dict[str, object]:
    return {
        "version": "1.0",
        "messageType": kind,
        "timestamp": _text(run.completed_time),
        "accountName": account.name,
        "taskName": f"{run.database_name}.{run.schema_name}.{run.name}",
        "taskId": run.task_id,
        "rootTaskName": f"{run.database_name}.{run.schema_name}.{run.root_name}",
        "messages": [
            {
                "runId": run.run_id,
                "attemptNumber": run.attempt_number,
                "scheduledTime": _text(run.scheduled_time),
                "queryStartTime": _text(run.query_start_time),
                "completedTime": _text(run.completed_time),
                "queryId": run.query_id,
                "errorCode": run.error_code,
                "errorMessage": run.error_message,
            }
        ],
    }


def _text(instant: object) -> str | None:
    return None if instant is None else f"{instant:%Y-%m-%dT%H:%M:%S.%fZ}"
