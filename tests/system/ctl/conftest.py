"""rrlbctl before a balancer that is none."""

import pytest
from harness.fake_admin import ENVIRONMENT, FakeAdmin
from harness.programs import run


@pytest.fixture
def admin(tmp_path):
    fake = FakeAdmin(tmp_path)
    yield fake
    fake.stop()


@pytest.fixture
def ctl(admin):
    """ctl("status"): the exit code, standard output, standard error."""

    def ask(*arguments, env=None):
        done = run("rrlbctl", "--socket", admin.path, *arguments, env={**ENVIRONMENT, **(env or {})})
        assert "\x1b" not in done.stdout + done.stderr
        return done.returncode, done.stdout, done.stderr

    return ask
