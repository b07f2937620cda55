"""Robots of chat groups (DingTalk, WeCom, Feishu): who they serve, and the notes they bring."""

from services.robots.notes import queue_notes

__all__ = ["queue_notes"]
