Attribute VB_Name = "PerfevalTexts"
Option Explicit

' VBA source is ASCII; every Chinese text stands in a cell of the add-in's only sheet:
' column A a key, column B on the texts.  The key of a function is its name.

Private Const SHEET_NAME As String = "texts"
Private Const FUNCTION_PREFIX As String = "PE_"
Private Const RETRY_SECONDS As Long = 10

Private Described As Boolean

Public Function TextOf(ByVal key As String) As String
    Dim texts As Variant, row As Long
    texts = ThisWorkbook.Worksheets(SHEET_NAME).UsedRange.Value
    For row = 1 To UBound(texts, 1)
        If texts(row, 1) = key Then
            TextOf = CStr(texts(row, 2))
            Exit Function
        End If
    Next row
End Function

Public Sub DescribeFunctions()
    ' Columns of a function: name, meaning, then the meaning of each argument.
    Dim texts As Variant, row As Long
    If Described Then Exit Sub
    If ActiveWorkbook Is Nothing Then
        ' Excel refuses them as well as long as no workbook is open.
        Application.OnTime Now + TimeSerial(0, 0, RETRY_SECONDS), "'" & ThisWorkbook.Name & "'!DescribeFunctions"
        Exit Sub
    End If
    On Error GoTo NotYet
    texts = ThisWorkbook.Worksheets(SHEET_NAME).UsedRange.Value
    For row = 1 To UBound(texts, 1)
        If Left$(texts(row, 1), Len(FUNCTION_PREFIX)) = FUNCTION_PREFIX Then DescribeFunction texts, row
    Next row
    Described = True
NotYet:
End Sub

Private Sub DescribeFunction(ByRef texts As Variant, ByVal row As Long)
    Dim meanings() As String, count As Long, column As Long
    For column = 3 To UBound(texts, 2)
        If Len(texts(row, column)) > 0 Then count = count + 1
    Next column
    If count = 0 Then
        Application.MacroOptions Macro:=CStr(texts(row, 1)), Description:=CStr(texts(row, 2)), _
            Category:=TextOf("category")
        Exit Sub
    End If
    ReDim meanings(1 To count)
    For column = 1 To count
        meanings(column) = CStr(texts(row, column + 2))
    Next column
    Application.MacroOptions Macro:=CStr(texts(row, 1)), Description:=CStr(texts(row, 2)), _
        Category:=TextOf("category"), ArgumentDescriptions:=meanings
End Sub
