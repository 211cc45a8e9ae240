"""rrlbctl with a fake balancer."""

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
    """ctl("status"): returns the exit code, standard output and standard error."""

    def ask(*arguments, env=None):
        done = run("rrlbctl", "--socket", admin.path, *arguments, env={**ENVIRONMENT, **(env or {})})
        assert "\x1b" not in done.stdout + done.stderr
        return done.returncode, done.stdout, done.stderr

    return ask
