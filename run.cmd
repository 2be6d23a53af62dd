@echo off
rem run.cmd setup^|demo^|test^|bench: finds Python 3.11+; tools\run.py does the rest (without LibreOffice on Windows).
setlocal
chcp 65001 >nul
cd /d "%~dp0"
set PYTHONUTF8=1
set PERFEVAL_PYTHON=
for %%P in ("py -3.11" "py -3" "python" "python3") do call :consider %%~P
if not defined PERFEVAL_PYTHON (
  echo 缺少 Python 3.11 或更新版本，请从 python.org 安装后再运行。Python 3.11+ is missing; install it first.
  exit /b 2
)
%PERFEVAL_PYTHON% -m tools.run %*
exit /b %ERRORLEVEL%

:consider
if defined PERFEVAL_PYTHON exit /b 0
%* -c "import sys; sys.exit(sys.version_info < (3, 11))" >nul 2>nul
if not errorlevel 1 set PERFEVAL_PYTHON=%*
exit /b 0
