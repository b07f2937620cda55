"""What pages see of agents: their load, who waits for one, who is away, what was handed over."""

from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True)
class AgentLoad:
    """Active projects alone. `enterprises` and `projects` as A; `as_backup` enterprises as B, not limited.

    `away_from`, `away_until`: the absence of today, else the next one. `overdue_steps`: running steps of own
    projects (A) that are over their day.
    """

    id: int
    name: str
    enterprises: int
    as_backup: int
    projects: int
    overdue_steps: int
    limit: int
    away_from: date | None = None
    away_until: date | None = None
    is_away: bool = False
    serves: frozenset[int] = field(default=frozenset(), repr=False)
    search: str = field(default="", repr=False)

    @property
    def is_over(self) -> bool:
        return self.enterprises > self.limit

    @property
    def is_full(self) -> bool:
        """One more enterprise needs a reason."""
        return self.enterprises >= self.limit


@dataclass(frozen=True)
class AgencyChoices:
    """Names by account id; agents in the order of suggestion, `loads` of each."""

    agents: dict[int, str]
    coordinators: dict[int, str]
    leaders: dict[int, str]
    loads: dict[int, AgentLoad] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class AssignView:
    """A project as its agents are about to be named, with the agents to choose from for its enterprise."""

    id: int
    version: int
    name: str
    enterprise: str
    enterprise_id: int
    status: str
    primary_id: int | None
    backup_id: int | None
    coordinator_id: int | None
    leader_id: int | None
    choices: AgencyChoices

    @property
    def is_assigned(self) -> bool:
        return self.primary_id is not None

    def needs_reason(self, agent_id: int | None) -> bool:
        """Whether this agent as A would be beyond the limit."""
        if agent_id is None or agent_id not in self.choices.loads:
            return False
        if agent_id == self.primary_id:
            return False
        load = self.choices.loads[agent_id]
        return load.is_full and self.enterprise_id not in load.serves


@dataclass(frozen=True)
class WaitingProject:
    """A project in the pool without an agent. `waiting_workdays` since it was entered."""

    id: int
    name: str
    enterprise: str
    stage: str
    park: str
    entered_on: date
    waiting_workdays: int
    suggested: str


@dataclass(frozen=True)
class AbsenceView:
    """An absence of today or to come. `stood_in`: projects B takes; `to_coordinator`: those without B."""

    id: int
    agent_id: int
    name: str
    from_on: date
    until_on: date
    reason: str
    is_now: bool
    stood_in: int
    to_coordinator: int


@dataclass(frozen=True)
class OwnAbsence:
    """An absence as the agent sees it."""

    id: int
    from_on: date
    until_on: date
    reason: str


@dataclass(frozen=True)
class AgencyView:
    """The agents' page: `waiting` are the first of `waiting_total`, the longest waiting first."""

    today: date
    limit: int
    waiting: tuple[WaitingProject, ...]
    waiting_total: int
    agents: tuple[AgentLoad, ...]
    absences: tuple[AbsenceView, ...]

    @property
    def over_limit(self) -> int:
        return sum(agent.is_over for agent in self.agents)


@dataclass(frozen=True)
class AgentProject:
    """A project of one agent, in which place, and where it stands."""

    id: int
    name: str
    enterprise: str
    role: str
    light: str
    stage: str
    status: str


@dataclass(frozen=True)
class HandoverView:
    """Who handed which place to whom, with the note."""

    id: int
    role: str
    from_name: str
    to_name: str
    at: datetime | None
    note: str
