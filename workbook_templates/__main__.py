"""``python -m workbook_templates``: build every template into ``workbook_templates/dist``."""

from __future__ import annotations

from workbook_templates.build import DIST, build_templates


def main() -> int:
    """Write the workbooks and name them."""
    DIST.mkdir(exist_ok=True)
    built = build_templates()
    for old in sorted(DIST.glob("*.xlsx")):
        if old.name not in built:
            old.unlink()
    for name, content in built.items():
        (DIST / name).write_bytes(content)
        print(f"{name}　{len(content) / 1000:.0f} kB")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
