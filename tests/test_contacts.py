"""The audit hook of `conftest.py` detects connections to other machines."""

import socket
from contextlib import suppress

import conftest
import pytest


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1", "example.invalid"])
def test_a_connection_to_another_machine_is_detected(host: str) -> None:
    with suppress(OSError):
        socket.getaddrinfo(host, 80, flags=socket.AI_NUMERICHOST)
    assert conftest._contacts == [f"socket.getaddrinfo {host}"]
    conftest._contacts.clear()
    if host == "192.0.2.1":
        with socket.socket() as connection, suppress(OSError):
            connection.settimeout(0.01)
            connection.connect((host, 9))
        assert conftest._contacts == ["socket.connect 192.0.2.1"]
        conftest._contacts.clear()


def test_connections_to_this_machine_are_allowed(tmp_path_factory: pytest.TempPathFactory) -> None:
    socket.getaddrinfo("127.0.0.1", 80)
    with socket.socket() as connection, suppress(OSError):
        connection.connect(("127.0.0.1", 9))
    assert conftest._contacts == []
