module example.net/relay

go 1.18
