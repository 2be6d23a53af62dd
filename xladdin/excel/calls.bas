Attribute VB_Name = "PerfevalCalls"
Option Explicit
Option Private Module

Private Const FUNCTIONS_MODULE As String = "xladdin.excel.udfs"
Private Const MACROS_MODULE As String = "xladdin.macros"
Private Const PAUSE_SECONDS As Long = 30

' When Python does not start, a sheet full of functions must not try again for each cell.
Private GaveUpAt As Date

Public Function CallPython(ByVal functionName As String, ByVal arguments As Variant) As Variant
    Dim python As Object
    CallPython = CVErr(xlErrValue)
    If InFunctionWizard() Then Exit Function
    If GaveUpAt > 0 Then
        If DateDiff("s", GaveUpAt, Now) < PAUSE_SECONDS Then Exit Function
    End If
    On Error GoTo NoPython
    Set python = XLPy()
    GaveUpAt = 0
    On Error GoTo Failed
    CallPython = CellResult(python.CallUDF(FUNCTIONS_MODULE, functionName, arguments))
    Exit Function
NoPython:
    GaveUpAt = Now
    Exit Function
Failed:
    CallPython = CVErr(xlErrValue)
End Function

Private Function InFunctionWizard() As Boolean
    ' While the wizard is open it evaluates at every key; this button is disabled then.
    On Error GoTo NoBar
    InFunctionWizard = Not Application.CommandBars("Standard").Controls(1).Enabled
NoBar:
End Function

Public Sub RunCommand(ByVal macro As String)
    Dim python As Object, cause As String
    On Error GoTo Failed
    Set python = XLPy()
    python.SetAttr python.Module("xlwings._xlwindows"), "BOOK_CALLER", ActiveWorkbook
    python.Exec "import " & MACROS_MODULE & ";" & MACROS_MODULE & "." & macro & "()"
    Exit Sub
Failed:
    cause = Err.Description
    MsgBox TextOf("failed") & vbCrLf & vbCrLf & cause, vbExclamation, TextOf("title")
End Sub
