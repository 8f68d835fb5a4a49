package buildbad

func Panic() string { return 1 + undefinedThing }
