"""The `bookpress` command: arguments and printing only. Every part is imported when its command runs."""

import argparse
import sys
from collections.abc import Sequence

from .errors import BookpressError
from .settings import Settings


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command; 0 when all is well, 1 when something is wrong with the book, 2 for a usage error."""
    arguments = _parser().parse_args(argv)
    try:
        return arguments.command(Settings.find(), arguments)
    except BookpressError as error:
        print(f"bookpress: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("bookpress: stopped.", file=sys.stderr)
        return 130
    except BrokenPipeError:  # a pager that was closed
        sys.stderr.close()
        return 1


def _sync(settings: Settings, arguments: argparse.Namespace) -> int:
    from . import pair

    keep = "notebook" if arguments.from_notebook else "chapter" if arguments.from_chapter else None
    if keep and not arguments.names:
        raise BookpressError(f"--from-{keep} overwrites what was written by hand: name the chapters it is meant for.")
    status = 0
    for each in pair.select(settings, arguments.names):
        try:
            if arguments.check:
                if not pair.in_sync(each):
                    status = 1
                    print(f"{each.name}: chapter and notebook differ. Run `bookpress sync {each.name}`.")
            elif pair.sync(each, keep):
                print(f"{each.name}: synced")
        except BookpressError as error:
            status = 1
            print(f"bookpress: {error}", file=sys.stderr)
    for path in pair.orphans(settings):
        status = 1
        print(f"bookpress: {path} has no chapter. Delete it, or write its chapter.", file=sys.stderr)
    return status


def _run(settings: Settings, arguments: argparse.Namespace) -> int:
    from . import execute

    outcome = execute.run(settings, arguments.names, arguments.force, arguments.jobs)
    if outcome.failed:
        # The progress display has told of failures in the kernel; those found before it have not been shown.
        for name in outcome.unshown:
            print(f"bookpress: {outcome.failed[name]}", file=sys.stderr)
    counts = ((outcome.stored, "executed"), (outcome.current, "current"), (list(outcome.failed), "failed"))
    said = ", ".join(f"{len(names)} {word}" for names, word in counts if names)
    if outcome.stopped:
        kept = ", ".join(outcome.stopped)
        print(f"Stopped: {said or 'nothing'} so far; {kept} keep what they had. Carry on with `bookpress run`.")
        return 130
    print(said or "There are no chapters yet.")
    return 1 if outcome.failed else 0


def _fingerprint(settings: Settings, arguments: argparse.Namespace) -> int:
    from . import fingerprint, pair

    stale = {each.name: fingerprint.stale(each, settings) for each in pair.select(settings, arguments.names)}
    for name, reasons in stale.items():
        print(f"{name}: {'; '.join(reasons) or 'current'}")
    return 1 if any(stale.values()) else 0


def _verify(settings: Settings, arguments: argparse.Namespace) -> int:
    from . import verify

    return verify.verify(settings, arguments.names, arguments.jobs)


def _check(settings: Settings, arguments: argparse.Namespace) -> int:
    from . import rules

    problems = rules.check(settings, arguments.names)
    for problem in problems:
        print(problem)
    print(f"{len(problems)} problem{'s' if len(problems) != 1 else ''}" if problems else "No problems.")
    return 1 if problems else 0


def _build(settings: Settings, arguments: argparse.Namespace) -> int:
    from . import site

    site.build(settings, arguments.base_url, check_links=arguments.check_links)
    return 0


def _serve(settings: Settings, arguments: argparse.Namespace) -> int:
    from . import site

    site.serve(settings, arguments.port)
    return 0


def _export(settings: Settings, arguments: argparse.Namespace) -> int:
    from . import export

    formats = list(export.FORMATS) if arguments.format == "all" else [arguments.format]
    export.export(settings, formats, arguments.chapter)
    return 0


def _census(settings: Settings, arguments: argparse.Namespace) -> int:
    from . import census

    taken = census.take(settings)
    print(taken.table())
    for difference in taken.differences():
        print(f"bookpress: {difference}.", file=sys.stderr)
    return 1 if taken.differences() else 0


def _report(settings: Settings, arguments: argparse.Namespace) -> int:
    from . import report

    if not arguments.check:
        print("The page was written." if report.write(settings) else "The page is current.")
        return 0
    if report.current(settings):
        return 0
    raise BookpressError("The how-this-book-is-checked page is out of date. Run `bookpress report`.")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bookpress", description="Keeps an executable MyST book true.")
    commands = parser.add_subparsers(required=True, metavar="command")

    def command(function, name: str, about: str, chapters: bool = True) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=about, description=about[0].upper() + about[1:] + ".")
        made.set_defaults(command=function)
        if chapters:
            made.add_argument("names", nargs="*", metavar="chapter", help="name of a chapter; all when none is given")
        return made

    sync = command(_sync, "sync", "bring each notebook in line with its chapter, keeping unchanged outputs")
    side = sync.add_mutually_exclusive_group()
    side.add_argument("--from-notebook", action="store_true", help="take text edited in the notebook into the chapter")
    side.add_argument("--from-chapter", action="store_true", help="drop text edited in the notebook")
    side.add_argument("--check", action="store_true", help="change nothing; exit 1 when a notebook differs")

    run = command(_run, "run", "execute the notebooks whose cells, modules, data or locked versions changed")
    run.add_argument("--force", action="store_true", help="execute those that are current, too")
    _jobs(run)
    _jobs(command(_verify, "verify", "execute every notebook and compare each output with the stored one"))
    command(_fingerprint, "fingerprint", "say which notebooks are out of date, and why; exit 1 when one is")
    command(_check, "check", "check chapters and notebooks against the book's rules, executing nothing")
    build = command(_build, "build", "build the site, strictly", chapters=False)
    build.add_argument("--base-url", metavar="PATH", help="where the site will live, such as /book; default: $BASE_URL")
    build.add_argument("--check-links", action="store_true", help="also ask the hosts that the pages link to")
    serve = command(_serve, "serve", "build the site, serve it and rebuild what changes", chapters=False)
    serve.add_argument("--port", type=int, default=3000, help="port on this machine (default: 3000)")
    export = command(_export, "export", "make the book for Word, paper, readers and Colab", chapters=False)
    export.add_argument("format", choices=["docx", "pdf", "epub", "colab", "all"], help="what to make")
    export.add_argument("--chapter", metavar="NAME", help="only this page, by name or number; default: the whole book")
    command(_census, "census", "count what every format holds and compare it with the site", chapters=False)
    report = command(_report, "report", "write the page on how this book is checked", chapters=False)
    report.add_argument("--check", action="store_true", help="write nothing; exit 1 when the page is out of date")
    return parser


def _jobs(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--jobs", type=_at_least_one, metavar="N", help="notebooks at a time; default: the processors")


def _at_least_one(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of jobs; it has to be 1 or more")
    return int(text)
