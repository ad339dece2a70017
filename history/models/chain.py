"""The global chain: every entry linked once, in batches that a sealer closes once a minute."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from history.models.entry import Entry, canonical, keyed, stamp


class Seal(models.Model):
    """One closed batch of the chain: how long the chain is, and its keyed head, at that instant."""

    APPEND_ONLY = True

    number = models.PositiveIntegerField(unique=True)
    at = models.DateTimeField()
    length = models.PositiveBigIntegerField()
    head = models.CharField(max_length=64)
    mac = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("seal")

    def __str__(self) -> str:
        return f"{self.number}: {self.length} {self.head[:12]}"

    def expected_mac(self, previous_mac: str) -> str:
        return keyed(canonical([self.number, stamp(self.at), self.length, self.head, previous_mac]))


class Link(models.Model):
    """One entry's place in the global chain: mac(position, entry's mac, the previous link's mac)."""

    APPEND_ONLY = True

    position = models.PositiveBigIntegerField(unique=True)
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="link")
    mac = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("link")

    def __str__(self) -> str:
        return f"{self.position}: {self.entry_id}"

    @staticmethod
    def mac_of(position: int, entry_mac: str, previous_mac: str) -> str:
        return keyed(canonical([position, entry_mac, previous_mac]))
