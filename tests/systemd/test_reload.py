"""systemctl reload: applies a valid file, and fails for an invalid one without any change."""

from booted.suite import eventually

MORE = '[[backend]]\nurl = "http://127.0.0.1:5005"\nname = "another"\n'


def test_a_valid_file_is_in_force_when_the_reload_returns(suite):
    suite.write_config(suite.config() + MORE)
    before = suite.machine.main_pid("rrlb.service")
    suite.machine.systemctl("reload", "rrlb.service")
    assert "another" in [backend["name"] for backend in suite.stats()["backends"]]
    assert suite.machine.main_pid("rrlb.service") == before


def test_an_invalid_file_fails_with_its_problems(suite):
    machine = suite.machine
    cursor = machine.cursor()
    suite.write_config(suite.config() + MORE + "wieght = 2\n")
    reloaded = machine.systemctl("reload", "rrlb.service", check=False)
    assert reloaded.returncode != 0
    lines = [entry["MESSAGE"] for entry in machine.journal("-u", "rrlb.service", after=cursor)]
    assert any('did you mean "weight"?' in line for line in lines), lines
    assert machine.is_active("rrlb.service") and suite.up() == 4


def test_a_reload_that_the_balancer_refuses_fails(suite):
    """The balancer reads the file once more itself, and may refuse it."""
    suite.drop_in("rrlb.service", "[Service]\nExecReload=\n"
                  "ExecReload=/usr/bin/rrlbctl reload --config /etc/rrlb.conf\n")
    suite.write_config(suite.config() + MORE + 'name = "twice"\n')
    reloaded = suite.machine.systemctl("reload", "rrlb.service", check=False)
    assert reloaded.returncode != 0
    assert suite.up() == 4


def test_a_start_with_an_invalid_file_is_not_retried(suite):
    machine = suite.machine
    suite.write_config("nonsense\n")
    machine.systemctl("restart", "rrlb.service", check=False)
    eventually("the unit has failed", lambda: machine.show("rrlb.service", "ActiveState") == "failed")
    assert machine.show("rrlb.service", "NRestarts") == "0"
    assert machine.show("rrlb.service", "ExecMainStatus") == "78"
