"""The codes of the field, as in reference/glossary.csv. Stored as plain strings."""

from enum import StrEnum


class Stage(StrEnum):
    SIGNING = "signing"
    LAND_PLANNING = "land_planning"
    CONSTRUCTION_PERMIT = "construction_permit"
    BUILDING_PERMIT = "building_permit"
    COMPLETION = "completion"
    OPERATION = "operation"


STAGES: tuple[Stage, ...] = tuple(Stage)


class Mode(StrEnum):
    STANDARD = "standard"
    SIMULATED = "simulated"
    TOLERANCE = "tolerance"
    PARALLEL = "parallel"
    COMMITMENT = "commitment"


class LinkKind(StrEnum):
    """Finish-to-start: after the finish; start-to-start: after the acceptance of the other step."""

    FS = "FS"
    SS = "SS"


class TargetKind(StrEnum):
    """What a project's target date is for: the first outdoor work begins, or production."""

    START = "start"
    PRODUCTION = "production"


class DayUnit(StrEnum):
    WORKDAY = "workday"
    CALENDAR = "calendar"


class LimitsStatus(StrEnum):
    PENDING = "pending"
    CONFIRMED = "confirmed"


class DepartmentKind(StrEnum):
    GOVERNMENT = "government"
    ENTERPRISE = "enterprise"
    INTERMEDIARY = "intermediary"
    UTILITY = "utility"
    PUBLIC_SERVICE = "public_service"


class Party(StrEnum):
    """Whose act an event is (`acted_by` of mode_lifecycle.csv)."""

    AGENT = "agent"
    DEPARTMENT = "department"
    LEAD_DEPARTMENT = "lead_department"
    ENTERPRISE = "enterprise"
    COORDINATOR = "coordinator"
    SYSTEM = "system"
    RECORDER = "recorder"


class StateKind(StrEnum):
    """`kind` of lifecycle_states.csv."""

    OPEN = "open"
    RUNNING = "running"
    DECIDED = "decided"
    PAUSED = "paused"
    ENDED = "ended"
    DROPPED = "dropped"


class ClockKind(StrEnum):
    FORMAL = "formal"
    SERVICE = "service"
    INTAKE = "intake"
    TASK = "task"
    NONE = "none"


class Light(StrEnum):
    """Worst first; `none` is a step not started or not needed (○)."""

    RED = "red"
    YELLOW = "yellow"
    GREY = "grey"
    GREEN = "green"
    BLUE = "blue"
    NONE = "none"


class Role(StrEnum):
    AGENT = "agent"
    COORDINATOR = "coordinator"
    LIAISON = "liaison"
    LEADER = "leader"
    ADMIN = "admin"
    AUDITOR = "auditor"


class AssignmentRole(StrEnum):
    PRIMARY = "primary"
    BACKUP = "backup"


class ProjectStatus(StrEnum):
    UNASSIGNED = "unassigned"
    ACTIVE = "active"
    PAUSED = "paused"
    DONE = "done"
    WITHDRAWN = "withdrawn"


class ProblemState(StrEnum):
    """待交办 / 办理中 / 待核验 / 已销号 / 挂账"""

    RAISED = "raised"
    WORKING = "working"
    RESOLVED = "resolved"
    CLOSED = "closed"
    SHELVED = "shelved"


class ProblemKind(StrEnum):
    """要素/审批/政策/资金/外线配套/征拆/其他"""

    RESOURCES = "resources"
    APPROVAL = "approval"
    POLICY = "policy"
    FUNDING = "funding"
    UTILITIES = "utilities"
    DEMOLITION = "demolition"
    OTHER = "other"


class VisitKind(StrEnum):
    VISIT = "visit"
    TALK = "talk"
    CALL = "call"


class MaterialState(StrEnum):
    ARCHIVED = "archived"
    PRODUCED = "produced"
    OWED = "owed"
    RECEIVED = "received"


class ReminderLevel(StrEnum):
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


class ReminderState(StrEnum):
    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    SNOOZED = "snoozed"
    DISCHARGED = "discharged"
    WITHDRAWN = "withdrawn"


class RobotKind(StrEnum):
    """Platforms whose chat groups take a robot: 钉钉, 企业微信, 飞书."""

    DINGTALK = "dingtalk"
    WECOM = "wecom"
    FEISHU = "feishu"
