"""An SFTP server of paramiko over a folder, as a process of its own: ``sftp_server.py FOLDER PORT HOST_KEY AUTHORIZED PASSWORD``."""

import os
import socket
import sys
import threading

import paramiko

FOLDER, PORT, HOST_KEY, AUTHORIZED, PASSWORD = sys.argv[1:6]


class Door(paramiko.ServerInterface):
    def check_auth_password(self, username, password):
        return paramiko.AUTH_SUCCESSFUL if password == PASSWORD else paramiko.AUTH_FAILED

    def check_auth_publickey(self, username, key):
        with open(AUTHORIZED) as known:
            return paramiko.AUTH_SUCCESSFUL if key.get_base64() in known.read() else paramiko.AUTH_FAILED

    def check_channel_request(self, kind, number):
        return paramiko.OPEN_SUCCEEDED

    def get_allowed_auths(self, username):
        return "password,publickey"


class Handle(paramiko.SFTPHandle):
    def stat(self):
        return paramiko.SFTPAttributes.from_stat(os.fstat(self.readfile.fileno()))


class Files(paramiko.SFTPServerInterface):
    def _real(self, path):
        return FOLDER + os.path.normpath("/" + path)

    def _done(self, act, *words):
        try:
            act(*words)
        except OSError as error:
            return paramiko.SFTPServer.convert_errno(error.errno)
        return paramiko.SFTP_OK

    def list_folder(self, path):
        try:
            found = []
            for name in os.listdir(self._real(path)):
                told = paramiko.SFTPAttributes.from_stat(os.lstat(os.path.join(self._real(path), name)))
                told.filename = name
                found.append(told)
            return found
        except OSError as error:
            return paramiko.SFTPServer.convert_errno(error.errno)

    def stat(self, path):
        try:
            return paramiko.SFTPAttributes.from_stat(os.stat(self._real(path)))
        except OSError as error:
            return paramiko.SFTPServer.convert_errno(error.errno)

    def lstat(self, path):
        try:
            return paramiko.SFTPAttributes.from_stat(os.lstat(self._real(path)))
        except OSError as error:
            return paramiko.SFTPServer.convert_errno(error.errno)

    def open(self, path, flags, attributes):
        try:
            handle = Handle(flags)
            stream = os.fdopen(os.open(self._real(path), flags, 0o600), "r+b" if flags & os.O_RDWR else "wb" if flags & os.O_WRONLY else "rb")
            handle.readfile = handle.writefile = stream
            return handle
        except OSError as error:
            return paramiko.SFTPServer.convert_errno(error.errno)

    def remove(self, path):
        return self._done(os.remove, self._real(path))

    def rename(self, old, new):
        if os.path.lexists(self._real(new)):
            return paramiko.SFTP_FAILURE
        return self._done(os.rename, self._real(old), self._real(new))

    def mkdir(self, path, attributes):
        return self._done(os.mkdir, self._real(path))

    # no posix_rename: as some servers have it


def serve(client):
    transport = paramiko.Transport(client)
    transport.add_server_key(paramiko.ECDSAKey(filename=HOST_KEY))
    transport.set_subsystem_handler("sftp", paramiko.SFTPServer, Files)
    try:
        transport.start_server(server=Door())
        transport.join()
    except (paramiko.SSHException, EOFError):
        pass


listening = socket.create_server(("127.0.0.1", int(PORT)))
while True:
    threading.Thread(target=serve, args=[listening.accept()[0]], daemon=True).start()
