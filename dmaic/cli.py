"""What can be done from the command line?"""

from __future__ import annotations

import argparse
import getpass
import sys
from pathlib import Path

from sqlalchemy import Engine

from config import Config, load
from dmaic import audit, schema
from dmaic.db import Sessions, open_database
from dmaic.errors import Refused


def main(argv: list[str] | None = None) -> int:
    """Run one command; a refusal is printed as a sentence with exit status 2."""
    given = sys.argv[1:] if argv is None else argv
    if given[:1] == ["analyze"]:
        from dmaic.statistics.command import analyze

        return analyze(given[1:])
    arguments = _parser().parse_args(given)
    try:
        return int(arguments.run(arguments))
    except Refused as refusal:
        print(f"dmaic: {refusal}", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="dmaic", description="The DMAIC tracker.")
    commands = parser.add_subparsers(required=True, metavar="command")

    migrate = commands.add_parser("migrate", help="bring the database up to date")
    migrate.set_defaults(run=lambda _arguments: _migrate())

    demo = commands.add_parser("demo", help="make the embedded database with demo projects if it is new, and serve it")
    demo.add_argument("--port", type=int, help="port to listen on")
    demo.add_argument("--prepare-only", action="store_true", help="make the demo, do not serve it")
    demo.set_defaults(run=_demo)

    serve = commands.add_parser("serve", help="serve the application (production, or an installation without demo)")
    serve.add_argument("--port", type=int, help="port to listen on")
    serve.set_defaults(run=_serve)

    person = commands.add_parser("person", help="people of the installation").add_subparsers(required=True)
    add = person.add_parser("add", help="add somebody who can sign in; asks for the password")
    add.add_argument("email")
    add.add_argument("name")
    add.add_argument("--admin", action="store_true", help="administrator: invites people")
    add.add_argument("--manager", action="store_true", help="manager: reads every project")
    add.add_argument("--password-stdin", action="store_true", help="read the password from standard input")
    add.set_defaults(run=_add_person)
    password = person.add_parser("password", help="set a new password for somebody; every sign-in of theirs ends")
    password.add_argument("email")
    password.add_argument("--password-stdin", action="store_true", help="read the password from standard input")
    password.set_defaults(run=_set_password)

    check = commands.add_parser("check", help="verify the record").add_subparsers(required=True)
    trail = check.add_parser("audit", help="walk the hash chains of the audit trail")
    trail.set_defaults(run=lambda _arguments: _check_audit())
    readings = check.add_parser("data", help="compare every stored block of readings with the hash it was sealed with")
    readings.set_defaults(run=lambda _arguments: _check_data())

    commands.add_parser("analyze", help="one statistical analysis on JSON; see: dmaic analyze --help")
    return parser


def engine_of(config: Config) -> Engine:
    """The engine of this installation; an instance folder that can't be written is said so."""
    from dmaic.app import database_url

    url = database_url(config)
    if url.startswith("sqlite") and not config.DATABASE_URL:
        folder = Path(config.INSTANCE)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            probe = folder / ".writable"
            probe.touch()
            probe.unlink()
        except OSError as error:
            raise Refused(
                f"The folder {folder.resolve()} can't be written ({error.strerror}). Give yourself the right "
                "to write there, or set DMAIC_INSTANCE to another folder."
            ) from None
    return open_database(url, synchronous=config.SQLITE_SYNCHRONOUS)


def _migrate() -> int:
    engine = engine_of(load())
    schema.migrate(engine)
    print(f"The database stands at {schema.revision_of(engine)}.")
    return 0


def _serve(arguments: argparse.Namespace) -> int:
    from dmaic.serving import serve

    config = load(**({"PORT": arguments.port} if arguments.port is not None else {}))
    engine = engine_of(config)
    if schema.revision_of(engine) != schema.head():
        raise Refused("The database is not up to date. Run: dmaic migrate")
    return serve(config)


def _demo(arguments: argparse.Namespace) -> int:
    from dmaic import demo
    from dmaic.serving import ask_for_port, serve

    config = load(**({"PORT": arguments.port} if arguments.port is not None else {}))
    if config.PRODUCTION:
        raise Refused("DMAIC_PRODUCTION is set: a production installation takes no demo. Use: dmaic serve")
    if not arguments.prepare_only:
        ask_for_port(config.HOST, config.PORT)
    engine = engine_of(config)
    schema.migrate(engine)
    demo.load(Sessions(engine), tell=lambda line: print(line, flush=True))
    print(demo.sign_ins())
    return 0 if arguments.prepare_only else serve(config, demo=demo.parts())


def _add_person(arguments: argparse.Namespace) -> int:
    from dmaic.people import accounts

    password = _password(arguments)
    with Sessions(engine_of(load())).writing() as session:
        audit.act_as(session, person_id=None, who="command line")
        person = accounts.add_person(
            session,
            name=arguments.name,
            email=arguments.email,
            password=password,
            is_admin=arguments.admin,
            is_manager=arguments.manager,
        )
        session.commit()
        print(f"{person.name} can sign in as {person.email}.")
    return 0


def _set_password(arguments: argparse.Namespace) -> int:
    """The way back in for an administrator who forgot the password: whoever runs commands here owns the data anyway."""
    from dmaic.people import accounts

    with Sessions(engine_of(load())).writing() as session:
        audit.act_as(session, person_id=None, who="command line")
        person = accounts.person_of(session, arguments.email)
        if person is None:
            raise Refused(f"There is no account for {arguments.email}. Add one with: dmaic person add")
        accounts.set_password(session, person, _password(arguments))
        accounts.unlock(session, person)
        session.commit()
        print(f"{person.name} signs in as {person.email} with the new password.")
    return 0


def _password(arguments: argparse.Namespace) -> str:
    """From standard input, or asked for twice and not shown."""
    if arguments.password_stdin:
        return sys.stdin.readline().rstrip("\n")
    password = getpass.getpass("Password: ")
    if getpass.getpass("Once more: ") != password:
        raise Refused("The two passwords differ. Nothing was changed.")
    return password


def _check_audit() -> int:
    with Sessions(engine_of(load())).reading() as session:
        broken = list(audit.verify(session))
    for fault in broken:
        print(f"chain {fault.chain}, entry {fault.seq}: {fault.why}")
    print(
        "The audit trail is broken." if broken else "The audit trail holds: every entry follows from the one before it."
    )
    return 1 if broken else 0


def _check_data() -> int:
    from dmaic.measure.datasets import damaged_blocks

    with Sessions(engine_of(load())).reading() as session:
        damaged = False
        for block in damaged_blocks(session):
            damaged = True
            print(
                f"project {block.project_id}, {block.metric}: readings from number {block.first_seq + 1} on "
                "are not what was sealed."
            )
    print(
        "Readings were changed behind the application's back. Bring them back from a back-up."
        if damaged
        else "The readings hold: every block gives the hash it was sealed with."
    )
    return 1 if damaged else 0
