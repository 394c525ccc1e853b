"""What can be said on the command line of ``./run`` and ``yipanqi serve``.

Standard library only: ``./run --help`` answers before anything is installed.
"""

import argparse
import errno
import os
import socket
from collections.abc import MutableMapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

DEFAULT_PORT = 8000
EPILOG = """\
数据目录 data folder：数据库、快照、佐证材料、密钥都在其中，备份它即可。
  The database, snapshots, evidence and the secret key live there: back up this one folder.
环境变量 variables：YIPANQI_DATA, YIPANQI_DATABASE, YIPANQI_HOSTS, YIPANQI_WEBHOOK_HOSTS,
  YIPANQI_SECRET_KEY,
  YIPANQI_LOG_LEVEL. 口令不宜写在命令行上，可用 YIPANQI_DATABASE。
  A password is better given through YIPANQI_DATABASE than on the command line.
停止 stop：Ctrl-C。

例 examples:
  ./run
  ./run --host 0.0.0.0 --port 8080 --data /srv/yipanqi
  ./run --no-demo --database postgresql://yipanqi@localhost/yipanqi --public yipanqi.example.cn
"""


@dataclass(frozen=True, slots=True)
class Options:
    """``public`` is the host name people type when a proxy serves the city over HTTPS."""

    host: str
    port: int
    data: str | None
    database: str | None
    public: str | None
    demo: bool
    processes: int

    @property
    def address(self) -> str:
        if self.public:
            return f"https://{self.public}/"
        loopback = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{loopback.get(self.host, host)}:{self.port}/"

    def apply(self, environ: MutableMapping[str, str]) -> None:
        """Say it to the settings, which read variables only."""
        if self.data:
            environ["YIPANQI_DATA"] = self.data
        if self.database:
            environ["YIPANQI_DATABASE"] = self.database
        if self.public:
            environ["DJANGO_SETTINGS_MODULE"] = "yipanqi.settings.served"
            environ["YIPANQI_HOSTS"] = self.public
        else:
            environ.setdefault("DJANGO_SETTINGS_MODULE", "yipanqi.settings.local")
            environ.setdefault("YIPANQI_HOSTS", self.answered_hosts())

    def answered_hosts(self) -> str:
        """The names a browser may ask for; an open address of a demonstration takes any."""
        if self.host in {"0.0.0.0", "::"}:  # noqa: S104
            return "*"
        return f"localhost,127.0.0.1,[::1],{self.host}"


def parse(arguments: Sequence[str], program: str = "./run") -> Options:
    parser = argparse.ArgumentParser(
        prog=program,
        description="一盘棋：启动网站与后台作业。Start Yipanqi: web server and job worker.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        add_help=False,
    )
    add = parser.add_argument
    add("-h", "--help", action="help", help="显示本说明 / show this text")
    add("--host", default="127.0.0.1", help="监听地址 / address to listen on (%(default)s)")
    add("--port", type=_port, default=DEFAULT_PORT, help="端口 / port (%(default)s)")
    add("--data", metavar="FOLDER", help="数据目录 / data folder (var)")
    add("--database", metavar="postgresql://…", help="数据库 / database (SQLite in --data)")
    add("--no-demo", action="store_true", help="不生成演示城市 / build no demonstration city")
    add(
        "--public",
        metavar="HOST",
        help="HTTPS 代理对外的主机名 / host behind an HTTPS proxy",
    )
    add("--processes", type=int, default=1, help="网站进程数 / web processes (%(default)s)")
    given = parser.parse_args(arguments)
    if given.database and urlsplit(given.database).scheme not in {"postgresql", "postgres"}:
        parser.error("--database: 须以 postgresql:// 开头 / must start with postgresql://")
    return Options(
        host=given.host,
        port=given.port,
        data=os.path.abspath(given.data) if given.data else None,  # noqa: PTH100
        database=given.database,
        public=given.public,
        demo=not given.no_demo,
        processes=max(1, given.processes),
    )


def _port(text: str) -> int:
    number = int(text) if text.isdecimal() else 0
    if not 1 <= number <= 65_535:
        raise argparse.ArgumentTypeError("端口须为 1—65535 / a port is 1 to 65535")
    return number


def port_fault(host: str, port: int) -> str | None:
    """Why nothing can listen there, in words that say what to do; None where it can."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return _port_fault(error, host, port)
    return None


def _port_fault(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"端口 {port} 已被占用，请换一个端口再启动，例如：./run --port {port + 1}\n"
            f"Port {port} is in use. Start with another one, for example: ./run --port {port + 1}"
        )
    if error.errno in {errno.EACCES, errno.EPERM}:
        return (
            f"当前用户无权使用端口 {port}，请改用 1024 以上的端口，例如：./run --port 8000\n"
            f"This user may not listen on port {port}. Choose one above 1024: ./run --port 8000"
        )
    return (
        f"无法在 {host} 上监听：本机没有这个地址，请检查 --host。\n"
        f"Cannot listen on {host}: {error.strerror or error}. Check --host."
    )
