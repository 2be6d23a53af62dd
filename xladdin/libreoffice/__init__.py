"""LibreOffice Calc as a host: xlwings' engine over UNO, and the extension with functions, menu and toolbar."""
