"""A person's dates for a calendar program: read under a private address, without signing in."""

from services.calendar_feed.address import FeedView, create, renew, revoke, state
from services.calendar_feed.reading import feed

__all__ = ["FeedView", "create", "feed", "renew", "revoke", "state"]
