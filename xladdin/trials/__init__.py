"""The add-in tried out in a running program: every function and every command, each effect against the core.

Everything goes through xlwings, so the same list runs in Excel (``perfeval addin doctor --live``) and, in the tests, in
LibreOffice.  All files are made in a folder of the caller; nothing that was open before is touched.
"""
