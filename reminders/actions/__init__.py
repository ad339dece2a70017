"""What people and the clock do: plan, send, remind now, snooze, publish a ladder."""

from reminders.actions.ask import remind_now, snooze, unsnooze
from reminders.actions.ladders import publish, start_version
from reminders.actions.plan import plan, tell
from reminders.actions.send import send

__all__ = ["plan", "publish", "remind_now", "send", "snooze", "start_version", "tell", "unsnooze"]
