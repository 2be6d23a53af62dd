Option Explicit

Private WithEvents Host As Application

Private Sub Workbook_Open()
    Set Host = Application
    ' Excel refuses descriptions while it starts, and as long as no workbook is open.
    Application.OnTime Now, "'" & ThisWorkbook.Name & "'!DescribeFunctions"
End Sub

Private Sub Host_WorkbookActivate(ByVal Wb As Workbook)
    DescribeFunctions
End Sub
