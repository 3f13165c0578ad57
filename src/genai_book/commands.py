"""How the commands of `genai-book` are declared, and the parser made of such declarations."""

import argparse
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Argument:
    """What `argparse` takes: a name, which begins with dashes if it is optional, and keywords."""

    name: str
    options: dict[str, Any]


def argument(name: str, **options: Any) -> Argument:
    return Argument(name, options)


@dataclass(frozen=True)
class Command:
    """One command: `run` gives its exit status."""

    name: str
    help: str
    run: Callable[[argparse.Namespace], int]
    arguments: tuple[Argument | tuple[Argument, ...], ...] = ()  # of a tuple within, exactly one must be given


def parser(commands: Iterable[Command], epilog: str) -> argparse.ArgumentParser:
    """The parser of all commands; what it returns holds the chosen one's function in `run`."""
    made = argparse.ArgumentParser(
        prog="genai-book",
        description="The models of the book: list, download, describe, train and evaluate them.",
        epilog=epilog,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    chosen = made.add_subparsers(required=True, metavar="command")
    for command in commands:
        one = chosen.add_parser(command.name, help=command.help, description=command.help.capitalize() + ".")
        one.set_defaults(run=command.run)
        for argument in command.arguments:
            if isinstance(argument, Argument):
                one.add_argument(argument.name, **argument.options)
                continue
            group = one.add_mutually_exclusive_group(required=True)
            for choice in argument:
                group.add_argument(choice.name, **choice.options)
    return made


def positive(text: str) -> int:
    """A whole number of at least 1, as an argument's type."""
    return _whole(text, 1)


def natural(text: str) -> int:
    """A whole number of at least 0, as an argument's type."""
    return _whole(text, 0)


def _whole(text: str, least: int) -> int:
    try:
        value = int(text)
    except ValueError:
        value = least - 1
    if value < least:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number of at least {least}")
    return value
