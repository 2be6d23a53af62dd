"""Reading, scoring and checking of 项目支出绩效自评表: pure functions over values, no files, no host."""
