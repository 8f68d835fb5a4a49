module leaks.example

go 1.26.0
