"""Found a real, empty city from the shell."""

from typing import Annotated

import typer

from yipanqi.cli.app import app, parsed_month, tell
from yipanqi.core.refusal import Refusal
from yipanqi.core.scope import Viewer

Asked = Annotated[str, typer.Option(help="城市全称，如 绍兴市", prompt="城市全称")]


@app.command(
    help="建立一个真实的空城市：询问名称、代码、办公室、首批账号和首个月份，不含演示数据。"
)
def init(  # noqa: PLR0917  (options of a command)
    name: Asked,
    kind: Annotated[
        str, typer.Option(help="类别：city 设区市、county 县、district 区、province 省 等")
    ] = "city",
    code: Annotated[str, typer.Option(help="行政区划代码（六位），可不填")] = "",
    short_name: Annotated[str, typer.Option("--short", help="简称，如 绍兴")] = "",
    office: Annotated[
        str, typer.Option(help="领导小组办公室名称", prompt="领导小组办公室名称")
    ] = "市重大项目推进工作领导小组办公室",
    admin: Annotated[
        str, typer.Option(help="系统管理员用户名", prompt="系统管理员用户名")
    ] = "guanliyuan",
    office_account: Annotated[
        str, typer.Option("--office-account", help="办公室账号用户名", prompt="办公室账号用户名")
    ] = "bangongshi",
    month: Annotated[str, typer.Option(help="首个填报月份，如 2024-04")] = "",
) -> None:
    from django.core.management import call_command

    from yipanqi.apps.board.setup.actions import FoundingAccount, found_city
    from yipanqi.core.month import Month
    from yipanqi.core.units.kinds import UnitKind
    from yipanqi.infra import clock

    if kind not in {k.value for k in UnitKind}:
        raise Refusal("cli.unknown_kind", kind=kind, known=[k.value for k in UnitKind])
    call_command("migrate", verbosity=0, interactive=False)
    first = parsed_month(month) if month else Month.of(clock.real_today())
    told = found_city(
        viewer=Viewer.system("命令行建立城市"),
        name=name.strip(),
        short_name=short_name.strip(),
        kind=UnitKind(kind),
        code=code.strip(),
        office=office.strip(),
        administrator=FoundingAccount(admin, "系统管理员"),
        office_account=FoundingAccount(office_account, "办公室"),
        first_month=first,
    )
    tell(f"已建立“{name}”，首个填报月份 {first.year}年{first.number}月。没有任何演示数据。")
    tell("首次登录口令只显示这一次，请抄录；首次登录后须改口令：")
    for each in told:
        tell(f"  {each.name}　用户名 {each.username}　口令 {each.password}")
    tell("下一步：./run 启动网站，用管理员账号登录，在“设置”中载入单位和人员。")
