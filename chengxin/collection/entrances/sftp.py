"""SFTP: a folder of another machine as an entrance. Its host key must be known beforehand; nothing unknown is trusted.

One connection a round. Receipts are written under a name that is not final and renamed, so that the
organ never reads half of one.
"""

import os
import posixpath
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any
from urllib.parse import unquote

from chengxin.collection.entrances.definitions import FileEntrance, owner_only, secret_of
from chengxin.collection.entrances.place import DONE, FAILED, IN, PlaceAway, Seen, in_words, pieces
from chengxin.ground.api import WrongUse

_SECONDS = 20


class Remote:
    """远端目录: ``in``, ``done`` and ``failed`` under one path of the server."""

    def __init__(self, client: Any, path: str, *, receipts: str | None = None) -> None:
        self._client, self._path = client, path
        try:
            client.stat(path)
        except FileNotFoundError:
            raise PlaceAway(f"SFTP 服务器上没有目录 {path}") from None
        for part in (IN, DONE, FAILED, *([receipts] if receipts else [])):
            self._make(part)

    def look(self) -> list[Seen]:
        """Everything in ``in``, by name; links are not followed."""
        try:
            found = [Seen(one.filename, one.st_size or 0, one.st_mtime or 0, _kind(one.st_mode or 0)) for one in self._client.listdir_attr(self._at(IN))]
        except UnicodeDecodeError:
            raise PlaceAway("SFTP 服务器上有不是 UTF-8 的文件名，请改名后再报") from None
        except OSError as error:
            raise PlaceAway(f"SFTP 服务器上的 {self._at(IN)} 无法读取：{error.strerror or error}") from error
        return sorted((seen for seen in found if "/" not in seen.name and seen.name not in (".", "..")), key=lambda seen: seen.name)

    @contextmanager
    def opened(self, seen: Seen) -> Iterator[IO[bytes]]:
        """Read ahead, many requests at a time."""
        with self._client.open(self._at(IN, seen.name), "rb") as stream:
            stream.prefetch(seen.size)
            yield stream

    def unchanged(self, seen: Seen) -> bool:
        """By kind, size and time."""
        try:
            now = self._client.lstat(self._at(IN, seen.name))
        except OSError:
            return False
        return (_kind(now.st_mode or 0), now.st_size, now.st_mtime) == ("file", seen.size, seen.modified)

    def put(self, folder: str, name: str, content: IO[bytes]) -> None:
        """Written under a hidden name, its size checked, then renamed."""
        draft = self._at(folder, f".{name[:60]}.{os.getpid()}.tmp")
        size = 0
        try:
            with self._client.open(draft, "wb") as sink:
                sink.set_pipelined(True)
                for piece in pieces(content):
                    sink.write(piece)
                    size += len(piece)
            if self._client.stat(draft).st_size != size:
                raise PlaceAway("SFTP 服务器没有收下整份回执")
            self._rename(draft, self._at(folder, name), replace=True)
        except OSError as error:
            self._forget(draft)
            raise PlaceAway(f"回执无法写入 SFTP 服务器的 {folder}：{error.strerror or error}") from error

    def taken(self, folder: str, name: str) -> bool:
        """Whether the name is in use."""
        try:
            self._client.lstat(self._at(folder, name))
        except FileNotFoundError:
            return False
        return True

    def move(self, name: str, folder: str, as_name: str) -> None:
        """A rename on the server."""
        try:
            self._rename(self._at(IN, name), self._at(folder, as_name), replace=False)
        except OSError as error:
            raise PlaceAway(f"{in_words(name)} 无法移到 {folder}：{error.strerror or error}") from error

    def remove(self, name: str) -> None:
        """Without complaint where it is gone."""
        self._forget(self._at(IN, name))

    def sweep(self, days: int) -> int:
        """Nothing is removed from a server that is not ours."""
        return 0

    def _rename(self, old: str, new: str, *, replace: bool) -> None:
        if not replace:
            self._client.rename(old, new)
            return
        try:
            self._client.posix_rename(old, new)  # one step, also over a file that is there
        except OSError:  # a server without that extension
            self._forget(new)
            self._client.rename(old, new)

    def _forget(self, path: str) -> None:
        try:
            self._client.remove(path)
        except OSError:
            pass

    def _make(self, part: str) -> None:
        try:
            self._client.stat(self._at(part))
        except FileNotFoundError:
            try:
                self._client.mkdir(self._at(part))
            except OSError as error:
                raise PlaceAway(f"SFTP 服务器上无法建立目录 {self._at(part)}") from error

    def _at(self, *parts: str) -> str:
        return posixpath.join(self._path, *parts)


@contextmanager
def signed_in(entrance: FileEntrance) -> Iterator[Remote]:
    """The folder of an SFTP entrance. Raises PlaceAway, WrongUse (unknown or changed host key, refused sign-in)."""
    import paramiko

    where, credentials = entrance.address, _credentials(entrance)
    host, port = str(where.hostname), where.port or 22
    client = paramiko.SSHClient()
    client.set_missing_host_key_policy(_Known(str(entrance.known_hosts)))  # type: ignore[arg-type]
    try:
        assert entrance.known_hosts is not None
        client.load_host_keys(str(entrance.known_hosts))
    except OSError as error:
        raise WrongUse(f"主机密钥文件 {entrance.known_hosts} 无法读取", code="host-unknown") from error
    try:
        client.connect(
            host, port, username=unquote(where.username or ""), allow_agent=False, look_for_keys=False,
            timeout=_SECONDS, banner_timeout=_SECONDS, auth_timeout=_SECONDS, channel_timeout=_SECONDS, **credentials,
        )  # fmt: skip
        sftp = client.open_sftp()
        channel = sftp.get_channel()
        assert channel is not None
        channel.settimeout(60)
        transport = client.get_transport()
        assert transport is not None
        transport.set_keepalive(30)  # while a large file is collected
        yield Remote(sftp, unquote(where.path), receipts=entrance.receipts)
    except paramiko.BadHostKeyException as error:
        raise WrongUse(f"{host} 的主机密钥与 known_hosts 中的不同，已断开。请核实是否换过服务器", code="host-key-changed") from error
    except paramiko.AuthenticationException as error:
        raise WrongUse(f"{host} 不接受这个账户的密钥或口令", code="sign-in-refused") from error
    except paramiko.SSHException as error:
        raise PlaceAway(f"SFTP 服务器 {host}:{port} 中途断开") from error
    except (EOFError, TimeoutError, ConnectionError, paramiko.ssh_exception.NoValidConnectionsError) as error:
        raise PlaceAway(f"SFTP 服务器 {host}:{port} 连接不上或没有答复") from error
    finally:
        client.close()


class _Known:
    """A host that known_hosts does not name is not spoken to."""

    def __init__(self, known_hosts: str) -> None:
        self._known_hosts = known_hosts

    def missing_host_key(self, client: Any, hostname: str, key: Any) -> None:
        raise WrongUse(f"{hostname} 的主机密钥不在 known_hosts 中，已断开。请核实后写入 {self._known_hosts}", code="host-unknown")


def _credentials(entrance: FileEntrance) -> dict[str, Any]:
    import paramiko

    if entrance.password_file:
        return {"password": secret_of(entrance.password_file)}
    assert entrance.key_file is not None
    owner_only(entrance.key_file)
    try:
        return {"pkey": paramiko.PKey.from_path(str(entrance.key_file))}
    except (paramiko.SSHException, paramiko.pkey.UnknownKeyType, OSError, ValueError, TypeError) as error:
        raise WrongUse(f"密钥文件 {entrance.key_file} 无法使用（应为没有口令的私钥）", code="secret-unreadable") from error


def _kind(mode: int) -> str:
    if stat.S_ISREG(mode):
        return "file"
    if stat.S_ISLNK(mode):
        return "link"
    return "folder" if stat.S_ISDIR(mode) else "other"
