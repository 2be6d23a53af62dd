"""``./run demo``: the main job once, on a real published form.

Builds the workbook of 益阳 2020 into ``out/``, checks it, prints what is wrong, and writes the result beside it.
"""

from __future__ import annotations

import sys
from pathlib import Path

from xladdin.console import complain, make_safe

__all__ = ["main"]

NAME = "益阳2020自评表"


def main(words: list[str]) -> int:
    """Run the demo in the folder given (``out`` by default); 0, or 2 when the folder cannot be written to."""
    make_safe()
    folder = Path(words[0] if words else "out")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _show(folder)
    except OSError as error:
        from xladdin.problems import coded_sentence, os_detail

        complain(coded_sentence("PE-C004", name=str(error.filename or folder), detail=os_detail(error)))
        return 2
    return 0


def _show(folder: Path) -> None:
    from perfeval_core.report import as_json, as_markdown, as_text
    from xladdin.checking import check_file
    from xladdin.demo_form import demo_facts, write_form
    from xladdin.standard_forms import built, taken_over_forms, waiting

    workbook = folder / f"{NAME}.xlsx"
    print("一份公开的真实自评表（益阳市工业和信息化局，2020 年度），照它公布的内容做成 Excel，再检查一遍：\n")
    write_form(workbook, demo_facts())
    report = check_file(str(workbook)).report
    print(as_text(report))
    results = {folder / f"{NAME}的问题.md": as_markdown(report), folder / f"{NAME}的问题.json": as_json(report)}
    for path, text in results.items():
        path.write_text(text, encoding="utf-8", newline="\n")
    live = folder / f"{NAME}（随填随算）.xlsx"
    ((taken, _),) = taken_over_forms(str(workbook), None)
    live.write_bytes(built(taken.content, addin=False))
    rows = waiting(taken.content)
    print(f"同样的内容放进标准自评表，得分由普通公式随填随算，发给别人不装任何东西也能算；{len(rows)} 行待核：")
    for row, name, status in rows:
        print(f"  第 {row} 行 {name}：{status}")
    print("标准自评表：", live)
    print("自评表：", workbook)
    print("检查结果：", "、".join(map(str, results)))
    print("检查别的表：perfeval check 自评表.xlsx（也可以写文件夹）")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
