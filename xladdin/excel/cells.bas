Attribute VB_Name = "PerfevalCells"
Option Explicit
Option Private Module

' What goes to Python and what comes back, converted here so that one call is one crossing.
' To Python: numbers, texts, booleans; "" for a blank cell, Empty for an argument that was left out;
' a percent cell as "95.4%", a date as "2023-12-31", an error as its text.
' From Python: doubles and texts; a whole number (Long) is the number of an error value.

Private Const MOST_CELLS As Long = 200000
Private Const INVALID_CALL As Long = 5

Public Function CellArgument(Optional ByRef given As Variant) As Variant
    If IsMissing(given) Then Exit Function
    If IsObject(given) Then
        CellArgument = RangeValues(given)
    ElseIf IsArray(given) Then
        CellArgument = ArrayValues(given)
    Else
        CellArgument = PlainValue(given, "")
    End If
End Function

Private Function RangeValues(ByVal area As Range) As Variant
    Dim values As Variant, shape As Variant, row As Long, column As Long, mixed As Boolean
    If area.Areas.Count > 1 Or area.CountLarge > MOST_CELLS Then Err.Raise INVALID_CALL
    values = area.Value
    shape = area.NumberFormat
    If Not IsArray(values) Then
        RangeValues = PlainValue(values, CStr(shape))
        Exit Function
    End If
    mixed = IsNull(shape)
    For row = 1 To UBound(values, 1)
        For column = 1 To UBound(values, 2)
            If mixed And VarType(values(row, column)) = vbDouble Then
                values(row, column) = PlainValue(values(row, column), CStr(area.Cells(row, column).NumberFormat))
            ElseIf mixed Then
                values(row, column) = PlainValue(values(row, column), "")
            Else
                values(row, column) = PlainValue(values(row, column), CStr(shape))
            End If
        Next column
    Next row
    RangeValues = values
End Function

Private Function ArrayValues(ByVal values As Variant) As Variant
    Dim row As Long, column As Long
    For row = LBound(values, 1) To UBound(values, 1)
        For column = LBound(values, 2) To UBound(values, 2)
            values(row, column) = PlainValue(values(row, column), "")
        Next column
    Next row
    ArrayValues = values
End Function

Private Function PlainValue(ByVal value As Variant, ByVal shape As String) As Variant
    Select Case VarType(value)
        Case vbEmpty, vbNull
            PlainValue = ""
        Case vbError
            PlainValue = ErrorText(value)
        Case vbDate
            If CDbl(value) < 1 Then
                PlainValue = CDbl(value)
            Else
                PlainValue = Year(value) & "-" & Month(value) & "-" & Day(value)
            End If
        Case vbDouble
            If InStr(shape, "%") = 0 Then
                PlainValue = value
            ElseIf InStr(shape, "\%") > 0 Or InStr(shape, """%""") > 0 Then
                PlainValue = Digits(value) & "%"
            Else
                PlainValue = Digits(value * 100) & "%"
            End If
        Case vbCurrency, vbDecimal, vbSingle, vbInteger, vbLong
            PlainValue = CDbl(value)
        Case Else
            PlainValue = value
    End Select
End Function

Private Function Digits(ByVal number As Double) As String
    ' Str always writes a point, and drops the 0 before it.
    Digits = Trim$(Str$(number))
    If Left$(Digits, 1) = "." Then Digits = "0" & Digits
    If Left$(Digits, 2) = "-." Then Digits = "-0" & Mid$(Digits, 2)
End Function

Private Function ErrorText(ByVal value As Variant) As String
    Select Case CLng(value)
        Case 2000: ErrorText = "#NULL!"
        Case 2007: ErrorText = "#DIV/0!"
        Case 2023: ErrorText = "#REF!"
        Case 2029: ErrorText = "#NAME?"
        Case 2036: ErrorText = "#NUM!"
        Case 2042: ErrorText = "#N/A"
        Case Else: ErrorText = "#VALUE!"
    End Select
End Function

Public Function CellResult(ByVal result As Variant) As Variant
    Dim row As Long, column As Long
    If IsArray(result) Then
        For row = LBound(result, 1) To UBound(result, 1)
            For column = LBound(result, 2) To UBound(result, 2)
                If VarType(result(row, column)) = vbLong Then result(row, column) = CVErr(result(row, column))
            Next column
        Next row
    ElseIf VarType(result) = vbLong Then
        result = CVErr(result)
    End If
    CellResult = result
End Function
