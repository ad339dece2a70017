"""That a form was sent, so that sending it once more makes nothing a second time."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Press(models.Model):
    """One form that was sent and did something: its number (a SHA-256), and the address that it led to."""

    number = models.CharField(max_length=64, unique=True)
    led_to = models.TextField(blank=True)
    at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("sent form")

    def __str__(self) -> str:
        return f"{self.number[:12]}: {self.led_to}"
