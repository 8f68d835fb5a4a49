module stuck.example/kernels

go 1.19
