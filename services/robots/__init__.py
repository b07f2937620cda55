"""Robots of chat groups (DingTalk, WeCom, Feishu): whom they serve, and their secret web hooks."""

from services.robots.registry import add, audiences, change, list_robots, remove
from services.robots.trying import send_test
from services.robots.views import RobotDraft, RobotView

__all__ = ["RobotDraft", "RobotView", "add", "audiences", "change", "list_robots", "remove", "send_test"]
