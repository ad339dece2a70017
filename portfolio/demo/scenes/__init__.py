"""What goes on at Halden Mutual: each scene brings one engagement to where it stands today."""

from portfolio.demo.scenes import early, ended, late, running, waiting
from portfolio.demo.stage import Stage

SCENES = (
    *waiting.SCENES,
    *running.SCENES,
    *late.SCENES,
    *ended.SCENES,
    *early.SCENES,
)


def play(stage: Stage) -> None:
    """All that went on until yesterday."""
    for scene in SCENES:
        scene(stage)


def happen_today(stage: Stage) -> None:
    for scene in running.TODAY:
        scene(stage)


__all__ = ["happen_today", "play"]
