module stuck.example

go 1.25
