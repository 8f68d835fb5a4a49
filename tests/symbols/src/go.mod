module example.com/shop.io/first-lines

go 1.20
