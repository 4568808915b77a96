"""An engine over TLS: a relay on loopback before its socket, with certificates made for it."""

import asyncio
import ssl
import subprocess
import threading

LIMIT = 65536


def make_certificates(folder):
    """ca.pem, and signed by it cert.pem and key.pem of a client, engine.pem and engine-key.pem of the engine."""

    def openssl(*arguments):
        subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)

    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
    openssl("req", "-x509", *key, "-keyout", "ca-key.pem", "-out", "ca.pem", "-days", "2", "-subj", "/CN=authority")
    for name, names in (("cert", "DNS:client"), ("engine", "IP:127.0.0.1,DNS:localhost")):
        file = "key.pem" if name == "cert" else f"{name}-key.pem"
        openssl("req", "-new", *key, "-keyout", file, "-out", f"{name}.csr", "-subj", f"/CN={name}")
        (folder / f"{name}.ext").write_text(f"subjectAltName={names}\n")
        openssl("x509", "-req", "-in", f"{name}.csr", "-CA", "ca.pem", "-CAkey", "ca-key.pem", "-CAcreateserial",
                "-days", "2", "-extfile", f"{name}.ext", "-out", f"{name}.pem")


class TlsRelay:
    """Only clients that the authority in `folder` has signed are let through. `address` is "127.0.0.1:port"."""

    def __init__(self, upstream, folder):
        self.upstream = upstream
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(folder / "engine.pem", folder / "engine-key.pem")
        self.context.load_verify_locations(folder / "ca.pem")
        self.context.verify_mode = ssl.CERT_REQUIRED
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        self.server = asyncio.run_coroutine_threadsafe(self._listen(), self.loop).result(10)
        self.address = "127.0.0.1:%d" % self.server.sockets[0].getsockname()[1]

    def cut(self):
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(10)

    async def _listen(self):
        return await asyncio.start_server(self._relay, "127.0.0.1", 0, ssl=self.context, limit=LIMIT)

    async def _relay(self, reader, writer):
        engine_reader, engine_writer = await asyncio.open_unix_connection(self.upstream)
        await asyncio.gather(copy(reader, engine_writer), copy(engine_reader, writer), return_exceptions=True)


async def copy(source, target):
    try:
        while data := await source.read(LIMIT):
            target.write(data)
            await target.drain()
    finally:
        if target.can_write_eof():
            target.write_eof()
        else:
            target.close()
