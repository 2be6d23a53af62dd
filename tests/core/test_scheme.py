"""Scheme files: what they say, that every value has a source, and that every slip is refused by name and line."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from perfeval_core.findings import Severity
from perfeval_core.scheme import EXECUTION, SchemeError, choose_scheme, load_scheme, parse_scheme, scheme_names
from perfeval_core.scheme_values import READERS

WHOLE = [name for name in scheme_names() if name != "caps_2023"]

SOURCE = """\
[source.trial]
document = "试行办法"
status = "local"
effective_from = 2021-01-01
last_checked = 2026-11-22
"""
HEAD = f'title = "试验"\ninherits = "mof_2020"\n{SOURCE}'
"""Seven lines: a setting appended to it starts in line 8."""


def block(setting: str, value: str, more: str = "") -> str:
    return f'[[{setting}]]\nvalue = {value}\nsource = "trial"\narticle = "第一条"\n{more}'


# -- what the schemes say -----------------------------------------------------------------------------------------


def test_the_schemes():
    published = {"mof_2020", "mof_2021_cost", "hubei", "jinan", "sichuan", "yitihua", "yitihua_80", "caps_2023"}
    assert published <= set(scheme_names()), "files name them: none goes away again"
    assert list(scheme_names()) == sorted(scheme_names())


@pytest.mark.parametrize("name", [*WHOLE, "mof_2020+caps_2023", "hubei+caps_2023"])
def test_every_value_has_a_source(name):
    scheme = load_scheme(name)
    assert scheme.id == name
    given = {setting for setting in READERS if getattr(scheme, setting) not in (None, (), {})}
    assert given == set(scheme.settings)
    for setting in scheme.settings:
        source = scheme.source_of(setting)
        assert source.document and source.article
        assert source.status in ("law", "local", "system")
        assert date(2020, 2, 25) <= source.effective_from <= source.last_checked


@pytest.mark.parametrize("name", WHOLE)
def test_weights_make_full_marks(name):
    scheme = load_scheme(name)
    assert sum(scheme.level1_weights.values()) == scheme.total_max == 100
    assert scheme.execution_weight == scheme.level1_weights[EXECUTION]


def test_the_national_scheme():
    scheme = load_scheme("mof_2020")
    assert dict(scheme.level1_weights) == {"产出指标": 50, "效益指标": 30, "满意度指标": 10, "预算执行率": 10}
    assert [(band.low, band.high) for band in scheme.bands] == [
        (Fraction(4, 5), 1),
        (Fraction(3, 5), Fraction(4, 5)),
        (0, Fraction(3, 5)),
    ]
    assert scheme.grades == (("优", 90), ("良", 80), ("中", 60), ("差", 0))
    assert (scheme.reverse, scheme.execution_base, scheme.digits) == ("ratio", "budget_adjusted", 2)
    assert scheme.over_fulfilment_threshold == Fraction("1.3") and scheme.over_fulfilment_deduction is None
    assert scheme.total_caps == ()
    assert scheme.light is None and scheme.execution_reason_below == Fraction("0.9")
    assert {word.value for word in scheme.severity.values()} == {"提示"}
    assert scheme.source_of("reverse").status == "law"
    assert scheme.source_of("execution_weight").document.startswith("财预〔2020〕10号")
    with pytest.raises(KeyError):
        scheme.source_of("total_caps")


@pytest.mark.parametrize(
    ("name", "differs"),
    [
        ("mof_2021_cost", {"level1_weights", "bands"}),
        ("hubei", {"level1_weights", "bands"}),
        ("jinan", {"bands", "execution_base"}),
        ("sichuan", {"severity"}),
        ("yitihua", {"reverse", "over_fulfilment_threshold", "light"}),
        ("yitihua_80", {"reverse", "over_fulfilment_threshold", "light", "grades"}),
        ("mof_2020+caps_2023", {"over_fulfilment_deduction", "total_caps"}),
    ],
)
def test_a_scheme_differs_from_the_national_one_only_where_it_should(name, differs):
    scheme, national = load_scheme(name), load_scheme("mof_2020")
    assert {setting for setting in READERS if getattr(scheme, setting) != getattr(national, setting)} == differs


def test_local_values():
    assert load_scheme("hubei").execution_weight == 20
    assert load_scheme("jinan").execution_base == "budget_initial"
    assert load_scheme("sichuan").execution_reason_below == Fraction(9, 10)
    assert dict(load_scheme("yitihua_80").grades)["优"] == 80
    assert load_scheme("mof_2021_cost").level1_weights["成本指标"] == 20


def test_a_scheme_is_read_once():
    assert load_scheme("hubei") is load_scheme("hubei")


# -- dates and layers ---------------------------------------------------------------------------------------------


def test_a_value_holds_until_a_later_one_replaces_it():
    text = (
        HEAD
        + block("over_fulfilment_threshold", '"150%"', "effective_from = 2023-01-01\n")
        + block("over_fulfilment_threshold", '"140%"')
    )
    scheme = parse_scheme(text, "trial.toml")
    thresholds = [
        scheme.at(day).over_fulfilment_threshold
        for day in (date(2020, 12, 31), date(2021, 1, 1), date(2022, 12, 31), date(2023, 1, 1))
    ]
    assert thresholds == [Fraction("1.3"), Fraction("1.4"), Fraction("1.4"), Fraction("1.5")]
    assert scheme.over_fulfilment_threshold == Fraction("1.5")
    assert scheme.at(date(2022, 1, 1)).source_of("over_fulfilment_threshold").effective_from == date(2021, 1, 1)


def test_an_overlay_holds_from_its_date():
    capped = load_scheme("mof_2020+caps_2023")
    assert [cap.total for cap in capped.total_caps] == [89, 79, 69, 59]
    assert capped.at(date(2022, 12, 31)).total_caps == ()
    assert load_scheme("mof_2020+caps_2023", date(2023, 1, 1)).total_caps == capped.total_caps


def test_nothing_was_in_force_before_the_first_method():
    with pytest.raises(SchemeError, match=r"mof_2020\.toml .*2019-12-31"):
        load_scheme("mof_2020", date(2019, 12, 31))


def test_a_scheme_may_change_how_serious_a_finding_is():
    scheme = parse_scheme(HEAD + block("severity", '{ "PE-R003" = "错误" }'), "trial.toml")
    assert dict(scheme.severity) == {"PE-R003": Severity.ERROR}


def test_a_scheme_may_inherit_along_a_chain():
    scheme = parse_scheme(
        'title = "孙"\ninherits = "son"\n',
        "grandson.toml",
        others={"son": HEAD + block("digits", "1")},
    )
    assert (scheme.digits, scheme.total_max, scheme.title) == (1, Decimal(100), "孙")


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("hunan", f"没有名为“hunan”的评分办法，可用的有：{'、'.join(scheme_names())}"),
        ("../schemes/hubei", "没有名为"),
        ("", "没有名为"),
        ("caps_2023", "请写成 mof_2020+caps_2023"),
        ("mof_2020+hubei", "“hubei”不是附加办法"),
        ("mof_2020+nothing", "没有名为“nothing”"),
    ],
)
def test_a_scheme_that_is_not_there(name, part):
    with pytest.raises(SchemeError) as refused:
        load_scheme(name)
    assert part in str(refused.value)


# -- refused files ------------------------------------------------------------------------------------------------

REFUSED = [
    ("broken TOML", HEAD + "[[digits]]\nvalue = \n", 9, "写法不对"),
    ("broken at the end", HEAD + '[[digits]]\nvalue = "2', 9, "写法不对"),
    ("no title", SOURCE, 1, "title"),
    ("unknown key", 'title = "试验"\ninherit = "mof_2020"\n', 2, "inherit"),
    ("unknown setting", HEAD + block("digit", "2"), 8, "digit"),
    ("a setting that is no block", 'title = "试验"\ndigits = 2\n', 2, "digits"),
    ("unknown key of a value", HEAD + block("digits", "2", 'sauce = "x"\n'), 12, "sauce"),
    ("unknown key of a source", f'title = "试验"\n{SOURCE}note = "x"\n', 7, "note"),
    ("no value", HEAD + '[[digits]]\nsource = "trial"\narticle = "x"\n', 8, "缺少 value"),
    ("no source", HEAD + '[[digits]]\nvalue = 2\narticle = "x"\n', 8, "缺少 source"),
    ("a source that is not there", HEAD + '[[digits]]\nvalue = 2\nsource = "else"\narticle = "x"\n', 10, "else"),
    ("no article", HEAD + '[[digits]]\nvalue = 2\nsource = "trial"\n', 8, "article"),
    ("an empty article", HEAD + '[[digits]]\nvalue = 2\nsource = "trial"\narticle = ""\n', 11, "article"),
    ("no document", 'title = "试验"\n[source.trial]\nstatus = "law"\n', 2, "document"),
    ("unknown status", HEAD.replace('"local"', '"rumour"'), 5, "status"),
    ("no date", HEAD.replace("effective_from = 2021-01-01\n", ""), 3, "effective_from"),
    ("a date as text", HEAD.replace("2021-01-01", '"2021"'), 6, "effective_from"),
    ("a date with a time", HEAD.replace("2026-11-22", "2026-11-22T00:00:00"), 7, "last_checked"),
    ("a bad date of a value", HEAD + block("digits", "2", 'effective_from = "2021"\n'), 12, "effective_from"),
    ("two values on one day", HEAD + block("digits", "2") + block("digits", "1"), 8, "两个值"),
    ("second block bad", HEAD + block("digits", "2") + block("digits", "9"), 13, "0 到 6"),
    ("weights make 90", HEAD + block("level1_weights", '{ "产出指标" = 80, "预算执行率" = 10 }'), 9, "合计 90"),
    ("weights without execution", HEAD + block("level1_weights", '{ "产出指标" = 100 }'), 9, "预算执行率"),
    ("a weight as text", HEAD + block("level1_weights", '{ "产出指标" = "90", "预算执行率" = 10 }'), 9, "数字"),
    ("a negative weight", HEAD + block("level1_weights", '{ "产出指标" = 110, "预算执行率" = -10 }'), 9, "不小于 0"),
    ("a weight that is no number", HEAD + block("total_max", "nan"), 9, "不小于 0"),
    ("a share as number", HEAD + block("approximate_tolerance", "0.05"), 9, "百分数"),
    ("a share without sign", HEAD + block("approximate_tolerance", '"5"'), 9, "百分数"),
    ("unknown formula", HEAD + block("reverse", '"square"'), 9, "ratio、linear"),
    ("not yes or no", HEAD + block("reason_below_full", '"yes"'), 9, "true 或 false"),
    ("not a whole number", HEAD + block("digits", "true"), 9, "整数"),
    ("bands as text", HEAD + block("bands", '"80/60"'), 9, "清单"),
    ("a band without an end", HEAD + block("bands", '[{ phrase = "达成", low = "0%" }]'), 9, "phrase、low、high"),
    (
        "bands with a gap",
        HEAD + block("bands", '[{phrase="达成",low="80%",high="100%"},{phrase="未达成",low="0%",high="70%"}]'),
        9,
        "未达成",
    ),
    ("bands that end early", HEAD + block("bands", '[{ phrase = "达成", low = "80%", high = "100%" }]'), 9, "0%"),
    ("grades upside down", HEAD + block("grades", '{ "差" = 0, "优" = 90 }'), 9, "由高到低"),
    ("no lowest grade", HEAD + block("grades", '{ "优" = 90, "良" = 80 }'), 9, "0 分"),
    ("grades as list", HEAD + block("grades", "[90, 80]"), 9, "优"),
    (
        "caps upside down",
        HEAD + block("total_caps", '[{execution_below="50%",total=59},{execution_below="60%",total=69}]'),
        9,
        "由高到低",
    ),
    ("a deduction without points", HEAD + block("over_fulfilment_deduction", '{ from = "130%" }'), 9, "points"),
    ("a light without limits", HEAD + block("light", '{ excess = "5%" }'), 9, "unspent"),
    ("a severity of nothing", HEAD + block("severity", '{ "R3" = "错误" }'), 9, "R3"),
    ("a severity not known", HEAD + block("severity", '{ "PE-R003" = "严重" }'), 9, "严重"),
    ("unknown parent", 'title = "试验"\n\ninherits = "mof_1999"\n', 3, "mof_1999"),
    ("an overlay as parent", 'title = "试验"\ninherits = "caps_2023"\n', 2, "附加办法"),
    ("its own parent", 'title = "试验"\ninherits = "trial"\n', 2, "trial → trial"),
    ("an overlay alone", 'title = "试验"\noverlay = true\n', 1, "不能单独使用"),
    ("an overlay that inherits", 'title = "试验"\ninherits = "mof_2020"\noverlay = true\n', 3, "inherits"),
    ("no parent and not complete", 'title = "试验"\n', 1, "level1_weights"),
    ("a parent that is a number", 'title = "试验"\ninherits = 2020\n', 2, "inherits"),
    ("sources that are no blocks", 'title = "试验"\nsource = "trial"\n', 2, "[source.名字]"),
    ("a source that is no block", 'title = "试验"\nsource.trial = "x"\n', 1, "[source.名字]"),
]


@pytest.mark.parametrize(("text", "line", "part"), [pytest.param(*row[1:], id=row[0]) for row in REFUSED])
def test_a_slip_is_refused_by_file_and_line(text, line, part):
    with pytest.raises(SchemeError) as refused:
        parse_scheme(text, "trial.toml")
    assert str(refused.value).startswith(f"trial.toml 第 {line} 行：")
    assert part in str(refused.value)


def test_a_circle_of_parents_is_named():
    with pytest.raises(SchemeError, match=r"^b\.toml 第 2 行：继承绕成了圈：a → b → a$"):
        parse_scheme('title = "a"\ninherits = "b"\n', "a.toml", others={"b": 'title = "b"\ninherits = "a"\n'})


# -- choosing by the look of a form -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("level1", "weights", "column", "hints", "name", "why"),
    [
        (["产出指标", "效益指标"], {EXECUTION: "10"}, True, ["益阳市工业和信息化局"], "mof_2020", "财预〔2020〕10号"),
        (["成本指标", "产出指标"], {EXECUTION: "10"}, True, ["四川省水利厅"], "mof_2021_cost", "成本指标"),
        (["产出指标"], {EXECUTION: "20"}, False, ["黄冈市"], "hubei", "20+80"),
        (["产出指标"], {EXECUTION: "20"}, True, ["黄冈市"], "mof_2020", "没有看到"),
        (["产出指标"], {EXECUTION: "20分"}, True, ["湖北省水利厅"], "hubei", "湖北"),
        (["产出指标"], {EXECUTION: "10"}, True, ["湖北省水利厅"], "mof_2020", "没有看到"),
        (["产出指标"], {}, True, ["2022年", "济南市财政局"], "jinan", "济南"),
        (["产出指标"], {EXECUTION: "10"}, True, ["四川省项目支出绩效自评表"], "sichuan", "四川"),
        ([], {}, False, [], "mof_2020", "没有看到"),
    ],
)
def test_the_scheme_of_a_form(level1, weights, column, hints, name, why):
    scheme, sentence = choose_scheme(level1, weights, has_weight_column=column, hints=hints)
    assert scheme is load_scheme(name)
    assert why in sentence


# -- cost ---------------------------------------------------------------------------------------------------------


def test_loading_a_scheme_stays_cheap():
    """A cold start must not pay for pydantic or importlib.resources."""
    program = (
        "import sys; from perfeval_core.scheme import load_scheme; load_scheme('yitihua');"
        "print([name for name in ('pydantic', 'importlib.resources', 'tempfile') if name in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
