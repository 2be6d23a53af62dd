"""Many different forms: the demo's layout with other names, figures and prose in each.

Real forms share their titles and differ in their contents; the same file read again and again would only show how
well things are remembered.
"""

from __future__ import annotations

import copy
import random
from pathlib import Path
from typing import Any

from xladdin.demo_form import demo_facts, write_form

__all__ = ["write_varied_forms"]

WORKS = ("道路修缮", "企业培训", "设备购置", "水库加固", "校舍改造", "政策宣传", "人才引进", "环境整治", "信息系统运维")
PLACES = ("城东", "城西", "河口", "南山", "北塘", "新桥", "石门", "临江", "古亭", "白沙")


def write_varied_forms(folder: Path, count: int) -> list[Path]:
    """Write ``count`` forms; the same ones every time."""
    paths = []
    for number in range(count):
        path = folder / f"自评表{number:04}.xlsx"
        write_form(path, _varied(demo_facts(), random.Random(number)))
        paths.append(path)
    return paths


def _varied(facts: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    facts = copy.deepcopy(facts)
    work = f"{chance.choice(PLACES)}{chance.choice(WORKS)}"
    budget, spent = chance.randrange(100, 9000), chance.randrange(60, 101)
    facts["project"], facts["unit"] = f"{work}项目", f"{chance.choice(PLACES)}区{chance.choice(WORKS)}中心"
    amount = f"{budget * spent / 100:.2f}"
    facts["funds"][0]["amounts"] = [str(budget), str(budget), amount, "10", f"{spent}%", f"{spent / 10:.2f}"]
    done = chance.randrange(50, 200)
    facts["goals"]["expected"] = f"完成{work}{done}处，投入{budget}万元，群众满意度达到{chance.randrange(80, 99)}%。"
    facts["goals"]["actual"] = f"完成{work}{done + chance.randrange(-9, 9)}处，支出{amount}万元。"
    for number, row in enumerate(facts["indicators"], 1):
        target, actual = chance.randrange(50, 500), chance.randrange(40, 600)
        unit = chance.choice(("处", "家", "人次", "%", "万元", "公里"))
        row["name"] = f"指标{number}：{chance.choice(PLACES)}{chance.choice(WORKS)}数量"
        row["entries"][:2] = [f"≥{target}{unit}", f"{actual}{unit}"]
        if actual < target:
            place, lacking = chance.choice(PLACES), f"{target - actual}{unit}"
            row["reason"] = f"受{place}征地进度影响，少完成{lacking}，已约定于次年{number}月补齐。"
    return facts
