"""What the buttons of the tab 绩效自评 do, over the xlwings object API only."""
