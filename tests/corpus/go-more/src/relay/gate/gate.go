package gate

var Scenarios = map[string]func(){}
