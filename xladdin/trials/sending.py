"""The groups 报送 and 帮助, tried on forms."""

from __future__ import annotations

from collections.abc import Iterator

from perfeval_core.registry import all_rules
from xladdin import __version__
from xladdin.checking import check_file
from xladdin.diagnosis import Observation
from xladdin.files import read_workbook
from xladdin.files.seal import verify
from xladdin.ribbon_commands.copies import FOLDER
from xladdin.sending import verdict_words
from xladdin.trials.bench import Bench, judged
from xladdin.trials.forms import good_form, old_form, standard_form

__all__ = ["help_pages", "importing", "packing"]


def packing(bench: Bench) -> Iterator[Observation]:
    """A form with errors is refused; a good one becomes a sealed copy that scores alike, a draft, and is verified."""
    bad = bench.open(standard_form(bench.folder, addin=True))
    said = bench.press(bad, "pack_copy").splitlines()[0]
    yield judged("封装报送：有错误的不封装", "没有封装" in said, said)
    folder = bench.folder / FOLDER
    book = bench.open(good_form(bench.folder))
    before = bench.contents(book)
    said = bench.press(book, "pack_copy")
    copies = list(folder.glob("*.xlsx"))
    seals = [verdict_words(verify(read_workbook(str(path)))) for path in copies]
    errors = [check_file(str(path)).has_errors for path in copies]
    good = errors == [False] and all("未改动" in words for words in seals)
    yield judged("封装报送", good, f"{said.splitlines()[0]}凭证：{'；'.join(seals)}")
    yield judged("封装报送：原表没有改动", bench.contents(book) == before, f"{len(before)} 格")
    said = bench.press(book, "draft_mail").splitlines()[0]
    drafts = list(folder.glob("*.eml"))
    yield judged("生成邮件草稿", len(drafts) == 1, said)
    said = bench.press(bench.open(copies[0]), "verify_seal")
    yield judged("核对凭证", "未改动" in said, said.splitlines()[0])


def importing(bench: Bench) -> Iterator[Observation]:
    """The form as the national system imports it."""
    book = bench.open(old_form(bench.folder))
    said = bench.press(book, "check_import")
    yield judged("一体化导入就绪检查", "拒收" in said, said.splitlines()[0])
    if bench.app.books.active != book:
        bench.made()
    said = bench.press(book, "export_import").splitlines()[0]
    made = list((bench.folder / FOLDER).glob("*一体化导入表*.xlsx"))
    yield judged("导出一体化导入表", len(made) == 1 and said.startswith("已导出"), said)


def help_pages(bench: Bench) -> Iterator[Observation]:
    """Each opens as a new workbook or says its sentence."""
    book = bench.open(old_form(bench.folder))
    for command, label, least in (
        ("show_rules", "规则手册", len(all_rules())),
        ("show_schemes", "评分办法", 30),
        ("diagnose", "诊断", 5),
    ):
        bench.press(book, command)
        made = bench.made()
        rows = made.sheets[0].used_range.shape[0]
        yield judged(label, made != book and made.sheets[0].name == label and rows > least, f"{rows} 行")
    said = bench.press(book, "about")
    yield judged("关于", __version__ in said, said.splitlines()[0])
