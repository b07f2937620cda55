"""Close on the enterprise's confirmation (销号), reopen, shelve (挂账)."""

from datetime import date

from domain.access import Actor
from domain.errors import BadInput
from domain.problems import ProblemAct
from services import files
from services.problems.drafts import Proof
from services.problems.moving import moving, needed


def confirm_close(
    *,
    problem_id: int,
    confirmed_by_name: str,
    proof: Proof,
    actor: Actor,
    on: date | None = None,
    version: int | None = None,
) -> None:
    """销号: recorded with the name of the enterprise's person, the day, and a document number or file.

    Raises Forbidden problems.owner_never_closes, BadInput problems.confirmer_missing, problems.proof_missing.
    """
    with moving(ProblemAct.CLOSE, problem_id=problem_id, actor=actor, on=on, version=version) as move:
        problem = move.problem
        problem.confirmed_by_name = needed(confirmed_by_name, "problems.confirmer_missing")
        if not proof.is_given:
            raise BadInput("problems.proof_missing")
        if proof.file_data:
            problem.proof_file_id = files.store(
                move.work,
                name=proof.file_name,
                data=proof.file_data,
                purpose="problem_proof",
                project_id=problem.project_id,
            )
        problem.closed_on = on or move.today
        move.payload = {
            "confirmed_by": problem.confirmed_by_name,
            "document_no": proof.document_no,
            "file_id": problem.proof_file_id,
        }


def reopen(
    *, problem_id: int, reason: str, actor: Actor, on: date | None = None, version: int | None = None
) -> None:
    """Not solved after all, or no longer shelved: the number stays, the count of reopenings grows."""
    with moving(ProblemAct.REOPEN, problem_id=problem_id, actor=actor, on=on, version=version) as move:
        move.text = needed(reason, "problems.reason_missing")
        problem = move.problem
        problem.times_reopened += 1
        problem.resolved_on = problem.closed_on = None
        problem.confirmed_by_name = problem.proof_file_id = None


def shelve(*, problem_id: int, reason: str, actor: Actor, version: int | None = None) -> None:
    """挂账: it cannot be solved now; the coordinator's act, with a reason. Its reminders stop."""
    with moving(ProblemAct.SHELVE, problem_id=problem_id, actor=actor, version=version) as move:
        move.text = needed(reason, "problems.reason_missing")
