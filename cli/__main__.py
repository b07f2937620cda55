"""`python -m cli`: one table of commands."""

from collections.abc import Callable

import typer

from cli import dates, exchange, identifiers, installation, notices, operation, people, planning

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
COMMANDS: dict[str, Callable[..., None]] = {
    "init": installation.init,
    "demo": installation.demo_,
    "doctor": installation.doctor,
    "due": dates.due,
    "plan": dates.plan,
    "check-id": identifiers.check_id,
    "import": exchange.import_,
    "report": exchange.report,
    "whatif": planning.whatif_,
    "remind": operation.remind,
    "deliver": operation.deliver,
    "worker": operation.worker,
    "verify-audit": operation.verify_audit,
}
for name, command in COMMANDS.items():
    app.command(name, help=command.__doc__ and dates.both(command.__doc__))(command)
app.add_typer(people.app, name="user")
app.add_typer(notices.app, name="calendar")

if __name__ == "__main__":
    app()
