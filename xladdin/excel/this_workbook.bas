Option Explicit

Private Sub Workbook_Open()
    ' Excel refuses descriptions while it starts.
    Application.OnTime Now, "'" & ThisWorkbook.Name & "'!DescribeFunctions"
End Sub
