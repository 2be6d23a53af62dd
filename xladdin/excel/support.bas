' The library copies the command into 2,048 bytes of the system's code page, two for a Chinese character.
Private Const MOST_BYTES As Long = 1900

Private Interpreter As String
Private LibraryLoaded As Boolean

Private Function InterpreterPath() As String
    ' The user's own file and nothing else: a workbook can never choose the program that runs.
    ' Read once; Excel has to be started anew after a change.
    If Interpreter = "" Then
        If Not GetConfigFromFile(GetConfigFilePath(), "INTERPRETER_WIN", Interpreter) Then
            Err.Raise 1000, Description:="No INTERPRETER_WIN in " & GetConfigFilePath()
        End If
    End If
    InterpreterPath = Interpreter
End Function

Private Function XLPyCommand() As String
    ' The same for every workbook, so that there is one Python process.  The full path: no other folder is searched for
    ' the program.  -I: neither the current folder nor environment variables can bring in modules.
    XLPyCommand = Chr(34) & InterpreterPath() & Chr(34) & " -I -c ""import xlwings;xlwings.serve('$(CLSID)')"""
    If Len(XLPyCommand) * 2 > MOST_BYTES Then
        Err.Raise 1000, Description:="The path of Python is too long"
    End If
End Function

Private Sub XLPyLoadDLL()
    Dim folder As String
    If LibraryLoaded Then Exit Sub
    folder = ParentFolder(InterpreterPath())
    If LoadLibrary(folder & "\" & XLPyDLLName) = 0 Then
        If LoadLibrary(ParentFolder(folder) & "\" & XLPyDLLName) = 0 Then
            Err.Raise 1000, Description:="Could not load " & XLPyDLLName & " from " & folder & " or the folder above it"
        End If
    End If
    LibraryLoaded = True
End Sub
