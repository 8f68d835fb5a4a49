module example.com/logger

go 1.21

require github.com/golang/glog v1.2.5
