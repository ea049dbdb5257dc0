"""Whether Python's truss would upload a Truss: `truss push` runs in this process up to the point where it packs.

Only what needs an account is put out of its way: the remote's answers, and the questions to a person.
"""

import inspect
import logging
import sys
import types
import warnings
from pathlib import Path
from unittest import mock

try:
    import click
    from truss.cli import cli, remote_cli
    from truss.remote.baseten import remote as baseten
    from truss.remote.remote_factory import RemoteFactory
except ImportError as error:
    sys.exit(f"skipped: {error}")

warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)


class Packs(Exception):
    """Python's truss starts to pack."""


def packs(*_, **__):
    raise Packs


def no_name():
    raise ValueError("there is no model_name")


PUSH = inspect.unwrap(cli.push.callback)
DEFAULTS = types.SimpleNamespace(get_parameter_source=lambda _: click.core.ParameterSource.DEFAULT)
REMOTE = baseten.BasetenRemote("https://app.baseten.co", api_key="abcd1234.ABCDEFGHIJKLMNOPQRSTUVWXYZ012345")


def refusal(folder):
    """The error that ends `truss push FOLDER`, or None when it would upload."""
    with (
        mock.patch.object(RemoteFactory, "create", lambda **_: REMOTE),
        mock.patch.object(type(REMOTE.api), "get_teams", lambda _: {}),
        mock.patch.object(cli, "resolve_model_team_name", lambda **_: (None, None)),
        mock.patch.object(remote_cli, "inquire_model_name", no_name),
        mock.patch.object(cli.console, "print", lambda *_, **__: None),
        mock.patch.object(baseten, "exists_model", lambda *_, **__: None),
        mock.patch.object(baseten, "validate_truss_config_against_backend", lambda *_: None),
        mock.patch.object(baseten, "archive_dir", packs),
    ):
        try:
            PUSH(DEFAULTS, str(Path(folder)), None, "baseten", None, preserve_env_instance_type=None)
        except Packs:
            return None
        except (Exception, SystemExit) as error:
            return error
    raise AssertionError("it neither packed nor ended")
