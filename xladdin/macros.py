"""The commands of the tab 绩效自评: one function a button, named as in ``ribbon.toml``; every host calls these.

Nothing is raised: what goes wrong is one sentence in a message.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from xladdin.ribbon_commands.session import Outcome, Session, run

__all__ = [
    "about",
    "check_all",
    "check_import",
    "clear_marks",
    "convert_old_form",
    "diagnose",
    "draft_mail",
    "explain_row",
    "export_import",
    "fix_safely",
    "new_form_2020",
    "new_form_2020_functions",
    "new_form_cost",
    "new_form_cost_functions",
    "next_finding",
    "pack_copy",
    "previous_finding",
    "read_values",
    "recalculate",
    "show_rules",
    "show_schemes",
    "switch_formulas",
    "verify_seal",
]


def _late(module: str, name: str, *given: str) -> Callable[[Session], Outcome]:
    """A command of ``ribbon_commands``, loaded when the button is pressed."""

    def work(session: Session) -> Outcome:
        command = getattr(import_module(f"xladdin.ribbon_commands.{module}"), name)
        outcome: Outcome = command(session, *given)
        return outcome

    return work


def new_form_2020() -> None:
    """新建自评表（2020版）."""
    run("新建自评表", _late("new_books", "new_form", "mof_2020"), wants_book=False, stays=False)


def new_form_cost() -> None:
    """新建自评表（含成本指标）."""
    run("新建自评表", _late("new_books", "new_form", "mof_2021_cost"), wants_book=False, stays=False)


def new_form_2020_functions() -> None:
    """新建自评表（2020版，插件函数）."""
    run("新建自评表", _late("new_books", "new_form", "mof_2020", "插件函数"), wants_book=False, stays=False)


def new_form_cost_functions() -> None:
    """新建自评表（含成本指标，插件函数）."""
    run("新建自评表", _late("new_books", "new_form", "mof_2021_cost", "插件函数"), wants_book=False, stays=False)


def convert_old_form() -> None:
    """从旧表转入."""
    run("从旧表转入", _late("new_books", "convert_old_form"), stays=False)


def read_values() -> None:
    """识别指标值."""
    run("识别指标值", _late("reading", "read_values"), changes=True)


def recalculate() -> None:
    """重新计分."""
    run("重新计分", _late("scoring", "recalculate"))


def switch_formulas() -> None:
    """公式：插件⇄原生."""
    run("公式：插件⇄原生", _late("formulas", "switch_formulas"), changes=True)


def explain_row() -> None:
    """计分说明."""
    run("计分说明", _late("scoring", "explain_row"))


def check_all() -> None:
    """全部校验."""
    run("全部校验", _late("checking", "check_all"), changes=True)


def previous_finding() -> None:
    """上一个问题."""
    run("上一个问题", _late("checking", "previous_finding"), stays=False)


def next_finding() -> None:
    """下一个问题."""
    run("下一个问题", _late("checking", "next_finding"), stays=False)


def fix_safely() -> None:
    """安全修正."""
    run("安全修正", _late("fixes", "fix_safely"), changes=True)


def clear_marks() -> None:
    """清除标记."""
    run("清除标记", _late("checking", "clear_all_marks"), changes=True)


def pack_copy() -> None:
    """封装报送."""
    run("封装报送", _late("sending", "pack_copy"))


def draft_mail() -> None:
    """生成邮件草稿."""
    run("生成邮件草稿", _late("sending", "draft_mail"))


def verify_seal() -> None:
    """核对凭证."""
    run("核对凭证", _late("sending", "verify_seal"))


def check_import() -> None:
    """一体化导入就绪检查."""
    run("一体化导入就绪检查", _late("importing", "check_import"), stays=False)


def export_import() -> None:
    """导出一体化导入表."""
    run("导出一体化导入表", _late("importing", "export_import"))


def show_rules() -> None:
    """规则手册."""
    run("规则手册", _late("books", "show_rules"), wants_book=False, stays=False)


def show_schemes() -> None:
    """评分办法."""
    run("评分办法", _late("books", "show_schemes"), wants_book=False, stays=False)


def diagnose() -> None:
    """诊断."""
    run("诊断", _late("books", "diagnose"), wants_book=False)


def about() -> None:
    """关于."""
    run("关于", _late("books", "about"), wants_book=False)
