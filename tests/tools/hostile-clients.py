"""Clients that mean a server harm; prints what became of them, and whether its memory stayed as it was.

    hostile-clients.py ADDRESS PROCESS
"""
import errno
import socket
import sys
import time
from urllib.parse import urlsplit

where = urlsplit(sys.argv[1])
token = where.path
patience = 300


def memory():
    """The most memory that the process had so far, MB."""
    with open(f"/proc/{sys.argv[2]}/status", encoding="ascii") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024


def connect(wait=True):
    """A connection; the system gives up before we do where a server has no room for more, and is asked again."""
    started = time.monotonic()
    while True:
        s = socket.socket()
        s.setblocking(wait)
        if not wait:
            s.connect_ex((where.hostname, where.port))
            return s
        s.settimeout(patience)
        try:
            s.connect((where.hostname, where.port))
            return s
        except TimeoutError:
            s.close()
            if time.monotonic() - started > patience:
                raise


def head(method, path, *more):
    lines = [f"{method} {path} HTTP/1.1", f"Host: {where.netloc}", f"Origin: http://{where.netloc}", *more]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def send(s, request):
    """Sends a request, of which the server may have enough before its end."""
    try:
        s.sendall(request)
    except (BrokenPipeError, ConnectionResetError):
        pass  # its answer came before


def answer(s):
    """The status of the answer, or "closed"."""
    try:
        return (s.recv(4096).decode("latin1").split() + ["", "closed"])[1]
    except OSError as error:
        return "closed" if error.errno in (errno.ECONNRESET, errno.EPIPE) else str(error)


def pour(s, total):
    """Sends so many bytes, while they are taken. Returns how many MB were."""
    block, sent = b"x" * (1 << 20), 0
    try:
        while sent < total:
            s.sendall(b"100000\r\n" + block + b"\r\n")
            sent += len(block)
    except OSError:
        pass
    return sent >> 20


def is_ended(s):
    """Whether the server ends the connection before anybody loses patience."""
    try:
        while s.recv(1 << 16):
            pass
        return True
    except OSError as error:
        return error.errno == errno.ECONNRESET


ok = connect()
ok.sendall(head("GET", token))
ok.recv(1 << 20)
ok.close()
before = memory()
json = "Content-Type: application/json"

s = connect()
send(s, head("POST", token + "decisions", json, f"Content-Length: {1 << 30}"))
print("a gigabyte that is announced:", answer(s))
s = connect()
send(s, head("POST", token + "decisions", json, "Content-Length: 99999999999999999999999"))
print("more than there is:", answer(s))
s = connect()
send(s, head("POST", token + "decisions", json, "Transfer-Encoding: chunked"))
print("a gigabyte that is not:", "refused" if pour(s, 1 << 30) < 64 else "taken")
s = connect()
send(s, head("GET", token + "x" * 100000))
print("a long address:", answer(s))
s = connect()
send(s, head("GET", token, *["X: " + "y" * 1000] * 1000))
print("a long head:", answer(s))
s = connect()
send(s, b"\x16\x03\x01\x00\x00 not HTTP\r\n\r\n")
print("not HTTP:", answer(s) in ("400", "closed", "HTTP"))

started = time.monotonic()
silent, half, deaf = connect(), connect(), connect()
half.sendall(b"GET / HTTP/1.1\r\nHost: ")
deaf.sendall(head("GET", token + "photo/0"))  # 30 MB that it does not read
dripping = connect()
while not time.monotonic() - started > patience:  # a byte a second, without end
    try:
        dripping.send(b"G")
    except OSError:
        break
    time.sleep(1)
print("a byte a second: ended", time.monotonic() - started < patience)
print("silent: ended", is_ended(silent), "half a head: ended", is_ended(half), "one that does not read: ended", is_ended(deaf))

many = [connect(wait=False) for _ in range(1000)]
s = connect()
s.sendall(head("GET", token + "nothing"))
print("while there are a thousand connections, one that asks:", answer(s))
for one in many:
    one.close()
grown = memory() - before
print("memory: as it was" if grown < 16 else f"memory: {grown:.0f} MB more")
