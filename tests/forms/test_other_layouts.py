"""Layouts of further places that the published nine do not show."""

from __future__ import annotations

from forms.grids import draw_grid, only_form, rows_of


def test_the_adjusted_target_counts_where_both_are_printed() -> None:
    form = only_form(
        draw_grid(
            "2023年度项目支出绩效自评表",
            "项目名称||渝路养护经费|||自评总分|99.2",
            "绩效指标|指标名称|指标性质|指标值||计量单位|全年完成值|得分系数（%）|指标权重|指标得分|是否核心指标",
            "|||年初指标值|调整指标值",
            "|养护里程|≥|100|120|公里|102|85|30|25.5|是",
            "|养护合格率|≥|95||%|93|97.89|20|19.58|是",
            merges=((3, 4, 3, 5), (3, 1, 6, 1), (3, 2, 4, 2), (3, 3, 4, 3), (3, 6, 4, 6)),
        )
    )
    assert rows_of(form) == [
        ("绩效指标", "", "养护里程", "≥120公里", "102", "30", "25.5"),
        ("绩效指标", "", "养护合格率", "≥95%", "93", "20", "19.58"),
    ]
    assert form.unplaced == ()
