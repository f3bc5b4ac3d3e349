"""`bdm examples`: the requirement texts that come with the package."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import click

from backend_data_model.model.errors import InputError


def example_names() -> list[str]:
    """The names of the bundled requirement texts, sorted."""
    folder = files("backend_data_model") / "examples"
    return sorted(entry.name.removesuffix(".md") for entry in folder.iterdir() if entry.name.endswith(".md"))


def example_text(name: str) -> str:
    """The requirement text of that name; InputError where there is none."""
    if name not in example_names():
        raise InputError(f"there is no example {name!r}", help=f"the examples are: {', '.join(example_names())}")
    return (files("backend_data_model") / "examples" / f"{name}.md").read_text(encoding="utf-8")


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.pass_context
def examples(ctx: click.Context) -> None:
    """List the bundled requirement texts, or copy one to start from."""
    if ctx.invoked_subcommand is None:
        for name in example_names():
            title = example_text(name).partition("\n")[0].lstrip("# ")
            click.echo(f"{name:<20} {title}")


@examples.command()
@click.argument("name")
@click.argument("target", type=click.Path(path_type=Path), default=Path())
def copy(name: str, target: Path) -> None:
    """Copy the example NAME to TARGET, a file or directory (default: the current directory)."""
    text = example_text(name)
    path = target / f"{name}.md" if target.is_dir() else target
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise InputError(f"{path} exists already", help="name another file or remove this one") from None
    click.echo(str(path))


@examples.command()
@click.argument("name")
def show(name: str) -> None:
    """Print the example NAME on standard output."""
    click.echo(example_text(name), nl=False)
