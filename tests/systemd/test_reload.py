"""systemctl reload: takes a good file up, and fails at a bad one, which changes nothing."""

from booted.suite import eventually

MORE = '[[backend]]\nurl = "http://127.0.0.1:5005"\nname = "another"\n'


def test_a_good_file_is_in_force_when_the_reload_returns(suite):
    suite.write_config(suite.config() + MORE)
    before = suite.machine.main_pid("rrlb.service")
    suite.machine.systemctl("reload", "rrlb.service")
    assert "another" in [backend["name"] for backend in suite.stats()["backends"]]
    assert suite.machine.main_pid("rrlb.service") == before


def test_a_bad_file_fails_and_names_its_mistakes(suite):
    machine = suite.machine
    cursor = machine.cursor()
    suite.write_config(suite.config() + MORE + "wieght = 2\n")
    reloaded = machine.systemctl("reload", "rrlb.service", check=False)
    assert reloaded.returncode != 0
    lines = [entry["MESSAGE"] for entry in machine.journal("-u", "rrlb.service", after=cursor)]
    assert any('did you mean "weight"?' in line for line in lines), lines
    assert machine.is_active("rrlb.service") and suite.up() == 4


def test_a_reload_that_the_balancer_refuses_fails(suite):
    """The file is read once more by the balancer itself, which has the last word."""
    suite.drop_in("rrlb.service", "[Service]\nExecReload=\n"
                  "ExecReload=/usr/bin/rrlbctl reload --config /etc/rrlb.conf\n")
    suite.write_config(suite.config() + MORE + 'name = "twice"\n')
    reloaded = suite.machine.systemctl("reload", "rrlb.service", check=False)
    assert reloaded.returncode != 0
    assert suite.up() == 4


def test_a_start_with_a_bad_file_is_not_tried_again(suite):
    machine = suite.machine
    suite.write_config("nonsense\n")
    machine.systemctl("restart", "rrlb.service", check=False)
    eventually("the unit has failed", lambda: machine.show("rrlb.service", "ActiveState") == "failed")
    assert machine.show("rrlb.service", "NRestarts") == "0"
    assert machine.show("rrlb.service", "ExecMainStatus") == "78"
