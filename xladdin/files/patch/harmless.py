"""What a workbook that is sent may consist of, and what people are told of everything else."""

from __future__ import annotations

__all__ = ["HARMLESS", "SILENT", "WORDS"]

PICTURES = {"image"}
HARMLESS = {
    "": {"officeDocument"},
    "officeDocument": {
        "worksheet", "chartsheet", "styles", "theme", "sharedStrings", "sheetMetadata", "cellImage",
        "rdRichValue", "rdRichValueStructure", "rdRichValueTypes", "richValueRel",
    },
    "worksheet": {"drawing", "comments", "vmlDrawing", "legacyDrawing", "table", "hyperlink", "image", "ctrlProp"},
    "chartsheet": {"drawing"},
    "drawing": {
        "image", "chart", "chartEx", "hyperlink",
        "diagramData", "diagramLayout", "diagramQuickStyle", "diagramColors", "diagramDrawing",
    },
    "chart": {"chartStyle", "chartColorStyle", "themeOverride", "chartUserShapes", "image"},
    "vmlDrawing": PICTURES,
    "theme": PICTURES,
    "diagramData": PICTURES,
    "diagramDrawing": PICTURES,
    "chartUserShapes": PICTURES,
    "cellImage": PICTURES,
    "richValueRel": PICTURES,
}  # fmt: skip
"""What a part of each kind may relate to in a copy that is sent; WPS keeps pictures in cells as ``cellImage``."""
SILENT = {"calcChain"}
"""What every program makes anew by itself."""
WORDS = {
    "vbaProject": "VBA 宏", "externalLink": "外部链接", "connections": "数据连接", "pivotCacheDefinition": "透视表缓存",
    "pivotTable": "透视表（数值留着）", "oleObject": "嵌入的对象", "package": "嵌入的文件", "control": "ActiveX 控件",
    "printerSettings": "打印机设置", "threadedComment": "会话批注的往来记录（批注文字留着）", "person": "批注人的账户",
    "core-properties": "作者等文件属性", "extended-properties": "单位等文件属性", "custom-properties": "自定义文件属性",
    "customXml": "自定义 XML", "queryTable": "查询", "xlMacrosheet": "宏表", "xlIntlMacrosheet": "宏表",
    "slicer": "切片器", "slicerCache": "切片器", "timeline": "日程表", "timelineCache": "日程表", "thumbnail": "缩略图",
    "extensibility": "自定义功能区", "taskpanes": "网页加载项", "webextensiontaskpanes": "网页加载项",
    "webextension": "网页加载项", "revisionHeaders": "修订记录", "usernames": "共享用户名单", "xmlMaps": "XML 映射",
    "powerPivotData": "数据模型", "volatileDependencies": "实时数据", "dialogsheet": "对话框表",
    "customProperty": "自定义工作表属性", "attachedToolbars": "自定义工具栏", "chartEx": "引用隐藏内容的新式图表",
    "activeXControlBinary": "ActiveX 控件", "signature": "数字签名",
}  # fmt: skip
"""What a kind of part is called in a list for people."""
