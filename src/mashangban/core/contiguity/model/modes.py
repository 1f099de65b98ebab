"""The three ways to manage compounds as one."""

from enum import StrEnum

from mashangban.core.contiguity.model.compounds import Matter


class Mode(StrEnum):
    """From the loosest to the closest; each asks what the one before asks, and more."""

    JOINT = "joint"  # 联合选聘: separate votes, contracts and accounts
    MERGED = "merged"  # 合并物业管理区域: one assembly, one contract, one fee
    OPENED = "opened"  # 打开围墙: merged, and gates closed

    @property
    def matters(self) -> tuple[Matter, ...]:
        """Return what each compound has to vote on."""
        return MATTERS[: MODES.index(self) + 1]


MODES = tuple(Mode)
MATTERS = (Matter.JOIN, Matter.MERGE, Matter.OPEN)
